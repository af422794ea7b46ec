"""Tampering with the journal is refused by the database, and shows when the guard was lifted."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from jieyue.kit import journal
from jieyue.kit.actor import system
from jieyue.kit.journal import guard
from jieyue.kit.journal.models import Entry, EntryUnchangeable, PendingSeal, Seal
from jieyue.kit.journal.sealing import last_digest, seal_all
from jieyue.kit.journal.test_recording import AT, Rang
from jieyue.kit.sites.models import Site


@pytest.fixture
def site(db):
    return Site.objects.create(code="f", name="F")


@pytest.fixture
def chain(site):
    for times in range(5):
        record(site, times)
    seal_all(site_id=None, at=AT)
    return list(Seal.objects.filter(site=site).order_by("position"))


def record(site, times) -> Entry:
    actor = system("bell", site_id=site and site.id)
    return journal.record(Rang(day=AT, times=times), actor=actor, at=AT)


def run(sql: str, *parameters) -> None:
    guard.remove()
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def test_new_entries_are_sealed_in_order(chain, site):
    assert [link.position for link in chain] == [1, 2, 3, 4, 5]
    assert [link.previous_digest for link in chain] == ["", *(link.digest for link in chain[:-1])]
    assert not PendingSeal.objects.exists()
    assert journal.broken_link(site_id=site.id) is None


def test_sealing_goes_on_where_it_ended(chain, site):
    record(site, 9)
    seal_all(site_id=None, at=AT)
    assert last_digest(site_id=site.id)[0] == 6
    assert journal.broken_link(site_id=site.id) is None


def test_sites_and_the_common_entries_have_chains_of_their_own(chain, site):
    other = Site.objects.create(code="g", name="G")
    record(other, 1)
    record(None, 1)
    seal_all(site_id=None, at=AT)
    heads = [last_digest(site_id=i)[0] for i in (site.id, other.id, None)]
    assert heads == [5, 1, 1]
    assert all(journal.broken_link(site_id=i) is None for i in (site.id, other.id, None))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE kit_entry SET actor_name = 'nobody' WHERE id = %s",
        "UPDATE kit_entry SET at = recorded_at WHERE id = %s",
        "UPDATE kit_seal SET digest = 'f' WHERE entry_id = %s",
    ],
)
def test_a_change_shows(chain, site, change):
    run(change, chain[2].entry_id)
    broken = journal.broken_link(site_id=site.id)
    assert (broken.position, broken.reason) == (3, "changed")


def test_a_removed_entry_shows(chain, site):
    run("DELETE FROM kit_seal WHERE entry_id = %s", chain[2].entry_id)
    run("DELETE FROM kit_entry WHERE id = %s", chain[2].entry_id)
    assert journal.broken_link(site_id=site.id) == journal.BrokenLink(3, None, "missing")


def test_two_entries_exchanged_show(chain, site):
    first, second = chain[1], chain[2]
    for entry_id, position in ((first.entry_id, 99), (second.entry_id, 2), (first.entry_id, 3)):
        run("UPDATE kit_seal SET position = %s WHERE entry_id = %s", position, entry_id)
    assert journal.broken_link(site_id=site.id).reason == "changed"


def test_an_entry_kept_out_of_the_chain_shows(site):
    kept_out = record(site, 1)
    PendingSeal.objects.filter(entry=kept_out).delete()
    early = Entry.objects.get().recorded_at - timedelta(hours=2)
    run("UPDATE kit_entry SET recorded_at = %s", early)
    record(site, 2)
    seal_all(site_id=None, at=AT)
    assert journal.broken_link(site_id=site.id) == journal.BrokenLink(None, kept_out.id, "unsealed")


def test_the_models_refuse_a_change(chain):
    entry = chain[0].entry
    for change in (
        entry.save,
        entry.delete,
        Entry.objects.all().delete,
        lambda: Entry.objects.update(name=""),
    ):
        with pytest.raises(EntryUnchangeable):
            change()


@pytest.mark.parametrize(
    "sql",
    ["UPDATE kit_entry SET name = ''", "DELETE FROM kit_entry", "UPDATE kit_seal SET digest = ''"],
)
def test_the_database_refuses_a_change(chain, sql):
    with (
        pytest.raises(DatabaseError, match=guard.REFUSAL),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert Entry.objects.count() == 5


def test_the_guard_can_be_installed_again(db):
    guard.install()
    guard.install()
