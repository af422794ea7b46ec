"""Pictures as they come: from phones, cameras and folders, whole or broken."""

from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]  # height, width, blue green red

MOST_BYTES = 25 * 1024 * 1024
MOST_PIXELS = 60_000_000
LEAST_SIDE_PX = 12
LONGEST_PX = 2400  # larger ones are scaled down; a plate at a barrier still has 300 px
FORMATS = ("BMP", "JPEG", "PNG", "TIFF", "WEBP")
PAPERS = {".csv", ".json", ".md"}  # lists and notes that lie beside pictures


class VisionMissing(Exception):
    """The extra `vision` is not installed, or its network files are not where they should be."""


class BadPicture(Exception):
    """No picture. reason: broken, empty, too_large or too_small."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.largest_mb = MOST_BYTES // (1024 * 1024)
        self.most_megapixels = MOST_PIXELS // 1_000_000
        self.formats = ", ".join(FORMATS)


def opened(content: bytes) -> Picture:
    """The picture upright, at most 2,400 px long. Raises BadPicture, VisionMissing."""
    if not content:
        raise BadPicture("empty")
    if len(content) > MOST_BYTES:
        raise BadPicture("too_large")
    if find_spec("PIL") is None:
        raise VisionMissing("packages")
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(content), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise BadPicture("too_large")
            if min(image.size) < LEAST_SIDE_PX:
                raise BadPicture("too_small")
            image.draft("RGB", (LONGEST_PX, LONGEST_PX))
            upright = _in_colours(ImageOps.exif_transpose(image))
            upright.thumbnail((LONGEST_PX, LONGEST_PX))
            values = np.asarray(upright)
    except (
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        SyntaxError,
        ValueError,
    ):
        raise BadPicture("broken") from None
    return np.ascontiguousarray(values[:, :, ::-1])


def _in_colours(image: Any) -> Any:
    """Red, green and blue; what is transparent shows white, 16 bits of grey become 8."""
    from PIL import Image

    if image.mode.startswith("I;16"):
        values = np.asarray(image).astype(np.float32)
        return Image.fromarray((values / 257).astype(np.uint8)).convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")


def read(path: Path) -> Picture:
    """The picture in a file. Raises BadPicture, VisionMissing, OSError."""
    if path.stat().st_size > MOST_BYTES:
        raise BadPicture("too_large")
    return opened(path.read_bytes())


def pictures_below(folder: Path) -> list[tuple[str, Path]]:
    """Name and path of every file below folder/images, or below the folder, sorted by name.

    Lists and notes that lie beside pictures, and hidden files, are left out.
    """
    root = folder / "images" if (folder / "images").is_dir() else folder
    files = {path.relative_to(root): path for path in root.rglob("*") if path.is_file()}
    return sorted(
        (name.as_posix(), path)
        for name, path in files.items()
        if path.suffix.lower() not in PAPERS and not any(p.startswith(".") for p in name.parts)
    )
