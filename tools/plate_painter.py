"""Draws the left ends of plates and takes bad photos of them, for plate_first_character.py."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from jieyue.access.plates import first_character
from jieyue.access.plates.rules import ISSUING, PROVINCES, SERIAL

FONTS = Path("/usr/share/fonts")
CHINESE = {  # by name: file, face for 简体
    "noto bold": ("opentype/noto/NotoSansCJK-Bold.ttc", 2),
    "noto regular": ("opentype/noto/NotoSansCJK-Regular.ttc", 2),
    "zenhei": ("truetype/wqy/wqy-zenhei.ttc", 0),
    "droid": ("truetype/droid/DroidSansFallbackFull.ttf", 0),
    "serif": ("opentype/noto/NotoSerifCJK-Bold.ttc", 2),
}
LATIN = (
    "truetype/dejavu/DejaVuSansCondensed-Bold.ttf",
    "truetype/liberation/LiberationSansNarrow-Bold.ttf",
)
AROUND = 60  # mm of car around the plate
T = TypeVar("T")


def glyph(character: str, font: ImageFont.FreeTypeFont) -> np.ndarray:
    """The character alone, 0 to 1, 180 high and 90 wide."""
    image = Image.new("L", (400, 400))
    ImageDraw.Draw(image).text((80, 40), character, fill=255, font=font)
    cut = image.crop(image.getbbox()).resize((90, 180), Image.Resampling.BILINEAR)
    return np.asarray(cut, np.float32) / 255


def weighted(mask: np.ndarray, ink: float) -> np.ndarray:
    """The same strokes so fat or thin that about this share of the box is ink."""
    solid = (np.pad(mask, 8) > 0.5).astype(np.uint8)
    depth = cv2.distanceTransform(solid, cv2.DIST_L2, 5)
    depth -= cv2.distanceTransform(1 - solid, cv2.DIST_L2, 5)
    level = float(np.quantile(depth[8:-8, 8:-8], 1 - ink))
    fat = np.clip(depth - level + 0.5, 0, 1)[8:-8, 8:-8]
    return np.asarray(cv2.resize(fat, (90, 180)), np.float32)


def painted(names: list[str]) -> tuple[dict[str, list[np.ndarray]], dict[str, list[np.ndarray]]]:
    """Each province, and each letter, as it may be painted."""
    provinces: dict[str, list[np.ndarray]] = {}
    fonts = {
        name: ImageFont.truetype(FONTS / CHINESE[name][0], 200, CHINESE[name][1]) for name in names
    }
    for character in PROVINCES:
        found = provinces.setdefault(character, [])
        for name, font in fonts.items():
            mask = glyph(character, font)
            own = float((mask > 0.5).mean())
            steps = (0.9, 1.1) if name == "serif" else (0.8, 1.0, 1.2, 1.4)
            found += [weighted(mask, min(0.62, own * step)) for step in steps]
    latin = [ImageFont.truetype(FONTS / path, 200) for path in LATIN]
    return provinces, {c: [glyph(c, font) for font in latin] for c in SERIAL}


class Painter:
    """Draws plates' left ends and takes photos of them."""

    def __init__(self, names: list[str], seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.provinces, self.letters = painted(names)

    def any_of(self, choices: Sequence[T]) -> T:
        return choices[int(self.random.integers(len(choices)))]

    def bent(self, mask: np.ndarray) -> np.ndarray:
        """The strokes pushed about a little, smoothly: another hand, another maker."""
        height, width = mask.shape
        size = self.random.uniform(0, 4.5)
        pushes = self.random.normal(0, size, (2, 5, 4)).astype(np.float32)
        x, y = (cv2.resize(push, (width, height), interpolation=cv2.INTER_CUBIC) for push in pushes)
        columns, rows = np.meshgrid(
            np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
        )
        return np.asarray(cv2.remap(mask, columns + x, rows + y, cv2.INTER_LINEAR))

    def drawn(self, province: str) -> np.ndarray:
        """The left 160 mm of a plate in grey with car around it; one pixel a millimetre."""
        chance, uniform, normal = self.random.random, self.random.uniform, self.random.normal
        paint = np.zeros((140, 160), np.float32)
        letters = (self.any_of(ISSUING), self.any_of(SERIAL))
        for left, character in zip((15.5, 72.5, 151.5), (province, *letters), strict=True):
            mask = self.any_of((self.provinces if left < 16 else self.letters)[character])
            wide, tall = 45 + round(normal(0, 1.5)), 90 + round(normal(0, 2))
            mask = self.bent(mask) if left < 16 else mask
            mask = cv2.resize(mask, (wide, tall), interpolation=cv2.INTER_AREA)
            start, top = int(left + (46 - wide) / 2), 70 - tall // 2
            cell = paint[top : top + tall, start : start + wide]
            np.maximum(cell, mask[:, : cell.shape[1]], out=cell)
        if chance() < 0.85:
            cv2.circle(paint, (134, 70), 5, 1, -1)
        edge, at = float(uniform(0, 1)), int(self.random.integers(1, 6))
        cv2.rectangle(paint, (at, at), (220, 139 - at), edge, int(self.random.integers(1, 4)))
        if chance() < 0.4:
            place = (int(uniform(15, 125)), int(self.any_of([12, 128]) + normal(0, 3)))
            cv2.circle(paint, place, int(self.random.integers(4, 9)), float(uniform(0.3, 1)), -1)
        ground = uniform(15, 220)
        against = uniform(35, 190) * (1 if ground < 110 else -1)
        plate = ground + against * paint
        if chance() < 0.4:  # embossed: lit from one side
            x, y = self.random.integers(-2, 3, 2)
            plate += uniform(0.1, 0.5) * abs(against) * (np.roll(paint, (y, x), (0, 1)) - paint)
        if chance() < 0.2:  # green fading to white
            fade = np.linspace(uniform(0, 0.6), uniform(0, 0.6), 140)[:, None]
            plate += (240 - plate) * fade * (1 - paint)
        for _ in range(int(self.random.integers(1, 5)) if chance() < 0.25 else 0):  # dirt
            spot, sides = self.random.integers(0, 140, 2), self.random.integers(2, 14, 2)
            tone = float(uniform(0, 200))
            cv2.ellipse(plate, tuple(map(int, spot)), tuple(map(int, sides)), 0, 0, 360, tone, -1)
        size = (140 + 2 * AROUND, 160 + AROUND)
        around = np.full(size, uniform(0, 250), np.float32)
        for _ in range(int(self.random.integers(0, 5))):
            here, there = (tuple(int(v) for v in self.random.integers(0, 240, 2)) for _ in "ab")
            cv2.line(around, here, there, float(uniform(0, 250)), int(self.random.integers(2, 30)))
        around[AROUND:-AROUND, AROUND:] = plate
        if chance() < 0.25:  # a frame that covers the plate's edge
            tone, deep = float(uniform(0, 230)), int(self.random.integers(2, 14))
            cv2.rectangle(
                around,
                (AROUND - 10, AROUND - 10),
                (400, AROUND + 149),
                tone,
                10 + deep,
            )
        down, across = (np.linspace(1, uniform(0.75, 1.3), side) for side in size)
        around *= down[:, None] * across[None]
        if chance() < 0.2:  # a shadow's edge
            corners = np.array([[0, 0], [uniform(0, 300), 0], [uniform(0, 300), 260], [0, 260]])
            shade = np.ones(size, np.float32)
            cv2.fillPoly(shade, [corners.astype(np.int32)], float(uniform(0.35, 0.8)))
            around *= cv2.GaussianBlur(shade, (0, 0), float(uniform(0.5, 6)))
        return around

    def photographed(self, around: np.ndarray) -> np.ndarray:
        """A small photo, and the window of it that is looked at, its place somewhat wrong."""
        chance, uniform, normal = self.random.random, self.random.uniform, self.random.normal
        tall = float(np.exp(uniform(np.log(14), np.log(90))))  # of the plate, in pixels
        scale = tall / 140 * np.array([uniform(0.75, 1.3), 1.0])
        lean, tilt = normal(0, 0.12), normal(0, 0.06)
        turn = np.array([[1, lean], [tilt, 1]]) * scale[:, None]
        size = np.ceil(scale * (160 + AROUND, 140 + 2 * AROUND)).astype(int)
        middle = np.array([AROUND + 38, AROUND + 70])  # of the first character
        shift = turn @ middle - scale * middle
        place = np.column_stack([turn, -shift])
        sharp = cv2.GaussianBlur(around, (0, 0), 0.35 / scale.min())  # pixels are means
        small = cv2.warpAffine(
            sharp,
            place,
            tuple(map(int, size)),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        small = self.blurred(small, tall)
        if chance() < 0.4:
            low, spread = uniform(0, 90), uniform(0.3, 0.9)
            small = low + small * spread
        if chance() < 0.3:
            small = 255 * (np.clip(small, 0, 255) / 255) ** uniform(0.5, 2)
        noise = uniform(0, 0.16) * float(small.std()) * (chance() < 0.7)
        small = small + normal(0, noise + 0.01, small.shape)
        pixels = np.clip(small, 0, 255).astype(np.uint8)
        if chance() < 0.25:  # kept larger than it was seen
            pixels = cv2.resize(pixels, None, fx=2, fy=2, interpolation=self.any_of([1, 2]))
            place = place * 2
        if chance() < 0.5:
            quality = [cv2.IMWRITE_JPEG_QUALITY, int(uniform(20, 90))]
            pixels = cv2.imdecode(cv2.imencode(".jpg", pixels, quality)[1], 0)
        if chance() < 0.35:  # a plate cut out closely, set on its mean
            pixels = self.cut_out(pixels, place)
        return first_character.window(pixels, self.guessed(place))

    def blurred(self, small: np.ndarray, tall: float) -> np.ndarray:
        """As a lens and a moving car blur: by up to a fifteenth of the plate's height."""
        uniform, kind = self.random.uniform, self.random.random()
        if kind < 0.5:
            spread = uniform(0.2, max(0.45, tall * 0.032))
            return np.asarray(cv2.GaussianBlur(small, (0, 0), spread))
        if kind < 0.7:
            long = max(2, round(uniform(0.03, 0.1) * tall))
            path = np.zeros((2 * long + 1, 2 * long + 1), np.float32)
            angle = self.random.normal(0, 0.5) + (np.pi / 2) * (self.random.random() < 0.3)
            x, y = np.cos(angle) * long / 2, np.sin(angle) * long / 2
            start, end = ((round(long + sign * x), round(long + sign * y)) for sign in (-1, 1))
            cv2.line(path, start, end, 1, 1)
            return np.asarray(cv2.filter2D(small, -1, path / path.sum()))
        if kind < 0.85:
            wide = round(uniform(0.02, 0.055) * tall)
            disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * wide + 1,) * 2)
            return np.asarray(cv2.filter2D(small, -1, disc.astype(np.float32) / disc.sum()))
        return small

    def cut_out(self, pixels: np.ndarray, place: np.ndarray) -> np.ndarray:
        normal = self.random.normal
        low = place @ (AROUND + normal(-1, 3), AROUND + normal(-1, 4), 1)
        high = place @ (AROUND + 155, AROUND + 140 + normal(1, 4), 1)
        x, y, down = (max(0, round(float(v))) for v in (low[0], low[1], high[1]))
        inner = pixels[y:down, x:]
        if min(inner.shape) < 8:
            return pixels
        out = np.full_like(pixels, int(inner.mean()))
        out[y:down, x:] = inner
        return out

    def guessed(self, place: np.ndarray) -> np.ndarray:
        """The plate's corners in the small photo as straightening would give them, not exact."""
        normal = self.random.normal
        left, stretch = normal(0, 6), 440 * self.random.uniform(0.85, 1.18)
        top, bottom = normal(0, 12), 140 + normal(0, 12)
        lean, tilt = normal(0, 0.17) * 70, normal(0, 0.09) * 440
        # Tilted about the first character, where the grid has set it.
        top, bottom = top - tilt * 38 / 440, bottom - tilt * 38 / 440
        corners = np.array(
            [
                [left + lean, top],
                [left + stretch + lean, top + tilt],
                [left + stretch - lean, bottom + tilt],
                [left - lean, bottom],
            ]
        )
        there = np.column_stack([corners + AROUND, np.ones(4)]) @ place.T
        return np.asarray(there, np.float32)
