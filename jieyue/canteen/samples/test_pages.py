from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.canteen.factories import make_canteen
from jieyue.canteen.menus.factories import make_dish, make_menu
from jieyue.canteen.samples import actions, illness
from jieyue.canteen.samples.models import IllnessReport, RetainedSample
from jieyue.kit.actor import system
from jieyue.kit.permissions import all_permissions
from jieyue.people.factories import make_account, make_person, make_unit
from jieyue.people.roles.built_in import BUILT_IN, grants_of

pytestmark = pytest.mark.django_db
RIGHTS = {f"canteen.samples.{name}": "complex" for name in ("dispose", "read", "record", "report")}


class Today:
    """A lunch of two dishes today, and somebody who looks after the samples."""

    def __init__(self):
        self.canteen = make_canteen()
        self.site = self.canteen.site
        self.day = timezone.localdate()
        self.dishes = [make_dish(site=self.site, name=name) for name in ("回锅肉", "米饭")]
        make_menu(canteen=self.canteen, day=self.day, dishes=self.dishes)
        self.actor = system("test", site_id=self.site.id)

    def account(self, grants=None):
        person = make_person(unit=make_unit(site=self.site))
        return make_account(person=person, grants=RIGHTS if grants is None else grants)

    def url(self, name, *args):
        return reverse(f"canteen:{name}", args=[self.canteen.code, self.day, *args])

    def take(self, *dishes):
        return actions.take(
            meal=actions.MealOf(canteen_id=self.canteen.id, day=self.day, meal="lunch"),
            samples=[actions.Taken(dish_id=d.id, mass_g=130) for d in dishes or self.dishes],
            sampled_at=timezone.now(), location_id=None, actor=self.actor, at=timezone.now(),
        )  # fmt: skip

    def old(self, *, hours=49):
        """A sample taken so long ago."""
        taken = timezone.now() - timedelta(hours=hours)
        number = f"LY-0-{RetainedSample.objects.count()}"
        return RetainedSample.objects.create(
            site=self.site, number=number, canteen=self.canteen, day=timezone.localdate(taken),
            meal="lunch", dish=make_dish(site=self.site), mass_g=125, sampled_at=taken,
            kept_until=taken + timedelta(hours=48), keeper="李",
        )  # fmt: skip

    def report(self):
        ill = illness.Illness(
            first_on=self.day - timedelta(days=3), last_on=self.day, persons=2, symptoms="腹泻"
        )
        return illness.report(
            canteen_id=self.canteen.id, illness=ill, reported_at=timezone.now(),
            actor=self.actor, at=timezone.now(),
        )  # fmt: skip

    def ticked(self, **fields):
        first, second = self.dishes
        return {
            "dish": [first.id], f"mass_{first.id}": "140", f"slot_{first.id}": "1-1",
            f"mass_{second.id}": "125", "time": f"{timezone.localtime():%H:%M}", "location": "",
        } | fields  # fmt: skip


@pytest.fixture
def today():
    return Today()


def test_the_ticked_dishes_are_kept(today, sign_in):
    client = sign_in(today.account())
    assert client.get(reverse("canteen:samples")).url == today.url("samples_day")
    assert client.post(today.url("samples_take", "lunch"), today.ticked()).status_code == 302
    sample = RetainedSample.objects.get()
    assert (sample.dish, sample.mass_g, sample.slot) == (today.dishes[0], 140, "1-1")
    [tick_list] = client.get(today.url("samples_day")).context["lists"]
    assert [line.dish.dish for line in tick_list.lines] == ["米饭"]


def test_a_light_sample_is_refused_and_what_was_typed_stays(today, sign_in):
    first = today.dishes[0]
    typed = today.ticked(**{f"mass_{first.id}": "99"})
    page = sign_in(today.account()).post(today.url("samples_take", "lunch"), typed)
    assert page.status_code == 422
    [tick_list] = page.context["lists"]
    lines = [(line.ticked, line.mass_g, line.slot) for line in tick_list.lines]
    assert lines == [(True, "99", "1-1"), (False, "125", "")]
    assert "125" in tick_list.error


@pytest.mark.parametrize("wrong", [{"time": "nachher"}, {"dish": []}, {"dish": ["x"]}])
def test_a_list_that_cannot_be_is_refused(today, sign_in, wrong):
    page = sign_in(today.account()).post(today.url("samples_take", "lunch"), today.ticked(**wrong))
    assert page.status_code == 422
    assert not RetainedSample.objects.exists()


def test_labels_carry_a_code_that_leads_to_the_sample(today, sign_in):
    [stew, rice] = today.take()
    client = sign_in(today.account())
    page = client.get(today.url("samples_labels", "lunch")).content.decode()
    assert page.count("<svg") == 2
    assert stew.number in page
    assert client.get(reverse("canteen:sample", args=[rice.number])).status_code == 200


def test_due_samples_are_thrown_away_together_and_others_refused(today, sign_in):
    due, young = today.old(), today.old(hours=47)
    client, address = (
        sign_in(today.account()),
        reverse("canteen:samples_kept", args=[today.canteen.code]),
    )
    page = client.get(address)
    assert [row.id for row in page.context["due"]] == [due.id]
    assert [row.id for row in page.context["rows"]] == [young.id]
    refused = client.post(address, {"sample": [due.id, young.id]})
    assert refused.status_code == 422
    assert RetainedSample.objects.filter(disposed_at=None).count() == 2
    assert client.post(address, {"sample": [due.id]}).status_code == 302
    assert RetainedSample.objects.filter(disposed_at=None).get() == young


def test_a_held_sample_is_not_due(today, sign_in):
    today.old()
    found = today.report()
    address = reverse("canteen:samples_kept", args=[today.canteen.code])
    page = sign_in(today.account()).get(address)
    assert page.context["due"] == []
    assert [row.held_for for row in page.context["rows"]] == [found.number]


def test_an_illness_is_reported_told_and_closed(today, sign_in):
    client, address = sign_in(today.account()), reverse("canteen:illness_reports")
    typed = {
        "canteen": today.canteen.id, "persons": "4", "symptoms": "腹泻", "first_on": today.day,
        "last_on": today.day,
    }  # fmt: skip
    wrong = client.post(address, typed | {"last_on": today.day + timedelta(days=1)})
    assert wrong.status_code == 422
    assert wrong.context["form"].data["persons"] == "4"
    assert client.post(address, typed).status_code == 302
    found = IllnessReport.objects.get()
    client.post(reverse("canteen:illness_close", args=[found.number]), {"outcome": "无关"})
    found.refresh_from_db()
    assert found.closed_at is None  # the authority comes first
    client.post(reverse("canteen:illness_told", args=[found.number]))
    client.post(reverse("canteen:illness_close", args=[found.number]), {"outcome": "无关"})
    found.refresh_from_db()
    assert (found.outcome, found.closed_at is not None) == ("无关", True)
    assert client.get(address).status_code == 200


def test_pages_keep_their_query_budget(today, sign_in, assert_query_budget):
    client = sign_in(today.account())
    today.take()
    for hours in range(30, 60, 3):
        today.old(hours=hours)
    for _ in range(4):
        today.report()
    client.get(today.url("samples_day"))
    with assert_query_budget(22):
        client.get(today.url("samples_day"))
    with assert_query_budget(16):
        client.get(reverse("canteen:samples_kept", args=[today.canteen.code]))
    with assert_query_budget(14):
        client.get(reverse("canteen:illness_reports"))


def test_who_may_open_the_samples(today, sign_in):
    known, [sample, _] = list(all_permissions()), today.take()
    pages = [
        today.url("samples_day"),
        today.url("samples_labels", "lunch"),
        reverse("canteen:samples_kept", args=[today.canteen.code]),
        reverse("canteen:sample", args=[sample.number]),
        reverse("canteen:illness_reports"),
    ]
    for role in BUILT_IN:
        grants = grants_of(role, known)
        client = sign_in(today.account(grants))
        codes = {client.get(page).status_code for page in pages}
        if "canteen.samples.read" in grants:
            assert codes == {200}, role.code
        else:
            assert codes <= {403, 404}, role.code


def test_another_sites_samples_are_not_there(today, sign_in):
    [sample, _], found = today.take(), today.report()
    client = sign_in(make_account(person=make_person(), grants=RIGHTS))
    assert client.get(today.url("samples_day")).status_code == 404
    assert client.get(reverse("canteen:sample", args=[sample.number])).status_code == 404
    assert client.post(today.url("samples_take", "lunch"), today.ticked()).status_code == 404
    told = reverse("canteen:illness_told", args=[found.number])
    assert client.post(told).status_code == 404
