"""A picture becomes faces, each with what it looks like and the 128 numbers it is matched by.

dlib's detector, its 5-point predictor and its recognition network, from the extra `vision`. It
does not notice a photo or a screen held up to the camera: there is no liveness check.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from jieyue.access.faces.matching import Embedding
from jieyue.access.faces.quality import FaceLook, check_problems, enrolment_problems
from jieyue.access.plates.pictures import Picture, VisionMissing

NEEDED = ("cv2", "dlib", "face_recognition_models")
LEAST_SCORE = 0.3  # of the detector; the weakest true face measured has 0.7
SIDES_PX = (640, 1200)  # looked at in these sizes until a face is found
LARGEST_GROWTH = 3.0
LAST_SIDE_PX = 480  # for the slower network, which also finds turned faces
CHIP_PX, SHARPNESS_PX, CHIP_PADDING = 150, 64, 0.25


class FaceRefused(Exception):
    """The picture is not good enough to enrol. reasons: no_face or those of `quality`."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__(reasons)
        self.reasons = reasons


@dataclass(frozen=True)
class Face:
    """One face. box: left, top, right, bottom in pixels; may reach beyond the picture."""

    box: tuple[int, int, int, int]
    score: float
    look: FaceLook
    embedding: Embedding


@dataclass(frozen=True)
class _Networks:
    near: Any
    turned: Any
    points: Any
    embedder: Any


def is_installed() -> bool:
    """Whether faces can be recognised on this machine; imports nothing heavy."""
    return all(find_spec(name) is not None for name in NEEDED)


@lru_cache(maxsize=1)
def _networks() -> _Networks:
    """Loaded once. The models' package is located, not imported: it needs what is long gone."""
    spec = find_spec("face_recognition_models")
    if not is_installed() or spec is None:
        raise VisionMissing("packages")
    folder = Path((spec.submodule_search_locations or [""])[0]) / "models"
    names = ("mmod_human_face_detector", "shape_predictor_5_face_landmarks")
    files = [folder / f"{name}.dat" for name in (*names, "dlib_face_recognition_resnet_model_v1")]
    if missing := [file.name for file in files if not file.exists()]:
        raise VisionMissing(missing[0])
    import dlib

    return _Networks(
        near=dlib.get_frontal_face_detector(),
        turned=dlib.cnn_face_detection_model_v1(str(files[0])),
        points=dlib.shape_predictor(str(files[1])),
        embedder=dlib.face_recognition_model_v1(str(files[2])),
    )


def faces(picture: Picture) -> list[Face]:
    """All faces of a picture (blue, green, red), the surest first. Raises VisionMissing.

    The surest detection is the face; the largest box often is not.
    """
    rgb = np.ascontiguousarray(picture[:, :, ::-1])
    boxes = _boxes(rgb)
    widths = [right - left for (left, _, right, _), _ in boxes]
    found = []
    for at, (box, score) in enumerate(boxes):
        others = [width for other, width in enumerate(widths) if other != at]
        second = max(others, default=0) / max(widths[at], 1)
        found.append(_face(rgb, box, score, second))
    return found


def enrol(picture: Picture) -> Face:
    """The one face of a picture that may be stored. Raises FaceRefused, VisionMissing."""
    found = faces(picture)
    if not found:
        raise FaceRefused(("no_face",))
    if problems := enrolment_problems(found[0].look):
        raise FaceRefused(problems)
    return found[0]


def can_be_told(face: Face) -> bool:
    """Whether it is clear enough to say whose it is."""
    return not check_problems(face.look)


Box = tuple[int, int, int, int]


def _boxes(rgb: Picture) -> list[tuple[Box, float]]:
    """Boxes and scores, the best score first."""
    networks = _networks()
    for side in SIDES_PX:
        scaled, scale = _scaled(rgb, side)
        rectangles, scores, _ = networks.near.run(scaled, 1, LEAST_SCORE)
        if rectangles:
            pairs = zip(rectangles, scores, strict=True)
            return _sorted([(_box(r, scale), float(score)) for r, score in pairs])
    scaled, scale = _scaled(rgb, LAST_SIDE_PX)
    found = networks.turned(scaled, 1)
    return _sorted([(_box(one.rect, scale), float(one.confidence)) for one in found])


def _sorted(boxes: list[tuple[Box, float]]) -> list[tuple[Box, float]]:
    return sorted(boxes, key=lambda one: -one[1])


def _box(rectangle: Any, scale: float) -> Box:
    sides = (rectangle.left(), rectangle.top(), rectangle.right(), rectangle.bottom())
    left, top, right, bottom = (round(side / scale) for side in sides)
    return left, top, right, bottom


def _scaled(rgb: Picture, side: int) -> tuple[Picture, float]:
    import cv2

    scale = min(side / max(rgb.shape[:2]), LARGEST_GROWTH)
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.ascontiguousarray(cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=how)), scale


def _face(rgb: Picture, box: Box, score: float, second: float) -> Face:
    import cv2
    import dlib

    networks = _networks()
    left, top, right, bottom = box
    shape = networks.points(rgb, dlib.rectangle(left, top, right, bottom))
    chip = dlib.get_face_chip(rgb, shape, CHIP_PX, CHIP_PADDING)
    embedding = np.asarray(networks.embedder.compute_face_descriptor(chip), dtype=np.float32)
    small = dlib.get_face_chip(rgb, shape, SHARPNESS_PX, CHIP_PADDING)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32)
    edges = float(cv2.Laplacian(grey, cv2.CV_32F).var())
    points = np.array([(point.x, point.y) for point in shape.parts()], dtype=np.float32)
    turn, tilt = _pose(points)
    look = FaceLook(
        width_px=right - left,
        sharpness=edges / max(float(grey.var()), 1.0),
        brightness=float(grey.mean()),
        contrast=float(grey.std()),
        turn=turn,
        tilt_degrees=tilt,
        cut=_cut(box, rgb.shape[1], rgb.shape[0]),
        second=second,
    )
    return Face(box, score, look, embedding)


def _pose(points: np.ndarray) -> tuple[float, float]:
    """Turn and tilt from the five points: two corners of each eye and the base of the nose."""
    one, other = points[0:2].mean(axis=0), points[2:4].mean(axis=0)
    if one[0] > other[0]:
        one, other = other, one
    across = other - one
    length = max(float(np.linalg.norm(across)), 1e-6)
    along = float((points[4] - (one + other) / 2) @ across) / length**2
    return along, float(np.degrees(np.arctan2(across[1], across[0])))


def _cut(box: Box, width: int, height: int) -> float:
    left, top, right, bottom = box
    inside = max(0, min(right, width) - max(left, 0)) * max(0, min(bottom, height) - max(top, 0))
    return 1 - inside / max((right - left) * (bottom - top), 1)
