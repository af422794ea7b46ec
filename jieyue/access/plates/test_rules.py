from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.access.plates.rules import (
    ISSUING,
    NEV,
    PROVINCES,
    SERIAL,
    BadPlate,
    Colour,
    Layout,
    PlateType,
    Reading,
    agree,
    colour_problem,
    disagreements,
    near,
    normalise,
    parse,
)


@pytest.mark.parametrize(
    ("text", "kind", "colours"),
    [
        ("川T12345", PlateType.ORDINARY, ("blue", "yellow")),
        ("川TD12345", PlateType.NEV_SMALL, ("green",)),
        ("川TDA1234", PlateType.NEV_SMALL, ("green",)),
        ("川TK12345", PlateType.NEV_SMALL, ("green",)),
        ("川T12345D", PlateType.NEV_LARGE, ("yellow_green",)),
        ("川T1234警", PlateType.POLICE, ("white",)),
        ("川T1234学", PlateType.COACH, ("yellow",)),
        ("川T1234挂", PlateType.TRAILER, ("yellow",)),
        ("粤Z1234港", PlateType.HK_MACAO, ("black",)),
        ("粤ZP560港", PlateType.HK_MACAO, ("black",)),
        ("粤Z123D澳", PlateType.HK_MACAO, ("black",)),
        ("224578使", PlateType.EMBASSY, ("black",)),
        ("使224578", PlateType.EMBASSY, ("black",)),
        ("沪22478领", PlateType.CONSULATE, ("black",)),
        ("沪A2478领", PlateType.CONSULATE, ("black",)),
        ("川X0123应急", PlateType.EMERGENCY, ("white",)),
        ("川S0123应急", PlateType.EMERGENCY, ("white",)),
        ("WJ京1234J", PlateType.ARMED_POLICE, ("white",)),
        ("WJ1234X", PlateType.ARMED_POLICE, ("white",)),
        ("KA12345", PlateType.MILITARY, ("white",)),
        (" 川t·123-45 ", PlateType.ORDINARY, ("blue", "yellow")),
        ("川Ｔ１２３４５", PlateType.ORDINARY, ("blue", "yellow")),
    ],
)
def test_the_form_tells_the_type_and_the_colours(text, kind, colours):
    plate = parse(text)
    assert (plate.type, plate.colours) == (kind, colours)


@pytest.mark.parametrize(
    ("text", "reason", "at"),
    [
        ("", "empty", None),
        (" ·- ", "empty", None),
        ("川TI2345", "letter", 2),
        ("川T0O123", "letter", 3),
        ("川T12<45", "letter", 4),
        ("川T1234", "length", None),
        ("川TD123", "length", None),
        ("川TD123456", "length", None),
        ("川TL12345", "length", None),  # L is no new-energy letter
        ("川O12345", "issuing", 1),
        ("川I12345", "issuing", 1),
        ("川", "issuing", 1),
        ("使A12345", "province", 0),
        ("领A12345", "province", 0),
        ("川Z1234港", "length", None),
        ("川T1234应急", "length", None),
        ("22457使", "province", 0),
        ("1' OR '1'='1", "province", 0),
        ("<b>川T12345</b>", "province", 0),
        ("川T12345" * 9, "too_long", None),
    ],
)
def test_what_is_no_plate_is_refused_by_name(text, reason, at):
    with pytest.raises(BadPlate) as caught:
        parse(text)
    assert (caught.value.reason, caught.value.at) == (reason, at)


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        ("川TD1234", ("may_lack_character",)),
        ("川TDA123", ("may_lack_character",)),
        ("川T1234D", ("may_lack_character",)),
        ("川T12345", ()),
        ("川TM1234", ()),
        ("川TABC12", ("many_letters",)),
        ("川TD12345", ()),
        ("使224578", ("legacy",)),
    ],
)
def test_a_plate_that_may_be_another_is_warned_of(text, warnings):
    assert parse(text).warnings == warnings


def test_the_office_letter_is_taken_only_where_asked_for():
    assert parse("川O12345", legacy=True).warnings == ("legacy",)
    assert parse("川O1234警", legacy=True).type == PlateType.POLICE


def test_trailers_have_two_lines_and_cars_may():
    assert parse("川T1234挂").layouts == (Layout.DOUBLE,)
    assert parse("川T12345").layouts == (Layout.SINGLE, Layout.DOUBLE)
    assert parse("川TD12345").layouts == (Layout.SINGLE,)


@pytest.mark.parametrize(
    ("text", "colour", "problem"),
    [
        ("川TD1234", "green", "lost_character"),
        ("川T12345", "yellow_green", "lost_character"),
        ("川T12345", "blue", ""),
        ("川T12345", "yellow", ""),
        ("川T12345", "white", "colour_differs"),
        ("川TD12345", "blue", "colour_differs"),
        ("川TD12345", "green", ""),
        ("川T12345D", "green", ""),
        ("川T1234警", "green", "colour_differs"),
    ],
)
def test_seven_characters_on_green_have_lost_one(text, colour, problem):
    assert colour_problem(parse(text), colour) == problem


@pytest.mark.parametrize(
    ("raw", "typed", "from_ocr"),
    [
        ("川T0O1I3", "川T0O1I3", "川T00113"),
        ("川O12345", "川O12345", "川O12345"),  # the issuing letter is left alone
        ("沪O2478领", "沪O2478领", "沪02478领"),
        ("22457I使", "22457I使", "224571使"),
        ("wj京12O4j", "WJ京12O4J", "WJ京1204J"),
        ("SOI234", "SOI234", "SOI234"),  # no known beginning
        ("粤Z·1O34港", "粤Z1O34港", "粤Z1034港"),
    ],
)
def test_o_and_i_become_digits_only_for_recognisers_and_in_serials(raw, typed, from_ocr):
    assert normalise(raw) == typed
    assert normalise(raw, from_ocr=True) == from_ocr


@given(st.text(), st.booleans())
def test_normalising_twice_is_normalising_once(text, from_ocr):
    once = normalise(text, from_ocr=from_ocr)
    assert normalise(once, from_ocr=from_ocr) == once


@given(st.text())
def test_any_text_is_a_plate_or_is_refused(text):
    with suppress(BadPlate):
        plate = parse(text)
        assert parse(plate.text) == plate


def of(*alphabets):
    return st.tuples(*(st.sampled_from(alphabet) for alphabet in alphabets)).map("".join)


DIGITS = "0123456789"
HEAD = (PROVINCES, ISSUING)
FORMS = {
    PlateType.ARMED_POLICE: of(["WJ"], ["", *PROVINCES], *[DIGITS] * 4, SERIAL),
    PlateType.COACH: of(*HEAD, *[SERIAL] * 4, "学"),
    PlateType.CONSULATE: of(PROVINCES, *[DIGITS] * 5, "领"),
    PlateType.EMBASSY: of(*[DIGITS] * 6, "使"),
    PlateType.EMERGENCY: of(PROVINCES, "SX", *[SERIAL] * 4, ["应急"]),
    PlateType.HK_MACAO: of("粤", "Z", *[SERIAL] * 4, "港澳"),
    PlateType.MILITARY: of("KVAB", "ABC", *[DIGITS] * 5),
    PlateType.NEV_LARGE: of(*HEAD, *[DIGITS] * 5, NEV),
    PlateType.NEV_SMALL: of(*HEAD, NEV, SERIAL, *[DIGITS] * 4),
    PlateType.ORDINARY: of(*HEAD, *[SERIAL] * 5),
    PlateType.POLICE: of(*HEAD, *[SERIAL] * 4, "警"),
    PlateType.TRAILER: of(*HEAD, *[SERIAL] * 4, "挂"),
}


@pytest.mark.parametrize("kind", PlateType)
def test_every_plate_of_a_kind_is_known_as_that_kind(kind):
    @given(FORMS[kind])
    def is_known(text):
        assert parse(text).type == kind
        assert normalise(text, from_ocr=True) == text

    is_known()


@pytest.mark.parametrize(
    ("plate", "others", "found"),
    [
        ("川TD1234", ["川TD12345", "川T01234", "川TX1234", "川TX1299"], None),
        ("川T8B123", ["川T88123", "川T8B12"], ("川T88123", "川T8B12")),
        ("川T12345", ["川T12345", "川T12354"], ()),
        ("", ["川T12345"], ()),
    ],
)
def test_near_plates_are_proposed_likeliest_first(plate, others, found):
    expected = ("川T01234", "川TX1234", "川TD12345") if found is None else found
    assert near(plate, others) == expected


@given(FORMS[PlateType.NEV_SMALL], st.data())
def test_a_plate_that_lost_any_character_finds_the_whole_one(plate, data):
    lost = data.draw(st.integers(0, len(plate) - 1))
    assert near(plate[:lost] + plate[lost + 1 :], [plate]) == (plate,)


@given(FORMS[PlateType.ORDINARY])
def test_a_plate_is_not_near_to_itself_and_nearness_is_mutual(plate):
    assert near(plate, {plate}) == ()
    other = plate[:-1] + ("1" if plate[-1] != "1" else "2")
    assert near(plate, {other}) == (other,)
    assert near(other, {plate}) == (plate,)


class Counted(set):
    """A set that counts how often it was asked, and may not be walked through."""

    asked = 0

    def __contains__(self, plate):
        self.asked += 1
        return super().__contains__(plate)

    def __iter__(self):
        raise AssertionError


@pytest.mark.parametrize("size", [10, 20_000])
def test_near_plates_are_looked_up_however_many_are_known(size):
    many = Counted([f"川T{number:05}" for number in range(size)])
    assert near("川T0000O", many)
    assert many.asked < 2_000


def frame(text, *characters, colour=Colour.BLUE):
    return Reading(text, characters or (0.99,) * len(text), colour)


@pytest.mark.parametrize(
    ("frames", "text"),
    [
        ([], None),
        ([frame("川T12345")], None),
        ([frame("川T12345"), frame("川T12345")], "川T12345"),
        ([frame("川T12345"), frame("川T12346")], None),
        ([frame("川T12345"), frame("川T12346"), frame("川T12345")], "川T12345"),
        ([frame("川T12345"), frame("川T12346")] * 2, None),
        ([frame("川T12345"), frame("川T12345", colour=Colour.YELLOW)], None),
        ([frame("川T12345"), frame("川T12345", colour=None)], "川T12345"),
        ([frame(""), frame("")], None),
    ],
)
def test_two_frames_must_agree(frames, text):
    agreed = agree(frames)
    assert (agreed and agreed.text) == text


def test_agreed_characters_are_as_good_as_the_weaker_frame():
    agreed = agree([frame("AB", 0.9, 0.8), frame("AB", 0.7, 0.95), frame("AB", 0.1, 0.1)])
    assert agreed == Reading("AB", (0.7, 0.8), Colour.BLUE)


def test_frames_name_the_characters_they_disagree_on():
    frames = [frame("川T12345"), frame("川T1234"), frame("川T12845")]
    assert disagreements(frames) == {4: ("3", "8"), 6: ("", "5")}
