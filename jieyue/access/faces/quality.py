"""Whether a picture of a face is good enough, and what would be better. Pure.

Enrolment is strict, since a poor stored face resembles many: two blurred faces of different
people come as near as 0.24. A check at the gate is lenient, but a face too blurred to tell is
not told.
"""

from dataclasses import dataclass

LEAST_WIDTH_PX = 80  # enrolment; a portrait photo of 175 px has 54
LEAST_CHECK_WIDTH_PX = 40
LEAST_SHARPNESS = 0.04  # the measured pictures have 0.08 and more; blur of 2 % of the width 0.05
LEAST_CHECK_SHARPNESS = 0.015  # below, measured, a person is no longer recognised
DARKEST, BRIGHTEST = 50, 215  # mean of 0 to 255
LEAST_CONTRAST = 18
MOST_TURN = (
    0.30  # 0 frontal; the nose is this far from the middle, as a share of the eyes' distance
)
MOST_TILT_DEGREES = 20
MOST_CUT = 0.05  # share of the face box outside the picture
LEAST_SECOND_SHARE = 0.5  # a second face at least this wide, compared with the first, counts


@dataclass(frozen=True)
class FaceLook:
    """What is measured of a face.

    sharpness: variance of the Laplacian by the variance of brightness, at 64 px; turn: 0 frontal;
    cut: share of its box outside the picture; second: width of the next face by this one's.
    """

    width_px: float
    sharpness: float
    brightness: float
    contrast: float
    turn: float
    tilt_degrees: float
    cut: float
    second: float = 0.0


def enrolment_problems(look: FaceLook) -> tuple[str, ...]:
    """What forbids storing this face, by name; empty when it may be stored."""
    found = {
        "too_small": look.width_px < LEAST_WIDTH_PX,
        "blurred": look.sharpness < LEAST_SHARPNESS,
        "too_dark": look.brightness < DARKEST,
        "too_bright": look.brightness > BRIGHTEST,
        "low_contrast": look.contrast < LEAST_CONTRAST,
        "turned": abs(look.turn) > MOST_TURN,
        "tilted": abs(look.tilt_degrees) > MOST_TILT_DEGREES,
        "cut": look.cut > MOST_CUT,
        "several_faces": look.second >= LEAST_SECOND_SHARE,
    }
    return tuple(name for name, is_so in found.items() if is_so)


def check_problems(look: FaceLook) -> tuple[str, ...]:
    """What forbids telling who this is, by name."""
    found = {
        "too_small": look.width_px < LEAST_CHECK_WIDTH_PX,
        "blurred": look.sharpness < LEAST_CHECK_SHARPNESS,
    }
    return tuple(name for name, is_so in found.items() if is_so)
