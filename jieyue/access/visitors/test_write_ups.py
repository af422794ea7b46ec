"""Urgent repairs that are let in at once: whatever else was told, their write-up is asked for."""

from datetime import timedelta

from jieyue.access.visitors import receiving, rounds
from jieyue.access.visitors.conftest import AT, HOUR
from jieyue.access.visitors.models import Purpose
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_account, role_grants
from jieyue.people.messages.models import Message

MINUTE = timedelta(minutes=1)


def let_in(world, asked, **values):
    wanted = asked(host_id=None, from_at=AT, until_at=AT + HOUR, **values)
    return receiving.register_walk_in(
        asked=wanted, host_agreed=False, is_urgent=True, actor=world.guard, at=AT
    )


def test_whoever_is_let_in_urgently_comes_for_a_repair(world, asked):
    assert let_in(world, asked, purpose="business").purpose == Purpose.REPAIR


def test_guards_are_told_of_who_stays_and_of_the_write_up_each_once(world, asked):
    make_account(site=world.site, grants=role_grants("guard"))
    visit = let_in(world, asked, purpose="repair")
    guest = visit.guests.get()
    shown = receiving.Shown(document="passport", number="E12345678", is_photo_compared=True)
    receiving.receive(guest_id=guest.id, shown=shown, actor=world.guard, at=AT)
    for minutes in (90, 120, 8 * 60, 8 * 60 + 5, 9 * 60):
        rounds.look(site_id=world.site.id, at=AT + minutes * MINUTE)
    told = Entry.objects.filter(name="access.visitors.overstayed").order_by("id")
    assert [entry.data["told"] for entry in told] == ["host", "guard"]
    titles = list(Message.objects.order_by("id").values_list("title", flat=True))
    assert len(titles) == len(set(titles)) == 2
