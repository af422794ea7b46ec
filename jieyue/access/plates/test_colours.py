import pytest

from jieyue.access.plates.colours import (
    Colour,
    colour_of_gat1400,
    colour_of_word,
    colours_of_code,
    split_colour,
)


@pytest.mark.parametrize(
    ("word", "colour"),
    [
        ("blue", Colour.BLUE),
        ("Blue", Colour.BLUE),
        ("蓝", Colour.BLUE),
        ("蓝牌", Colour.BLUE),
        ("蓝色", Colour.BLUE),
        ("蓝底色", Colour.BLUE),
        ("newEnergyGreen", Colour.GREEN),
        ("新能源绿色", Colour.GREEN),
        ("渐变绿", Colour.GREEN),
        ("newEnergyYellowGreen", Colour.YELLOW_GREEN),
        ("yellow_green", Colour.YELLOW_GREEN),
        ("黄绿双拼色", Colour.YELLOW_GREEN),
        ("unknown", None),
        ("", None),
        ("色", None),
    ],
)
def test_cameras_and_people_name_colours_in_their_own_words(word, colour):
    assert colour_of_word(word) == colour


@pytest.mark.parametrize("colour", Colour)
def test_our_own_name_of_a_colour_is_known(colour):
    assert colour_of_word(colour.value) == colour


@pytest.mark.parametrize(
    ("code", "colour"),
    [
        (5, Colour.BLUE),
        ("05", Colour.BLUE),
        ("6", Colour.YELLOW),
        ("99", None),
        ("", None),
        ("½", None),
        ("x", None),
    ],
)
def test_colour_codes_of_gat_1400(code, colour):
    assert colour_of_gat1400(code) == colour


@pytest.mark.parametrize(
    ("code", "colours"),
    [
        ("02", ("blue",)),
        ("2", ("blue",)),
        ("01", ("yellow",)),
        ("51", ("yellow_green",)),
        ("52", ("green",)),
        ("23", ("white",)),
        ("99", ()),
        ("", ()),
    ],
)
def test_kind_codes_say_the_colour(code, colours):
    assert colours_of_code(code) == colours


@pytest.mark.parametrize(
    ("text", "plate", "colour"),
    [
        ("蓝浙AX2P12", "浙AX2P12", Colour.BLUE),
        ("浙AX2P12", "浙AX2P12", None),
        ("黑A12345", "黑A12345", None),
        ("黑粤Z1234港", "粤Z1234港", Colour.BLACK),
        ("", "", None),
    ],
)
def test_a_colour_before_the_plate_is_split_off(text, plate, colour):
    assert split_colour(text) == (plate, colour)
