"""号牌: what a mainland number plate looks like, and which plates are one slip apart. Pure.

Forms, types and colours are those of GA 36-2018 (机动车号牌). A reading that fits them may still
be wrong: a near plate is proposed to the guard and never opens a gate.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from jieyue.access.plates.colours import Colour as Colour

PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
ISSUING = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # never I; O only on plates of before (川O12345)
SERIAL = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # never I or O
NEV = "ABCDEFGHJK"  # D A B C E pure electric, F G H J K others; GA 36-2018
LONGEST = 16
_SEPARATORS = re.compile(r"[\s.·•・‧∙●。．\-_‐‑‒–—]")
_OCR = str.maketrans({"O": "0", "I": "1"})


class PlateType(StrEnum):
    """Kinds of plates by their form."""

    ARMED_POLICE = "armed_police"
    COACH = "coach"
    CONSULATE = "consulate"
    EMBASSY = "embassy"
    EMERGENCY = "emergency"
    HK_MACAO = "hk_macao"
    MILITARY = "military"
    NEV_LARGE = "nev_large"
    NEV_SMALL = "nev_small"
    ORDINARY = "ordinary"
    POLICE = "police"
    TRAILER = "trailer"


class Layout(StrEnum):
    """Whether the characters stand in one line or in two (behind lorries, buses and trailers)."""

    SINGLE = "single"
    DOUBLE = "double"


class BadPlate(ValueError):
    """No plate looks like this. reason: empty, too_long, letter, province, issuing or length.

    letter: I or O among the serial's characters; `at` is where (from 0) when one place is wrong.
    """

    def __init__(self, reason: str, *, text: str, at: int | None = None) -> None:
        super().__init__(reason, text)
        self.reason, self.text, self.at = reason, text, at


@dataclass(frozen=True)
class Plate:
    """A plate by its form. colours: all that this form is issued in, the usual one first.

    warnings: may_lack_character (an ordinary plate that is also a new-energy one with a character
    lost: 川TD1234; only its colour tells), many_letters (more than two in the serial), legacy.
    """

    text: str
    type: PlateType
    colours: tuple[Colour, ...]
    warnings: tuple[str, ...] = ()
    layouts: tuple[Layout, ...] = (Layout.SINGLE,)


@dataclass(frozen=True)
class _Form:
    pattern: re.Pattern[str]
    type: PlateType
    colours: tuple[Colour, ...]
    layouts: tuple[Layout, ...] = (Layout.SINGLE,)
    warnings: tuple[str, ...] = ()


_P, _A, _S, _N = f"[{PROVINCES}]", f"[{ISSUING}]", f"[{SERIAL}]", f"[{NEV}]"
_BOTH = (Layout.SINGLE, Layout.DOUBLE)
_LEGACY = ("legacy",)


def _form(
    pattern: str,
    kind: PlateType,
    *colours: Colour,
    layouts: tuple[Layout, ...] = (Layout.SINGLE,),
    warnings: tuple[str, ...] = (),
) -> _Form:
    return _Form(re.compile(pattern), kind, colours, layouts, warnings)


_FORMS = (
    _form(f"{_P}{_A}{_S}{{5}}", PlateType.ORDINARY, Colour.BLUE, Colour.YELLOW, layouts=_BOTH),
    _form(f"{_P}{_A}{_N}{_S}[0-9]{{4}}", PlateType.NEV_SMALL, Colour.GREEN),
    _form(f"{_P}{_A}[0-9]{{5}}{_N}", PlateType.NEV_LARGE, Colour.YELLOW_GREEN),
    _form(f"{_P}{_A}{_S}{{4}}警", PlateType.POLICE, Colour.WHITE, layouts=_BOTH),
    _form(f"{_P}{_A}{_S}{{4}}学", PlateType.COACH, Colour.YELLOW, layouts=_BOTH),
    _form(f"{_P}{_A}{_S}{{4}}挂", PlateType.TRAILER, Colour.YELLOW, layouts=(Layout.DOUBLE,)),
    _form(f"粤Z{_S}{{4}}[港澳]", PlateType.HK_MACAO, Colour.BLACK),
    _form("[0-9]{6}使", PlateType.EMBASSY, Colour.BLACK),
    _form("使[0-9]{6}", PlateType.EMBASSY, Colour.BLACK, warnings=_LEGACY),
    _form(f"{_P}[0-9]{{5}}领", PlateType.CONSULATE, Colour.BLACK),
    _form(f"{_P}{_A}[0-9]{{4}}领", PlateType.CONSULATE, Colour.BLACK, warnings=_LEGACY),
    _form(f"{_P}[SX]{_S}{{4}}应急", PlateType.EMERGENCY, Colour.WHITE),
    _form(f"WJ{_P}?[0-9]{{4}}[0-9A-Z]", PlateType.ARMED_POLICE, Colour.WHITE, layouts=_BOTH),
    _form("[A-Z]{2}[0-9]{5}", PlateType.MILITARY, Colour.WHITE, layouts=_BOTH),
)
_LEGACY_FORMS = (
    _form(f"{_P}O{_S}{{5}}", PlateType.ORDINARY, Colour.BLUE, Colour.YELLOW, warnings=_LEGACY),
    _form(f"{_P}O{_S}{{4}}警", PlateType.POLICE, Colour.WHITE, warnings=_LEGACY),
)
_SHORTENED = re.compile(f"{_P}{_A}(?:{_N}{_S}?[0-9]{{3,4}}|[0-9]{{4}}{_N})")
_LAST = "警学挂港澳使领应急"


def normalise(text: str, *, from_ocr: bool = False) -> str:
    """Without separators, in plain capitals; the same again when done twice.

    from_ocr: O becomes 0 and I becomes 1 where a serial stands, since it has neither. Keep the
    raw reading too. What a person typed is left as it is, so that it can be refused by name.
    """
    done = ""
    while text != done:
        done, text = text, _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
    return _serial_digits(text) if from_ocr else text


def _serial_digits(text: str) -> str:
    head = 2
    if text.startswith("使") or text.endswith("领"):
        head = 1
    elif text.endswith("使"):
        head = 0
    elif text[:1] not in PROVINCES and not text.startswith("WJ"):
        return text
    return text[:head] + text[head:].translate(_OCR)


def parse(plate: str, *, legacy: bool = False) -> Plate:
    """The plate behind a text, normalised. Raises BadPlate.

    legacy: also the issuing letter O of offices and police, withdrawn but seen on old lists.
    """
    text = normalise(plate)
    if not text:
        raise BadPlate("empty", text=plate)
    if len(text) > LONGEST:
        raise BadPlate("too_long", text=text[:LONGEST])
    for form in _FORMS + (_LEGACY_FORMS if legacy else ()):
        if form.pattern.fullmatch(text):
            warnings = form.warnings + _warnings(text, form.type)
            return Plate(text, form.type, form.colours, warnings, form.layouts)
    raise _why(text)


def _warnings(text: str, kind: PlateType) -> tuple[str, ...]:
    if kind != PlateType.ORDINARY:
        return ()
    short = ("may_lack_character",) if _SHORTENED.fullmatch(text) else ()
    letters = sum(character.isalpha() for character in text[2:])
    return short + (("many_letters",) if letters > 2 else ())


def _why(text: str) -> BadPlate:
    """What is wrong, of the first place that is."""
    if text[0] not in PROVINCES:
        return BadPlate("province", text=text, at=0)
    if len(text) < 2 or text[1] not in ISSUING:
        return BadPlate("issuing", text=text, at=1)
    for at, character in enumerate(text[2:].rstrip(_LAST), start=2):
        if character not in SERIAL:
            return BadPlate("letter", text=text, at=at)
    return BadPlate("length", text=text)


def colour_problem(plate: Plate, colour: str) -> str:
    """ "" when the form comes in this colour, else lost_character or colour_differs.

    lost_character: seven characters on a new-energy ground, which has eight.
    """
    if colour in plate.colours:
        return ""
    is_green = colour in (Colour.GREEN, Colour.YELLOW_GREEN)
    if is_green and plate.type == PlateType.ORDINARY:
        return "lost_character"
    if is_green and plate.type in (PlateType.NEV_SMALL, PlateType.NEV_LARGE):
        return ""  # dirt and light make one green of both
    return "colour_differs"


# What recognisers and people take for each other; groups may share a character.
_ALIKE = (
    *("0DQCU", "1L7TJ", "2Z7", "5S", "6G", "8B3", "4A", "CG", "EF", "HMNW", "KX", "PRF"),
    *("UV", "VY", "XY", "京晋", "皖渝豫", "苏赣鲁贵黑", "湘浙沪渝津", "闽粤", "冀黑", "鄂赣"),
)
_LOOKS_LIKE = {
    letter: frozenset("".join(group for group in _ALIKE if letter in group)) - {letter}
    for letter in set("".join(_ALIKE))
}
_ANY = PROVINCES + SERIAL + "警学挂港澳使领"


def near(plate: str, others: Iterable[str]) -> tuple[str, ...]:
    """Plates one replaced, lost or added character away, likeliest first; for proposals only.

    Look-alikes come first, then other replacements, then lost and added characters. It does not
    slow down with the number of `others` when they come as a set or a mapping.
    """
    known = others if isinstance(others, Set | Mapping) else set(others)
    ranks = {text: rank for rank, text in _one_away(plate) if text in known and text != plate}
    return tuple(sorted(ranks, key=lambda text: (ranks[text], text)))


def _one_away(text: str) -> Iterable[tuple[int, str]]:
    """Every text one edit away, the best rank of each last."""
    places = range(len(text))
    for at in range(len(text) + 1):
        yield from ((2, text[:at] + letter + text[at:]) for letter in _ANY)
    yield from ((2, text[:at] + text[at + 1 :]) for at in places)
    for at in places:
        yield from ((1, text[:at] + letter + text[at + 1 :]) for letter in _ANY)
    for at in places:
        alike = _LOOKS_LIKE.get(text[at], frozenset())
        yield from ((0, text[:at] + letter + text[at + 1 :]) for letter in alike)


@dataclass(frozen=True)
class Reading:
    """One frame's reading. characters: confidence of each, 0 to 1, as long as `text`."""

    text: str
    characters: tuple[float, ...]
    colour: Colour | None = None

    @property
    def confidence(self) -> float:
        """Of the weakest character: a plate is no better than that."""
        return min(self.characters, default=0.0)


def agree(readings: Sequence[Reading]) -> Reading | None:
    """What at least two frames read alike, and more of them than read anything else; else None.

    Each character keeps the lower of the two best frames. Frames that saw different colours do
    not agree: the same characters exist on blue and on yellow.
    """
    counted = Counter(reading.text for reading in readings if reading.text).most_common(2)
    if not counted or counted[0][1] < 2 or (len(counted) > 1 and counted[1][1] == counted[0][1]):
        return None
    alike = [reading for reading in readings if reading.text == counted[0][0]]
    colours = {reading.colour for reading in alike if reading.colour}
    if len(colours) > 1:
        return None
    best = sorted(alike, key=lambda reading: reading.confidence, reverse=True)[:2]
    weakest = tuple(min(pair) for pair in zip(*(r.characters for r in best), strict=True))
    return Reading(counted[0][0], weakest, next(iter(colours), None))


def disagreements(readings: Sequence[Reading]) -> dict[int, tuple[str, ...]]:
    """Where frames differ: place from 0 -> what was read there, "" where a frame had nothing."""
    places = zip_longest(*(reading.text for reading in readings), fillvalue="")
    return {at: tuple(sorted(set(seen))) for at, seen in enumerate(places) if len(set(seen)) > 1}
