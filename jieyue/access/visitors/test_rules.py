from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.access.visitors import identity, refusals, rules
from jieyue.access.visitors.rules import Limits, Stop, Whoever
from jieyue.kit.periods import Period

AT = datetime(2026, 11, 23, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
LIMITS = Limits(longest_h=72, days_ahead=30, most_guests=3)
GOOD_ID = "11010519491231002X"
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("start", "end", "refused"),
    [
        (AT, AT + HOUR, None),
        (AT - HOUR, AT + HOUR, None),  # begun already
        (AT + HOUR, AT + HOUR, refusals.WindowBackwards),
        (AT + HOUR, AT, refusals.WindowBackwards),
        (AT - 2 * HOUR, AT, refusals.WindowPast),
        (AT, AT + 73 * HOUR, refusals.TooLong),
        (AT, AT + 72 * HOUR, None),
        (AT + timedelta(days=30, seconds=1), AT + timedelta(days=31), refusals.TooFar),
    ],
)
def test_the_time_of_a_visit(start, end, refused):
    if refused is None:
        assert rules.check_window(start, end, limits=LIMITS, at=AT) == Period(start, end)
    else:
        with pytest.raises(refused):
            rules.check_window(start, end, limits=LIMITS, at=AT)


def test_a_pass_opens_a_quarter_before_and_half_an_hour_after():
    window = rules.permit(Period(AT, AT + HOUR), before_min=15, after_min=30)
    assert (window.start, window.end) == (
        AT - timedelta(minutes=15),
        AT + timedelta(minutes=90),
    )


CODES = st.sets(st.sampled_from(["A", "B", "C", "P1", "P2"]))


@given(profile=CODES, wanted=CODES)
def test_a_pass_never_opens_more_than_the_profile_nor_than_was_asked(profile, wanted):
    try:
        opened = set(rules.open_zones(profile, wanted))
    except refusals.NoZoneLeft:
        assert wanted
        assert not profile & wanted
        return
    assert opened <= profile
    assert not wanted or opened <= wanted


@pytest.mark.parametrize(
    ("guest", "is_self"),
    [
        (Whoever("李四", phone="x"), True),  # the same phone under another name
        (Whoever("张三", phone="y"), False),  # only the name is the same
        (Whoever("张三", number="n"), True),  # of staff no number is known to compare
        (Whoever("张三"), True),  # nothing else is known
        (Whoever("李四"), False),
    ],
)
def test_nobody_confirms_his_own_visit(guest, is_self):
    confirmer = Whoever("张三", phone="x")
    if is_self:
        with pytest.raises(refusals.HostIsGuest):
            rules.check_not_self(confirmer, [Whoever("王五"), guest])
    else:
        rules.check_not_self(confirmer, [Whoever("王五"), guest])


def test_a_host_without_a_phone_cannot_be_told_from_a_namesake():
    host = Whoever("张三")
    rules.check_not_self(host, [Whoever("王五", phone="y")])
    for guest in (Whoever("张三", phone="y"), Whoever("张三", phone="y", number="n")):
        with pytest.raises(refusals.HostIsGuest):
            rules.check_not_self(host, [guest])


@pytest.mark.parametrize(
    ("guests", "refused"),
    [
        ([], refusals.NobodyNamed),
        ([Whoever("a")] * 4, refusals.GroupTooLarge),
        ([Whoever("a", number="1"), Whoever("b", number="1")], refusals.SamePersonTwice),
        ([Whoever("a"), Whoever("a")], None),  # two of one name, without numbers
        ([Whoever("a", phone="1"), Whoever("a", phone="1")], refusals.SamePersonTwice),
        ([Whoever("a", phone="1"), Whoever("b", phone="1")], None),  # one phone for both
        ([Whoever("a", "1", number="2"), Whoever("a", "1", number="3")], None),
    ],
)
def test_who_comes(guests, refused):
    if refused is None:
        rules.check_guests(guests, limits=LIMITS)
    else:
        with pytest.raises(refused):
            rules.check_guests(guests, limits=LIMITS)


@pytest.mark.parametrize(
    ("stop", "unit_id", "is_stopped"),
    [
        (Stop(None, AT, AT + HOUR), 1, True),
        (Stop(1, AT, AT + HOUR), 1, True),
        (Stop(2, AT, AT + HOUR), 1, False),
        (Stop(1, AT + HOUR, AT + 2 * HOUR), 1, False),  # begins when the visit ends
        (Stop(1, AT - HOUR, AT), 1, False),
        (Stop(2, AT, AT + HOUR), None, False),
    ],
)
def test_a_unit_that_receives_nobody(stop, unit_id, is_stopped):
    until = rules.stopped_until(Period(AT, AT + HOUR), unit_id, [stop])
    assert until == (stop.until if is_stopped else None)


@pytest.mark.parametrize(
    ("minutes", "host_told", "guard_told", "whom"),
    [
        (29, None, None, ""),
        (30, None, None, "host"),
        (40, 30, None, ""),
        (45, 30, None, "guard"),
        (90, 30, 45, ""),
    ],
)
def test_who_is_told_of_an_overstay(minutes, host_told, guard_told, whom):
    def after(value):
        return None if value is None else AT + timedelta(minutes=value)

    told = rules.whom_to_tell(
        AT,
        at=after(minutes),
        after_min=30,
        guard_min=15,
        host_told_at=after(host_told),
        guard_told_at=after(guard_told),
    )
    assert told == whom


@pytest.mark.parametrize(
    ("guests", "state"),
    [
        ([(None, None)], "confirmed"),
        ([(AT, None), (None, None)], "arrived"),
        ([(AT, AT), (AT, None)], "arrived"),
        ([(AT, AT), (None, None)], "left"),
        ([(None, AT)], "left"),  # went out without having been seen
    ],
)
def test_a_visit_is_what_its_guests_make_of_it(guests, state):
    assert rules.state_of(guests) == state


@pytest.mark.parametrize(
    ("state", "minutes", "outcome"),
    [
        ("confirmed", 29, ""),
        ("confirmed", 30, "no_show"),
        ("requested", 30, "no_show"),
        ("left", 30, "ended"),
        ("arrived", 300, ""),  # who is inside has not ended
        ("cancelled", 30, ""),
    ],
)
def test_what_a_visit_becomes(state, minutes, outcome):
    at = AT + timedelta(minutes=minutes)
    assert rules.outcome(state, until_at=AT, at=at, after_min=30) == outcome


def test_a_change_needs_notice():
    rules.check_notice(AT + 2 * HOUR, at=AT, hours=2)
    with pytest.raises(refusals.TooLateToChange):
        rules.check_notice(AT + 2 * HOUR, at=AT + timedelta(seconds=1), hours=2)


@pytest.mark.parametrize(
    ("text", "document", "refused"),
    [
        (GOOD_ID, "id_card", None),
        ("11010519491231002x", "id_card", None),
        ("110105 19491231 002Ｘ", "id_card", None),
        ("110105194912310021", "id_card", identity.BadCheckCharacter),
        ("110105194913310023", "id_card", identity.BadBirthDate),
        ("110105299912310023", "id_card", identity.BadBirthDate),
        ("11010519491231002", "id_card", identity.BadIdLength),
        ("", "id_card", identity.BadIdLength),
        ("' OR 1=1 --", "id_card", identity.BadIdLength),
        ("E12345678", "passport", None),
        ("E1", "passport", identity.BadDocumentNumber),
        ("<script>", "passport", identity.BadDocumentNumber),
    ],
)
def test_numbers_of_documents(text, document, refused):
    if refused is None:
        number = identity.number_of(text, document=document, today=TODAY)
        assert number in (GOOD_ID, "E12345678")
    else:
        with pytest.raises(refused):
            identity.number_of(text, document=document, today=TODAY)


@given(digits=st.lists(st.sampled_from("0123456789"), min_size=17, max_size=17), place=st.data())
def test_one_mistyped_digit_is_always_noticed(digits, place):
    first = "".join(digits)
    check = identity.check_character(first)
    at = place.draw(st.integers(0, 16))
    other = place.draw(st.sampled_from([d for d in "0123456789" if d != first[at]]))
    assert identity.check_character(first[:at] + other + first[at + 1 :]) != check


@pytest.mark.parametrize(
    ("born", "is_minor"),
    [("20081123", False), ("20081124", True), ("19900101", False), ("20200101", True)],
)
def test_a_minor_is_under_eighteen_on_the_day(born, is_minor):
    number = f"511802{born}0010"
    assert identity.is_minor(number, document="id_card", on=TODAY) is is_minor
    assert identity.is_minor(number, document="passport", on=TODAY) is False


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("+86 139 0000 0000", "13900000000"),
        ("0835-2222222", "08352222222"),
        ("12", None),
        ("139000000001", None),
    ],
)
def test_phones(text, phone):
    if phone is None:
        with pytest.raises(identity.BadPhone):
            identity.phone_of(text)
    else:
        assert identity.phone_of(text) == phone


@pytest.mark.parametrize(
    "text",
    ["", "   ", "a\x00b", "张\u200b三", "x" * 41, "<b>张三</b>", "O'Brien; DROP TABLE x", "=1+1"],
)
def test_what_is_no_name(text):
    with pytest.raises(identity.BadName):
        identity.name_of(text)


@pytest.mark.parametrize(
    "text", ["O'Brien", "阿卜杜拉·买买提", "Jean-Luc St. Clair", "王师傅（司机）", "𠮷野", "José"]
)
def test_signs_in_a_name_stay_as_they_are(text):
    assert identity.name_of(text) == text


def test_a_number_is_shown_with_its_first_six_and_last_four():
    assert identity.masked(GOOD_ID) == "110105********002X"
    assert identity.masked("E12345678") == "*****5678"
    assert identity.masked("123") == "***"
