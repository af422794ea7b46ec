"""The extra `vision`: OpenCV and the networks that come in rapidocr's wheel, loaded once.

Only the two network files of rapidocr are used, never its own pipeline: it keeps flags between
calls, and its text score knows nothing of plates. Nothing here is imported before it is needed.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from jieyue.access.plates.decoding import Columns, Reducer
from jieyue.access.plates.pictures import Picture, VisionMissing
from jieyue.access.plates.provinces import province_shares

NEEDED = ("cv2", "onnxruntime", "rapidocr")
THREADS = 2
STRIP_HEIGHT = 48  # what the recogniser was made for


def is_installed() -> bool:
    """Whether pictures can be read on this machine; imports nothing heavy."""
    return all(find_spec(name) is not None for name in NEEDED)


def _network(kind: str) -> Any:
    """The session of the network `det` or `rec`. Raises VisionMissing."""
    if not is_installed():
        raise VisionMissing("packages")
    spec = find_spec("rapidocr")
    folder = Path((spec.submodule_search_locations or [""])[0]) / "models" if spec else Path()
    files = sorted(folder.glob(f"*_{kind}_*.onnx"))
    if not files:
        raise VisionMissing(f"{kind} network")
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(files[-1]), options, providers=["CPUExecutionProvider"])


@lru_cache(maxsize=1)
def _finder() -> Any:
    return _network("det")


@lru_cache(maxsize=1)
def _reader() -> tuple[Any, Reducer]:
    session = _network("rec")
    characters = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    return session, Reducer(["", *characters, " "])


def text_map(picture: Picture, *, longest: int) -> npt.NDArray[np.float32]:
    """How likely each pixel is text, of the picture scaled so that its longest side is that."""
    import cv2

    height, width = picture.shape[:2]
    scale = longest / max(height, width)
    size = tuple(max(32, round(side * scale / 32) * 32) for side in (width, height))
    scaled = cv2.resize(
        picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    )
    values = scaled.astype(np.float32).transpose(2, 0, 1)[None] / 127.5 - 1
    session = _finder()
    out: npt.NDArray[np.float32] = session.run(None, {session.get_inputs()[0].name: values})[0]
    shares: npt.NDArray[np.float32] = out[0, 0]
    return shares


@dataclass(frozen=True)
class StripColumns:
    """What the recogniser says of one strip. plate: reduced to plates' characters."""

    plate: Columns
    provinces: dict[str, float]


def read_columns(strips: list[Picture], *, width: int) -> list[StripColumns]:
    """Each strip squeezed to that width and read."""
    _, reducer = _reader()
    rows = all_classes(strips, width=width)
    return [StripColumns(reducer.reduce(columns), province_shares(columns)) for columns in rows]


def all_classes(strips: list[Picture], *, width: int) -> npt.NDArray[np.float32]:
    """Shape (strips, columns, classes): how likely each class of the recogniser is."""
    import cv2

    scaled = [
        cv2.resize(
            strip,
            (width, STRIP_HEIGHT),
            interpolation=cv2.INTER_AREA if strip.shape[0] > STRIP_HEIGHT else cv2.INTER_CUBIC,
        )
        for strip in strips
    ]
    values = np.stack(scaled).astype(np.float32).transpose(0, 3, 1, 2) / 127.5 - 1
    session, _ = _reader()
    rows: npt.NDArray[np.float32] = session.run(None, {session.get_inputs()[0].name: values})[0]
    return rows
