import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jieyue.access.credentials.models import AccessProfile
from jieyue.access.factories import make_credential, make_profile
from jieyue.access.permissions import AccessPermission
from jieyue.access.plate_photos import queries, views
from jieyue.access.plates.colours import Colour
from jieyue.access.plates.pictures import VisionMissing
from jieyue.access.plates.recognition import NOTHING, Recognised
from jieyue.kit.sites.models import Site
from jieyue.people.factories import make_account, make_site, role_grants
from jieyue.people.roles.built_in import BUILT_IN

READ = Recognised(
    "川T12345", (0.3, 0.99, 0.9, 0.99, 0.99, 0.5, 0.99), Colour.BLUE, ("云T12345",), ("unclear",)
)


@pytest.fixture
def site(db):
    return make_site()


@pytest.fixture
def guard(site, sign_in):
    return sign_in(make_account(site=site, grants=role_grants("guard")))


@pytest.fixture
def shows(monkeypatch):
    """What the recogniser finds in any picture; the picture itself is not opened."""

    def set_to(found):
        monkeypatch.setattr(queries.pictures, "opened", lambda content: content)
        monkeypatch.setattr(queries, "recognise", lambda picture: found)

    return set_to


def post(client, content=b"photo"):
    photo = SimpleUploadedFile("car.jpg", content, content_type="image/jpeg")
    return client.post(reverse("access:read_plate"), {"photo": photo})


def known(site, plate, **fields):
    profile = AccessProfile.objects.filter(site=site).first() or make_profile(site=site)
    values = {"kind": "plate", "subject": plate, "colour": "blue", **fields}
    return make_credential(profile=profile, **values)


def test_each_character_is_shown_with_how_clearly_it_was_seen(guard, shows):
    shows(READ)
    reading = post(guard).context["reading"]
    assert "".join(character.text for character in reading.characters) == "川T12345"
    assert [character.level for character in reading.characters][:2] == ["guessed", "clear"]
    assert reading.characters[5].level == "faint"
    assert not reading.sure
    assert reading.others == ("云T12345",)


def test_known_plates_are_proposed_and_the_same_one_comes_first(guard, site, shows):
    for plate in ("川T12346", "川T12345", "川T99999"):
        known(site, plate, label=f"Car {plate}")
    known(site, "川T1234S", status="ended")
    shows(READ)
    found = post(guard).context["reading"].known
    assert [(each.plate, each.is_same) for each in found] == [
        ("川T12345", True),
        ("川T12346", False),
    ]


def test_plates_of_another_site_are_not_proposed(guard, site, shows):
    known(make_site(), "川T12345")
    shows(READ)
    assert post(guard).context["reading"].known == ()
    assert Site.objects.count() == 2


def test_a_blocked_card_is_shown_as_such(guard, site, shows):
    known(site, "川T12345", status="blocked")
    shows(READ)
    assert [each.is_valid for each in post(guard).context["reading"].known] == [False]


def test_names_are_escaped(guard, site, shows):
    known(site, "川T12345", label="<script>alert(1)</script>")
    shows(READ)
    assert b"<script>alert(1)" not in post(guard).content


def test_no_plate_in_the_photo_says_what_to_do(guard, shows):
    shows(NOTHING)
    answer = post(guard)
    assert answer.status_code == 200
    assert answer.context["reading"].text == ""


@pytest.mark.parametrize("content", [b"", b"no picture", b"\xff\xd8\xff" + b"0" * 50])
def test_what_is_no_picture_is_refused_in_words(guard, content):
    answer = post(guard, content)
    assert answer.status_code == 422
    assert answer.context["refusal"]


def test_a_form_without_a_photo_is_refused_in_words(guard):
    assert guard.post(reverse("access:read_plate")).status_code == 422


def test_too_large_a_photo_is_refused_before_it_is_read(guard, monkeypatch):
    monkeypatch.setattr(views.pictures, "MOST_BYTES", 10)
    assert post(guard, b"0" * 11).status_code == 422


def test_without_the_extra_the_page_says_so(guard, monkeypatch):
    monkeypatch.setattr(views.engines, "is_installed", lambda: False)

    def missing(content):
        raise VisionMissing("packages")

    monkeypatch.setattr(queries.pictures, "opened", missing)
    assert b"jieyue[vision]" in guard.get(reverse("access:read_plate")).content
    assert post(guard).status_code == 422


def test_nothing_is_stored_and_no_query_grows_with_known_plates(
    guard, site, shows, assert_query_budget
):
    for number in range(30):
        known(site, f"川T{number:05}")
    shows(READ)
    with assert_query_budget(12):
        post(guard)


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_only_who_watches_the_gates_may_read_photos(role, site, sign_in):
    grants = role_grants(role)
    client = sign_in(make_account(site=site, grants=grants))
    may = AccessPermission.CONSOLE_READ in grants
    assert client.get(reverse("access:read_plate")).status_code == (200 if may else 403)
