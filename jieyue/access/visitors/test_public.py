"""The pages without an account: nothing of others, nothing after the visit, slowed down."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.access.credentials import qr, signing
from jieyue.access.visitors import actions
from jieyue.access.visitors.asking import GuestAsked
from jieyue.access.visitors.models import PublicAttempt, State, Visit
from jieyue.kit import parameters
from jieyue.kit.journal.models import Entry

pytestmark = pytest.mark.django_db


def local(at):
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def form(world, now):
    return {
        "unit": world.unit.id,
        "host": "陈主任",
        "from_at": local(now + timedelta(hours=4)),
        "until_at": local(now + timedelta(hours=5)),
        "purpose": "business",
        "name": "刘来访",
        "phone": "13911112222",
        "document": "id_card",
        "is_agreed": "on",
    }


@pytest.fixture
def page(world):
    return reverse("visit:ask", args=[world.site.code])


@pytest.fixture
def visit(world, asked, now):
    two = (
        GuestAsked(name="刘来访", phone="13911112222", id_number="11010519491231002X"),
        GuestAsked(name="王同行", phone="13922223333"),
    )
    begins = now + timedelta(hours=3)
    wanted = asked(guests=two, from_at=begins, until_at=begins + timedelta(hours=1))
    return actions.invite(asked=wanted, actor=world.host, at=now)


def address(visit, place=0, name="pass"):
    return reverse(f"visit:{name}", args=[visit.guests.all()[place].key])


def test_a_visitor_asks_and_sees_the_answer(client, world, form, page, now):
    assert client.get(page).status_code == 200
    answer = client.post(page, form)
    assert answer.status_code == 302
    visit = Visit.objects.get()
    assert (visit.way, visit.state) == ("asked", State.REQUESTED)
    assert visit.guests.get().consent
    shown = client.get(answer.url)
    assert "刘来访" in shown.content.decode()
    actions.confirm(number=visit.number, actor=world.host, at=now)
    text = client.get(answer.url).content.decode()
    assert "<svg" in text
    assert client.get(answer.url).headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize(
    "change",
    [
        {"host": "陈"},
        {"host": "%"},
        {"phone": "1"},
        {"is_agreed": ""},
        {"unit": "999999"},
        {"unit": "'; --"},
        {"purpose": "letters"},
        {"id_number": "11010519491231002"},
        {"plates": "川TI2345"},
        {"phone": "13800000001"},  # the host's own
        {"from_at": ""},
        {"name": "\u202e"},
    ],
)
def test_what_cannot_be_asked_is_said_and_kept(client, form, page, change):
    answer = client.post(page, form | change)
    assert answer.status_code == 422
    assert not Visit.objects.exists()


def test_no_name_of_staff_stands_in_the_page(client, world, page, form):
    for text in (client.get(page), client.post(page, form | {"host": "主任"})):
        assert "周文员" not in text.content.decode()
        assert "陈主任" not in text.content.decode()


def test_asking_too_often_is_refused_for_an_hour(client, world, page, form):
    values = parameters.read(site_id=world.site.id, on=timezone.localdate())
    from jieyue.access.visitors.parameters import TRIES

    most = values.integer(TRIES)
    for _ in range(most):
        client.post(page, form | {"host": "没有"})
    assert client.post(page, form).status_code == 429
    assert not Visit.objects.exists()
    PublicAttempt.objects.update(at=timezone.now() - timedelta(hours=1, seconds=1))
    assert client.post(page, form).status_code == 302


def test_an_unknown_site_or_key_is_nothing(client, world):
    assert client.get(reverse("visit:ask", args=["nowhere"])).status_code == 404
    for name in ("pass", "code", "copy"):
        assert client.get(reverse(f"visit:{name}", args=["guess"])).status_code == 404


def test_guessing_at_keys_is_slowed_down_even_with_a_right_one(client, visit):
    for _ in range(30):
        client.get(reverse("visit:pass", args=["guess"]))
    assert client.get(address(visit)).status_code == 404


def test_a_page_holds_nothing_of_others(client, visit):
    text = client.get(address(visit, 1)).content.decode()
    for other in ("刘来访", "13911112222", "002X", visit.guests.all()[0].key):
        assert other not in text
    own = client.get(address(visit, 0)).content.decode()
    assert "王同行" not in own
    assert "13911112222" not in own  # one's own only masked
    assert "110105********002X" in own


def test_the_pass_renews_itself_and_is_genuine(client, visit, world):
    text = client.get(address(visit, name="code")).content.decode()
    assert "<svg" in text
    from jieyue.access.visitors import phone

    at = timezone.now()
    guest = phone.guest_of(visit.guests.all()[0].key, at=at)
    token = phone.token(guest, at=at)
    keys = signing.public_keys(site_id=world.site.id)
    good = qr.check(token, public_keys=keys, at_ms=int(at.timestamp() * 1000))
    assert good.problem == ""
    later = int((at + timedelta(minutes=5)).timestamp() * 1000)
    assert qr.check(token, public_keys=keys, at_ms=later).problem == "stale"
    assert phone.token(guest, at=at + timedelta(minutes=1)) != token


def test_only_who_it_is_about_cancels_or_changes(client, visit):
    answer = client.post(address(visit, 1), {"do": "cancel"})
    assert answer.status_code == 422
    visit.refresh_from_db()
    assert visit.state == State.CONFIRMED
    assert client.post(address(visit, 0), {"do": "cancel"}).status_code == 302
    visit.refresh_from_db()
    assert visit.state == State.CANCELLED
    assert "<svg" not in client.get(address(visit)).content.decode()


def test_another_time_waits_for_the_host(client, visit, now):
    begins = now + timedelta(hours=6)
    form = {"do": "change", "from_at": local(begins), "until_at": "nonsense"}
    assert client.post(address(visit), form).status_code == 422
    form["until_at"] = local(begins + timedelta(hours=1))
    assert client.post(address(visit), form).status_code == 302
    visit.refresh_from_db()
    assert visit.state == State.REQUESTED


def test_the_notice_is_agreed_to_and_no_face_with_it(client, visit):
    client.post(address(visit), {"do": "consent"})
    guest = visit.guests.all()[0]
    assert guest.consent
    assert not guest.face_consent
    assert client.post(address(visit), {"do": "face"}).status_code == 422
    told = Entry.objects.filter(name="access.visitors.consented")
    assert [(entry.data["kind"], bool(entry.data["version"])) for entry in told] == [
        ("notice", True)
    ]


def test_a_copy_of_ones_own_data(client, visit):
    answer = client.get(address(visit, 1, name="copy"))
    data = json.loads(answer.content)
    assert data["name"] == "王同行"
    assert data["phone"] == "13922223333"
    assert "刘来访" not in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_page_dies_with_the_visit(client, visit):
    Visit.objects.update(
        from_at=timezone.now() - timedelta(hours=3), until_at=timezone.now() - timedelta(hours=1)
    )
    for name in ("pass", "code", "copy"):
        assert client.get(address(visit, name=name)).status_code == 404
    assert client.post(address(visit), {"do": "cancel"}).status_code == 404


def test_a_refusal_tells_no_reason(client, world, form, page, now):
    answer = client.post(page, form)
    visit = Visit.objects.get()
    actions.refuse(number=visit.number, reason="限制名单", actor=world.host, at=now)
    text = client.get(answer.url).content.decode()
    assert "限制名单" not in text
