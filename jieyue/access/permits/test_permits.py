"""Work permits: drafted, approved, suspended when the insurance ends, ended and forgotten."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from jieyue.access.credentials import blocks
from jieyue.access.credentials.models import Credential
from jieyue.access.decisions.facts import GuestPassed
from jieyue.access.factories import make_gate, make_zone
from jieyue.access.permits import actions, following, queries, refusals, rounds, rules
from jieyue.access.permits.actions import PermitAsked, WorkerAsked
from jieyue.access.permits.models import PermitState, Worker, WorkPermit
from jieyue.access.visitors.asking import CarAsked
from jieyue.access.visitors.identity import BadIdentity, check_character
from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.kit.periods import Period
from jieyue.people.factories import make_account, make_site, role_grants
from jieyue.people.messages.models import Message
from jieyue.people.roles.built_in import BUILT_IN

AT = datetime(2026, 11, 23, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def id_of(number):
    first = f"5118021990{number:02}01001"
    return first + check_character(first)


def wanted(site, **values):
    fields = {
        "company": "演示建设集团",
        "work": "B座外墙维修",
        "supervisor_id": site.host_person.id,
        "from_at": AT,
        "until_at": AT + 10 * DAY,
        "insurance_until": date(2026, 12, 31),
        "cars": [CarAsked(plate="川T12345")],
        **values,
    }
    return PermitAsked(**fields)


def permit_of(site, *, workers=2, is_approved=True, **values):
    permit = actions.draft(asked=wanted(site, **values), actor=site.officer, at=AT)
    for n in range(1, workers + 1):
        worker = WorkerAsked(name=f"工人{n}", id_number=id_of(n))
        actions.add_worker(number=permit.number, worker=worker, actor=site.officer, at=AT)
    if is_approved:
        permit = actions.approve(number=permit.number, actor=site.officer, at=AT)
    return permit


def living():
    return Credential.objects.filter(holder="contractor", status="active")


@pytest.mark.parametrize(
    ("insured", "is_covered"),
    [(date(2026, 12, 3), True), (date(2026, 12, 2), False)],
)
def test_the_insurance_covers_the_last_day(insured, is_covered):
    window = Period(AT, AT + 10 * DAY)  # until 3 December, 09:00 here
    if is_covered:
        rules.check_cover(window, insurance_until=insured)
    else:
        with pytest.raises(refusals.NotCovered):
            rules.check_cover(window, insurance_until=insured)


def test_work_that_ends_at_midnight_ends_the_day_before():
    assert rules.last_day(datetime(2026, 11, 30, 16, tzinfo=UTC)) == date(2026, 11, 30)
    assert rules.last_day(datetime(2026, 11, 30, 16, 1, tzinfo=UTC)) == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({"until_at": AT - DAY}, refusals.WindowBackwards),
        ({"from_at": AT - 2 * DAY, "until_at": AT - DAY}, refusals.WindowPast),
        ({"until_at": AT + 400 * DAY}, refusals.TooLong),
        ({"insurance_until": date(2026, 11, 30)}, refusals.NotCovered),
        ({"is_hot_work": True}, refusals.FireWatchMissing),
    ],
)
def test_what_no_permit_can_be(site, values, refused):
    with pytest.raises(refused):
        actions.draft(asked=wanted(site, **values), actor=site.officer, at=AT)
    assert not WorkPermit.objects.exists()


def test_approval_gives_passes_for_the_window(site):
    permit = permit_of(site, insurance_until=date(2026, 12, 3))
    assert permit.state == PermitState.APPROVED
    assert living().filter(kind="qr").count() == 2
    assert living().get(kind="plate").holder_key == "car:川T12345|blue"
    for credential in living():
        assert (credential.valid_from, credential.valid_until) == (AT, AT + 10 * DAY)
    with pytest.raises(refusals.AlreadyDecided) as caught:
        actions.approve(number=permit.number, actor=site.officer, at=AT)
    assert caught.value.by == site.officer.name
    kept = str(list(Entry.objects.values_list("data", flat=True)))
    assert "工人" not in kept
    assert id_of(1) not in kept


def test_a_permit_needs_workers_and_good_ones(site):
    permit = permit_of(site, workers=0, is_approved=False)
    with pytest.raises(refusals.NoWorkers):
        actions.approve(number=permit.number, actor=site.officer, at=AT)

    def add(**values):
        worker = WorkerAsked(**{"name": "工人", "id_number": id_of(1), **values})
        actions.add_worker(number=permit.number, worker=worker, actor=site.officer, at=AT)

    with pytest.raises(BadIdentity):
        add(id_number="123")
    with pytest.raises(refusals.CertificateEnded):
        add(certificate="焊工证", certificate_until=date(2026, 11, 30))
    add()
    with pytest.raises(refusals.WorkerTwice):
        add(name="同一人")


def test_nobody_from_the_block_list(site):
    blocks.add(
        kind="id_number", subject=id_of(2), reason="x", since=AT, until=None,
        actor=site.officer, at=AT,
    )  # fmt: skip
    permit = permit_of(site, is_approved=False)
    with pytest.raises(refusals.OnBlockList):
        actions.approve(number=permit.number, actor=site.officer, at=AT)
    assert not living().exists()


def test_when_the_insurance_ends_nothing_opens(site):
    permit = permit_of(site)
    WorkPermit.objects.update(insurance_until=date(2026, 11, 25))
    inside_it = datetime(2026, 11, 25, 15, 59, tzinfo=UTC)
    rounds.look(site_id=site.site.id, at=inside_it)
    assert living().count() == 3
    rounds.look(site_id=site.site.id, at=inside_it + timedelta(minutes=1))
    permit.refresh_from_db()
    assert (permit.state, permit.reason) == (PermitState.SUSPENDED, "insurance")
    assert not living().exists()
    with pytest.raises(refusals.NotCovered):
        actions.approve(number=permit.number, actor=site.officer, at=inside_it)
    actions.renew_insurance(
        number=permit.number, until=date(2027, 1, 31), actor=site.officer, at=inside_it
    )
    actions.approve(number=permit.number, actor=site.officer, at=inside_it)
    assert living().count() == 3


def test_a_pass_never_outlives_the_insurance():
    ends = rules.pass_ends(AT + 30 * DAY, insurance_until=date(2026, 11, 25))
    assert ends == datetime(2026, 11, 25, 16, tzinfo=UTC)


def test_what_ends_soon_is_told_once(site):
    make_account(site=site.site, grants=role_grants("security_officer"))
    permit_of(site)
    rounds.look(site_id=site.site.id, at=AT + 2 * DAY)
    assert not Message.objects.exists()
    rounds.look(site_id=site.site.id, at=AT + 3 * DAY)
    told = Message.objects.count()
    assert told == 2  # who issues permits, and who answers for the work
    rounds.look(site_id=site.site.id, at=AT + 4 * DAY)
    assert Message.objects.count() == told


def test_suspended_taken_off_and_ended_at_once(site):
    permit = permit_of(site)
    first = permit.workers.all()[0]
    actions.remove_worker(worker_id=first.id, actor=site.officer, at=AT)
    assert living().filter(kind="qr").count() == 1
    with pytest.raises(refusals.ReasonMissing):
        actions.suspend(number=permit.number, reason=" ", actor=site.officer, at=AT)
    actions.suspend(number=permit.number, reason="动火违规", actor=site.officer, at=AT)
    assert not living().exists()
    actions.approve(number=permit.number, actor=site.officer, at=AT)
    actions.end(number=permit.number, actor=site.officer, at=AT)
    assert not living().exists()
    with pytest.raises(refusals.AlreadyDecided):
        actions.end(number=permit.number, actor=site.officer, at=AT)


def test_a_guard_checks_who_stands_there(site):
    permit = permit_of(site)
    worker = permit.workers.all()[0]

    def check(tail, at=AT):
        return actions.check(worker_id=worker.id, tail=tail, actor=site.guard, at=at)

    for wrong in ("", "1", "0000"):
        with pytest.raises(refusals.IdentityDiffers):
            check(wrong)
    assert check(worker.id_number[-4:].lower()).checked_at == AT
    with pytest.raises(refusals.NotInForce):
        check(worker.id_number[-4:], at=AT + 11 * DAY)
    actions.suspend(number=permit.number, reason="x", actor=site.officer, at=AT)
    with pytest.raises(refusals.NotInForce):
        check(worker.id_number[-4:])


def test_who_is_inside_by_the_gates(site):
    permit = permit_of(site)
    worker = permit.workers.all()[0]
    gate = make_gate(site=site.site, outer=make_zone(site=site.site))

    def passed(direction, minutes):
        fact = GuestPassed(
            holder="contractor",
            holder_key=worker.holder_key,
            gate_id=gate.id,
            direction=direction,
            passed_at=AT + timedelta(minutes=minutes),
            outcome="allow",
        )
        following.guest_passed(fact, site_id=site.site.id, at=AT)

    passed("in", 5)
    passed("out", 2)  # late
    (inside,) = queries.inside(site_id=site.site.id, at=AT + DAY)
    assert (inside.holder_key, inside.host) == (worker.holder_key, "陈主任")
    passed("out", 90)
    assert queries.inside(site_id=site.site.id, at=AT + DAY) == []
    passed("in", 120)
    assert len(queries.inside(site_id=site.site.id, at=AT + DAY)) == 1


def test_what_is_over_is_forgotten(site):
    permit = permit_of(site)
    rounds.look(site_id=site.site.id, at=AT + 11 * DAY)
    permit.refresh_from_db()
    assert permit.state == PermitState.ENDED
    rounds.forget(site_id=site.site.id, at=AT + 100 * DAY)
    assert Worker.objects.exclude(name="").count() == 2
    rounds.forget(site_id=site.site.id, at=AT + 400 * DAY)
    assert not Worker.objects.exclude(name="", id_number="", id_digest="").exists()
    entry = Entry.objects.get(name="access.permits.forgotten")
    assert (entry.data["workers"], entry.data["left"]) == (2, 0)


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_only_whoever_may_opens_and_does_each(role, site, sign_in):
    permit = permit_of(site)
    grants = role_grants(role)
    client = sign_in(make_account(site=site.site, grants=grants))
    reads, edits = "access.permits.read" in grants, "access.permits.edit" in grants

    def status(name, *args):
        return client.get(reverse(f"access:{name}", args=args)).status_code

    assert status("permits") == (200 if reads else 403)
    assert status("permit", permit.number) == (200 if reads else 403)
    assert status("permit_new") == (200 if edits else 403)
    assert status("permit_workers", permit.number) == (200 if edits else 403)
    do = client.post(reverse("access:permit_do", args=[permit.number]), {"do": "end"})
    assert do.status_code == (302 if edits else 403)
    permit.refresh_from_db()
    assert permit.state == (PermitState.ENDED if edits else PermitState.APPROVED)


def test_the_pages_make_and_refuse(site, sign_in):
    client = sign_in(make_account(site=site.site, grants=role_grants("security_officer")))
    form = {
        "company": "<i>甲公司</i>",
        "work": "检修",
        "unit": site.unit.id,
        "supervisor": "陈主任",
        "from_at": "2030-01-01T08:00",
        "until_at": "2030-01-10T18:00",
        "insurance_until": "2030-01-05",
    }
    answer = client.post(reverse("access:permit_new"), form)
    assert answer.status_code == 422
    assert "2030-01-05" in answer.content.decode()
    answer = client.post(reverse("access:permit_new"), form | {"insurance_until": "2030-02-01"})
    assert answer.status_code == 302
    do = answer.url + "do/"
    worker = {"do": "worker", "name": "工人", "id_number": "123"}
    assert client.post(do, worker).status_code == 422
    assert client.post(do, worker | {"id_number": id_of(1)}).status_code == 302
    assert client.post(do, {"do": "approve"}).status_code == 302
    assert WorkPermit.objects.get().state == PermitState.APPROVED
    text = client.get(answer.url).content.decode()
    assert "<i>甲" not in text
    assert id_of(1) not in text


def test_another_complexs_permits_do_not_exist(site, sign_in):
    permit = permit_of(site)
    client = sign_in(make_account(site=make_site(), grants=role_grants("security_officer")))
    assert client.get(reverse("access:permit", args=[permit.number])).status_code == 404
    do = reverse("access:permit_do", args=[permit.number])
    assert client.post(do, {"do": "end"}).status_code == 404
    permit.refresh_from_db()
    assert permit.state == PermitState.APPROVED


def test_who_only_reads_cannot_write(site):
    permit = permit_of(site)
    for write in (
        lambda: actions.draft(asked=wanted(site), actor=site.guard, at=AT),
        lambda: actions.approve(number=permit.number, actor=site.guard, at=AT),
        lambda: actions.end(number=permit.number, actor=site.host, at=AT),
        lambda: actions.check(worker_id=1, tail="1234", actor=site.host, at=AT),
    ):
        with pytest.raises(NotAllowed):
            write()


def test_queries_do_not_grow_with_permits(site, sign_in, assert_query_budget):
    client = sign_in(make_account(site=site.site, grants=role_grants("guard")))
    page = reverse("access:permits")

    def more(count):
        for _ in range(count):
            permit_of(site, workers=3)

    more(2)
    client.get(page)
    more(6)
    with assert_query_budget(16):
        assert client.get(page).status_code == 200
