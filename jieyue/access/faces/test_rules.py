from datetime import date, timedelta

import pytest

from jieyue.access.faces import rules
from jieyue.access.faces.rules import Stored

TODAY = date(2026, 11, 23)
STAFF = Stored(
    is_guest=False, has_consent=True, left_on=None, is_credential_good=True, consent_ends_on=None
)
GUEST = STAFF._replace(is_guest=True)


@pytest.mark.parametrize(
    ("stored", "reason"),
    [
        (STAFF, ""),
        (STAFF._replace(is_credential_good=False), ""),  # a blocked card is not a leave
        (STAFF._replace(has_consent=False), rules.WITHDRAWN),
        (STAFF._replace(left_on=TODAY - timedelta(days=6)), ""),
        (STAFF._replace(left_on=TODAY - timedelta(days=7)), rules.LEFT),
        (STAFF._replace(left_on=TODAY + timedelta(days=1)), ""),
        (STAFF._replace(consent_ends_on=TODAY), ""),  # its last day
        (STAFF._replace(consent_ends_on=TODAY - timedelta(days=1)), rules.TEXT_CHANGED),
        (GUEST, ""),
        (GUEST._replace(is_credential_good=False), rules.EXPIRED),
        (GUEST._replace(has_consent=False, is_credential_good=False), rules.WITHDRAWN),
    ],
)
def test_when_a_face_must_go(stored, reason):
    assert rules.due_reason(stored, today=TODAY, leaver_days=7) == reason


@pytest.mark.parametrize(
    ("room_use", "texts", "is_private"),
    [
        ("changing_room", (), True),
        ("office", ("二楼女卫生间门口",), True),
        ("other", ("更衣室",), True),
        ("other", ("", "Toilet 2"), True),
        ("other", ("员工淋浴间",), True),
        ("reception", ("东门大厅",), False),
        ("office", ("档案室",), False),
    ],
)
def test_no_faces_in_private_places(room_use, texts, is_private):
    assert bool(rules.private_word(room_use=room_use, texts=texts)) is is_private


@pytest.mark.parametrize(
    ("stored", "alarm"),
    [
        (0, ""),
        (79_999, ""),
        (80_000, rules.NEAR),
        (99_999, rules.NEAR),
        (100_000, rules.REACHED),
    ],
)
def test_the_number_of_faces_is_told_before_it_must_be_filed(stored, alarm):
    assert rules.alarm(stored, limit=100_000, share_pct=80) == alarm


def test_years_later_also_from_a_leap_day():
    assert rules.years_on(date(2024, 2, 29), 3) == date(2027, 3, 1)
    assert rules.years_on(TODAY, -3) == date(2023, 11, 23)
