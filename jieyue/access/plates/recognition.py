"""A photo becomes a plate, how clearly each character was seen, and whether that is sure.

The network finds lines of text; each is straightened several ways and read several times, until
it is sure or nothing is left to try. What the readings say together is the plate. It is sure only
when independent straightenings say the same, every character is clear, and the plate's form fits
its ground's colour. Even a sure reading never opens a gate by itself: a wrong plate can look like
a right one.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jieyue.access.plates import finding, two_lines
from jieyue.access.plates.candidates import candidates
from jieyue.access.plates.colours import Colour
from jieyue.access.plates.decoding import Likely
from jieyue.access.plates.finding import Corners
from jieyue.access.plates.ground_colour import ground_colour
from jieyue.access.plates.pictures import Picture
from jieyue.access.plates.province_opinions import likeliest_province
from jieyue.access.plates.readings import ROUNDS, Look, confidences, looks, together
from jieyue.access.plates.rules import PROVINCES, colour_problem, parse

SURE_CHARACTER = 0.8
SURE_SHARE = 0.9
READABLE = 0.35  # all but the province, on the average: less is no plate but other lines
MOST_OTHERS = 3
LEAST_OF_BEST = 0.1  # a straightening this much less clear than the best went wrong


@dataclass(frozen=True)
class Recognised:
    """What was read. text is empty when nothing like a plate was found.

    characters: confidence of each, 0 to 1; confidence: of the weakest. others: what else it may
    be, likeliest first. doubts: why it is not sure, by name; empty when it is.
    """

    text: str
    characters: tuple[float, ...] = ()
    colour: Colour | None = None
    others: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ("nothing_found",)

    @property
    def confidence(self) -> float:
        return min(self.characters, default=0.0)

    @property
    def sure(self) -> bool:
        return not self.doubts

    @property
    def only_first_unclear(self) -> bool:
        """All is as it should be but the province."""
        return self.agreed and min(self.characters[1:], default=0.0) >= SURE_CHARACTER

    @property
    def agreed(self) -> bool:
        """Every reading says this, though not clearly: another part of the picture is no better."""
        return not self.doubts or self.doubts == ("unclear",)


NOTHING = Recognised("")


def recognise(picture: Picture) -> Recognised:
    """The clearest plate of a picture (blue, green, red). Raises VisionMissing."""
    best = NOTHING
    for cut, guesses in candidates(picture):
        best = max(best, _read(cut, guesses), key=_merit)
        if best.agreed:
            break
        if split := two_lines.joined(cut, guesses):
            best = max(best, _read(*split, allowed=two_lines.in_place), key=_merit)
        if best.agreed:
            break
    return best


def _merit(read: Recognised) -> tuple[bool, float, float]:
    """The province is the hardest to see: how clear the others are says what is a plate."""
    return read.sure, min(read.characters[1:], default=-1.0), read.confidence


def _read(
    cut: Picture, guesses: Sequence[Corners], *, allowed: Callable[[Likely], bool] | None = None
) -> Recognised:
    colour = _colour(cut, guesses)
    found: list[Look] = []
    read = NOTHING
    for ways in ROUNDS:
        seen = looks(cut, guesses, ways)
        found += [look for look in seen if allowed is None or allowed(look.likely[0])]
        if found:
            read = _readable(_summed(cut, found, colour))
        if read.sure or (ways is ROUNDS[-2] and read.only_first_unclear):
            break
    return read


def _readable(read: Recognised) -> Recognised:
    others = read.characters[1:]
    return read if sum(others) >= READABLE * len(others) else NOTHING


def _summed(cut: Picture, found: Sequence[Look], colour: Colour | None) -> Recognised:
    shares = together(found)
    text = max(shares, key=shares.__getitem__)
    share = shares[text]
    characters = confidences(text, found)
    others = [other for other in sorted(shares, key=lambda o: -shares[o]) if other != text]
    if text[0] in PROVINCES:
        province, clear = likeliest_province(cut, text, found)
        characters = (clear, *characters[1:])
        if province != text[0]:
            others = [text, *(other for other in others if other != province + text[1:])]
            text = province + text[1:]
        share = sum(of for other, of in shares.items() if other[1:] == text[1:])
    doubts = _doubts(text, found, share, characters, colour)
    return Recognised(text, characters, colour, tuple(others[:MOST_OTHERS]), doubts)


def _colour(cut: Picture, guesses: Sequence[Corners]) -> Colour | None:
    """What most straightenings take the ground for."""
    seen = [
        ground_colour(finding.strip(cut, corners, margin=(-0.02, -0.05))) for corners in guesses
    ]
    known = [colour for colour in seen if colour]
    return max(set(known), key=known.count) if known else None


def _doubts(
    text: str,
    looks: Sequence[Look],
    share: float,
    characters: Sequence[float],
    colour: Colour | None,
) -> tuple[str, ...]:
    doubts = []
    if min(characters) < SURE_CHARACTER:
        doubts.append("unclear")
    if share < SURE_SHARE:
        doubts.append("readings_differ")
    by_guess = _by_guess(looks)
    if len(by_guess) < 2 or any(
        max(said, key=said.__getitem__)[1:] != text[1:] for said in by_guess
    ):
        doubts.append("straightenings_differ")
    if colour is None:
        doubts.append("colour_unknown")
    elif problem := colour_problem(parse(text), colour):
        doubts.append(problem)
    return tuple(doubts)


def _by_guess(looks: Sequence[Look]) -> list[dict[str, float]]:
    """What each straightening says; those that nothing was clear in say nothing."""
    guesses: dict[int, list[Look]] = defaultdict(list)
    for look in looks:
        guesses[look.guess].append(look)
    clear = {guess: max(look.weight for look in of) for guess, of in guesses.items()}
    least = LEAST_OF_BEST * max(clear.values())
    return [together(of) for guess, of in guesses.items() if clear[guess] >= least]
