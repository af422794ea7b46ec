import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from jieyue.kit.actor import system
from jieyue.people.factories import (
    make_account,
    make_person,
    make_site,
    make_unit,
    role_grants,
)
from jieyue.people.roles.built_in import BUILT_IN
from jieyue.scorecards.cards import actions
from jieyue.scorecards.cards.models import Card, CardLine, CardStatus, Contest
from jieyue.scorecards.factories import CONTENT, live_sources, make_standard
from jieyue.scorecards.incidents.actions import note
from jieyue.scorecards.standards.models import Standard

pytestmark = pytest.mark.django_db
READERS = {
    "canteen_contractor", "canteen_manager", "energy_manager", "leader", "unit_energy_officer",
}  # fmt: skip
EDITORS = {"canteen_manager", "energy_manager"}


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def contractor(site):
    return make_unit(site=site, name="食堂承包单位")


@pytest.fixture
def live(site, contractor):
    make_standard(site=site)
    with live_sources(contractor) as sources:
        yield sources


def last_month():
    return timezone.localdate().replace(day=1) - timedelta(days=1)


@pytest.fixture
def card(site, live):
    return actions.draft(
        standard_code="test.monthly",
        subject_id=7,
        day=last_month(),
        actor=system("test", site_id=site.id),
        at=timezone.now(),
    )


def account_of(site, role, unit=None):
    person = make_person(unit=unit or make_unit(site=site))
    return make_account(site=site, person=person, grants=role_grants(role))


@pytest.fixture
def manager(site, sign_in):
    return sign_in(account_of(site, "canteen_manager"))


def address(name, *args):
    return reverse(f"scorecards:{name}", args=args)


def line(card, code):
    return CardLine.objects.get(card=card, criterion=code)


def confirmed(card):
    actor = system("test", site_id=card.site_id)
    for code in ("B1", "B2"):
        actions.set_line(
            line_id=line(card, code).id, points=Decimal(5), veto=None, reason="检查", actor=actor,
            at=timezone.now(),
        )  # fmt: skip
    card.refresh_from_db()
    actions.confirm(number=card.number, seen_revision=card.revision, actor=actor, at=timezone.now())


def test_a_card_from_the_form_to_final(site, live, manager, sign_in, contractor):
    manager.post(address("card_new"), {"subject": "test.monthly|7", "day": last_month()})
    card = Card.objects.get()
    shown = manager.get(address("card", card.number)).content.decode()
    assert "服务态度" in shown
    assert "1 mould spots" in shown
    for code in ("B1", "B2"):
        form = {"points": "4.5", "reason": "现场检查"}
        assert manager.post(address("line", line(card, code).id), form).status_code == 302
    card.refresh_from_db()
    manager.post(address("card_confirm", card.number), {"revision": card.revision})
    card.refresh_from_db()
    assert (card.status, card.total) == (CardStatus.CONFIRMED, 59)
    side = sign_in(account_of(site, "canteen_contractor", contractor))
    answer = side.post(address("line_contest", line(card, "B1").id), {"reason": "有表扬信"})
    assert answer.status_code == 302
    manager = sign_in(account_of(site, "canteen_manager"))
    page = address("contest_decide", Contest.objects.get().id)
    answer = manager.post(page, {"decision": "uphold", "points": "40", "reason": "属实"})
    assert answer.status_code == 302
    Card.objects.update(contest_until=timezone.now())
    manager.post(address("card_final", card.number))
    card.refresh_from_db()
    assert (card.status, card.total) == (CardStatus.FINAL, Decimal("94.5"))


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"points": "41", "reason": "x"}, 422),
        ({"points": "many", "reason": "x"}, 422),
        ({"points": "NaN", "reason": "x"}, 422),
        ({"points": "-1", "reason": "x"}, 422),
        ({"points": "10", "reason": ""}, 422),
        ({"points": "10", "reason": "现场"}, 302),
    ],
)
def test_what_was_typed_wrongly_is_kept_and_named(card, manager, form, status):
    answer = manager.post(address("line", line(card, "B1").id), form)
    assert answer.status_code == status
    if status == 422:
        assert answer.context["form"].data["points"] == form["points"]
        assert line(card, "B1").points is None


def test_a_veto_is_set_and_taken_back_by_hand(card, manager):
    page = address("line", line(card, "V1").id)
    manager.post(page, {"veto": "true", "reason": "确认中毒"})
    card.refresh_from_db()
    assert card.vetoed
    manager.post(page, {"veto": "", "reason": ""})
    card.refresh_from_db()
    assert not card.vetoed


def test_the_contractor_sees_its_own_cards_only(card, site, contractor, sign_in):
    confirmed(card)
    stranger = sign_in(account_of(site, "canteen_contractor"))
    assert card.number not in stranger.get(address("cards")).content.decode()
    own = [address("card", card.number), address("line_contest", line(card, "A1").id)]
    assert [stranger.get(page).status_code for page in own] == [404, 404]
    side = sign_in(account_of(site, "canteen_contractor", contractor))
    assert [side.get(page).status_code for page in own] == [200, 200]
    shown = side.get(address("card", card.number)).content.decode()
    assert address("line_contest", line(card, "A1").id) in shown
    assert address("line", line(card, "A1").id) + '"' not in shown


def test_another_sites_card_and_standard_do_not_exist(card, sign_in):
    elsewhere = sign_in(account_of(make_site(), "canteen_manager"))
    pages = [
        address("card", card.number),
        address("card_bulletin", card.number),
        address("line", line(card, "A1").id),
        address("standard", card.standard_id),
        address("standard_export", card.standard_id),
    ]
    assert {elsewhere.get(page).status_code for page in pages} == {404}
    assert elsewhere.post(address("card_confirm", card.number)).status_code == 404


@pytest.mark.parametrize("role", [each.code for each in BUILT_IN])
def test_who_may_see_and_who_may_draft(card, site, contractor, sign_in, role):
    client = sign_in(account_of(site, role, contractor))
    seen = client.get(address("card", card.number)).status_code
    assert seen == (200 if role in READERS else 403)
    drafted = client.post(address("card_new"), {"day": ""}).status_code
    assert drafted == (422 if role in EDITORS else 403)
    refreshed = client.post(address("card_refresh", card.number)).status_code
    assert refreshed == (302 if role in EDITORS else 403)


def test_the_bulletin_says_what_is_no_result_yet(card, manager):
    page = address("card_bulletin", card.number)
    assert 'class="draft"' in manager.get(page).content.decode()
    confirmed(card)
    Card.objects.update(status=CardStatus.FINAL)
    final = manager.get(page).content.decode()
    assert 'class="draft"' not in final
    assert "食品安全" in final


def test_incidents_of_the_period_stand_on_the_card(card, manager, site):
    for day, text in ((card.last_on, "农残不合格一批"), (date(2020, 1, 1), "很久以前")):
        note(
            site_id=site.id, subject_kind="test", subject_id=7, code="x", happened_on=day,
            text=text, source=text, actor=system("t", site_id=site.id), at=timezone.now(),
        )  # fmt: skip
    shown = manager.get(address("card", card.number)).content.decode()
    assert "农残不合格一批" in shown
    assert "很久以前" not in shown


def test_the_list_and_the_card_make_few_queries(card, site, manager, assert_query_budget):
    manager.get(address("cards"))
    for months in range(2, 9):
        Card.objects.create(
            site=site, number=f"SC-{months}", standard=card.standard, standard_code="test.monthly",
            subject_kind="test", subject_id=7, subject_label="机关食堂",
            first_on=date(2020, months, 1), last_on=date(2020, months, 28),
            drafted_at=timezone.now(), drafted_by="x", refreshed_at=timezone.now(),
        )  # fmt: skip
    with assert_query_budget(12):
        manager.get(address("cards"))
    with assert_query_budget(16):
        manager.get(address("card", card.number))


def test_a_standard_goes_out_and_comes_in_as_the_next_version(card, manager, site, sign_in):
    out = manager.get(address("standard_export", card.standard_id))
    data = json.loads(out.content)
    assert data == CONTENT
    data["title"] = "新的考核办法"
    upload = SimpleUploadedFile("s.json", json.dumps(data).encode())
    form = {"file": upload, "effective_from": timezone.localdate()}
    assert manager.post(address("standard_import"), form).status_code == 302
    made = Standard.objects.get(version=2)
    manager.post(address("standard_approve", made.id))
    assert Standard.objects.get(version=2).approved_at is None
    sign_in(account_of(site, "canteen_manager")).post(address("standard_approve", made.id))
    shown = manager.get(address("standard", made.id)).content.decode()
    assert "新的考核办法" in shown
    assert Standard.objects.get(version=2).approved_at is not None


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b"{}", b'{"code": "x"}'])
def test_a_file_that_is_no_standard_is_refused(site, manager, content):
    upload = SimpleUploadedFile("s.json", content)
    form = {"file": upload, "effective_from": timezone.localdate()}
    answer = manager.post(address("standard_import"), form)
    assert answer.status_code == 422
    assert not Standard.objects.exists()
