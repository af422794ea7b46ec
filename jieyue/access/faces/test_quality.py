from dataclasses import replace

import pytest

from jieyue.access.faces.quality import FaceLook, check_problems, enrolment_problems

GOOD = FaceLook(
    width_px=150, sharpness=0.3, brightness=130, contrast=45, turn=0.0, tilt_degrees=0, cut=0
)


def test_a_good_face_may_be_stored():
    assert enrolment_problems(GOOD) == ()
    assert check_problems(GOOD) == ()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"width_px": 79}, "too_small"),
        ({"sharpness": 0.03}, "blurred"),
        ({"brightness": 40}, "too_dark"),
        ({"brightness": 230}, "too_bright"),
        ({"contrast": 10}, "low_contrast"),
        ({"turn": 0.4}, "turned"),
        ({"turn": -0.4}, "turned"),
        ({"tilt_degrees": -30}, "tilted"),
        ({"cut": 0.2}, "cut"),
        ({"second": 0.8}, "several_faces"),
    ],
)
def test_each_fault_is_named(change, problem):
    assert enrolment_problems(replace(GOOD, **change)) == (problem,)


def test_a_check_is_lenient_but_tells_nobody_by_a_blurred_face():
    assert check_problems(replace(GOOD, width_px=54, cut=0.3, turn=0.4)) == ()
    assert check_problems(replace(GOOD, sharpness=0.01)) == ("blurred",)
    assert check_problems(replace(GOOD, width_px=20)) == ("too_small",)
