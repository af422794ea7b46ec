"""Make jieyue/access/plates/first_character.npz: the provinces' characters by their edges.

The left end of a plate is drawn at the proportions of GA 36-2018, its strokes bent, thinned and
fattened, then leaned, moved, blurred, shrunk to a few pixels, lit and given noise as a camera
would. A network of two layers is fitted to those. No photo is used. It takes some minutes and
needs the extra `vision` and the fonts named below. Run: python tools/plate_first_character.py
"""

import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from jieyue.access.plates import first_character
from jieyue.access.plates.rules import ISSUING, PROVINCES, SERIAL

CHINESE = [  # the face for 简体
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", 2),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
]
LATIN = ("/usr/share/fonts/truetype/dejavu/DejaVuSansCondensed-Bold.ttf", 0)
TARGET = Path(__file__).resolve().parents[1] / "jieyue/access/plates/first_character.npz"
PLATES, KEPT_ASIDE = 8_000, 600  # drawn
PHOTOS = 3  # of each
HIDDEN, STEPS, STEP_PLATES, RATE = 96, 2_500, 256, 0.002
SHRINKAGE, LEFT_OUT = 1e-4, 0.2
AROUND = 50  # mm of car around the plate
random = np.random.default_rng(20261124)


def glyph(character: str, font: ImageFont.FreeTypeFont) -> np.ndarray:
    """The character alone, 0 to 1, 180 high and 90 wide."""
    image = Image.new("L", (400, 400))
    ImageDraw.Draw(image).text((80, 40), character, fill=255, font=font)
    box = image.getbbox()
    return (
        np.asarray(image.crop(box).resize((90, 180), Image.Resampling.BILINEAR), np.float32) / 255
    )


def painted() -> dict[str, list[np.ndarray]]:
    """Each character as it may be painted, thin to fat."""
    latin = ImageFont.truetype(LATIN[0], 200)
    found = {c: [glyph(c, latin)] for c in SERIAL}
    fonts = [ImageFont.truetype(path, 200, index=at) for path, at in CHINESE]
    for character in PROVINCES:
        bold, regular = (glyph(character, font) for font in fonts)
        fat, thin = cv2.dilate(bold, np.ones((3, 3))), cv2.erode(bold, np.ones((3, 3)))
        found[character] = [bold, bold, fat, thin, cv2.dilate(regular, np.ones((3, 3))), regular]
    return found


def bent(mask: np.ndarray) -> np.ndarray:
    """The strokes pushed about a little, smoothly: another hand, another maker."""
    height, width = mask.shape
    pushes = random.normal(0, random.uniform(0, 3.5), (2, 5, 4)).astype(np.float32)
    x, y = (cv2.resize(push, (width, height), interpolation=cv2.INTER_CUBIC) for push in pushes)
    columns, rows = np.meshgrid(
        np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    )
    return np.asarray(cv2.remap(mask, columns + x, rows + y, cv2.INTER_LINEAR))


def drawn(province: str, of: dict[str, list[np.ndarray]]) -> np.ndarray:
    """The left 150 mm of a plate in grey, with some car around it; one pixel a millimetre."""
    paint = np.zeros((140, 150), np.float32)
    serial = str(random.choice(list(ISSUING))), str(random.choice(list(SERIAL)))
    for left, character in zip((15.5, 72.5, 151.5), (province, *serial), strict=True):
        mask = of[character][random.integers(len(of[character]))]
        wide, tall = 45 + int(random.normal(0, 1.5)), 90 + int(random.normal(0, 2))
        mask = cv2.resize(bent(mask), (wide, tall), interpolation=cv2.INTER_AREA)
        start, top = int(left + (46 - wide) / 2), 70 - tall // 2
        cell = paint[top : top + tall, start : start + wide]
        np.maximum(cell, mask[:, : cell.shape[1]], out=cell)
    cv2.circle(paint, (134, 70), 5, 1, -1)
    cv2.rectangle(paint, (3, 3), (200, 136), float(random.uniform(0, 1)), 2)
    if random.random() < 0.5:
        cv2.circle(paint, (110, int(random.choice([12, 128]))), 6, 0.6, -1)
    ground = random.uniform(15, 220)
    against = random.uniform(25, 170) * (1 if ground < 120 else -1)
    size = (140 + 2 * AROUND, 150 + AROUND)
    around = np.full(size, random.uniform(0, 250), np.float32)
    for _ in range(random.integers(0, 4)):
        here, there = (tuple(int(v) for v in random.integers(0, 240, 2)) for _ in "ab")
        paint_as, thick = float(random.uniform(0, 250)), int(random.integers(2, 30))
        cv2.line(around, here, there, paint_as, thick)
    around[AROUND:-AROUND, AROUND:] = ground + against * paint
    light = np.linspace(1, random.uniform(0.6, 1.5), size[0 if random.random() < 0.5 else 1])
    return around * (light[:, None] if len(light) == size[0] else light[None])


def photographed(around: np.ndarray) -> np.ndarray:
    """Cut out somewhat wrong, shrunk, blurred, lit and noisy: the window of one strip."""
    off = random.normal
    left, right = first_character.LEFT + off(0, 6), first_character.RIGHT + off(0, 7)
    top, bottom = first_character.TOP + off(0, 7), first_character.BOTTOM + off(0, 7)
    lean, tilt = off(0, 0.1) * 124, off(0, 2.5)
    corners = np.array(
        [
            [left + lean, top - tilt],
            [right + lean, top + tilt],
            [right - lean, bottom + tilt],
            [left - lean, bottom - tilt],
        ],
        np.float32,
    )
    tall = float(np.exp(random.uniform(np.log(15), np.log(70)))) * 124 / 140
    wide = max(6, round(tall * random.uniform(2.5, 3.6) / 3.14 * 72 / 124))
    size = (wide * 2, round(tall) * 2)
    ends = np.array([[0, 0], [size[0], 0], size, [0, size[1]]], np.float32)
    turn = cv2.getPerspectiveTransform(corners + AROUND, ends)
    blurred = cv2.GaussianBlur(around, (0, 0), 0.35 * 124 / tall)
    small = cv2.warpPerspective(
        blurred, turn, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    small = cv2.GaussianBlur(small, (0, 0), random.uniform(0.3, 1.8))
    if random.random() < 0.25:
        small = cv2.blur(small, (int(random.integers(2, 6)), 1))
    small = cv2.resize(small, (wide, round(tall)), interpolation=cv2.INTER_AREA)
    if random.random() < 0.3:
        low, high = random.uniform(0, 40), random.uniform(90, 160)
        small = low + small * (high - low) / 255
    small = small + off(0, random.uniform(0, 0.18) * float(small.std()), small.shape)
    pixels = np.clip(small, 0, 255).astype(np.uint8)
    if random.random() < 0.5:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(30, 90))]
        pixels = np.asarray(cv2.imdecode(cv2.imencode(".jpg", pixels, quality)[1], 0))
    shown = (first_character.WIDTH, first_character.HEIGHT)
    return np.asarray(cv2.resize(pixels, shown, interpolation=cv2.INTER_CUBIC), np.uint8)


def fitted(values: np.ndarray, truth: np.ndarray) -> list[np.ndarray]:
    """The weights of both layers, by Adam, with some hidden values left out at each step."""
    sizes = (values.shape[1], HIDDEN), (HIDDEN,), (HIDDEN, len(PROVINCES)), (len(PROVINCES),)
    weights = [random.normal(0, (2 / size[0]) ** 0.5, size) * (len(size) > 1) for size in sizes]
    weights = [one.astype(np.float32) for one in weights]
    first, second = ([np.zeros_like(one) for one in weights] for _ in "ab")
    for step in range(1, STEPS + 1):
        chosen = random.integers(0, len(truth), STEP_PLATES)
        seen = values[chosen].astype(np.float32)
        hidden = np.maximum(seen @ weights[0] + weights[1], 0)
        kept = (random.random(hidden.shape, np.float32) > LEFT_OUT) / np.float32(1 - LEFT_OUT)
        hidden *= kept
        scores = hidden @ weights[2] + weights[3]
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        shares -= 0.05 / len(PROVINCES)
        shares[np.arange(STEP_PLATES), truth[chosen]] -= 0.95
        shares /= STEP_PLATES
        back = (shares @ weights[2].T) * (hidden > 0) * kept
        slopes = [seen.T @ back, back.sum(axis=0), hidden.T @ shares, shares.sum(axis=0)]
        rate = RATE * (1 - 0.97 * step / STEPS)
        for at, slope in enumerate(slopes):
            first[at] += 0.1 * (slope - first[at])
            second[at] += 0.001 * (slope**2 - second[at])
            scale = np.sqrt(second[at] / (1 - 0.999**step)) + 1e-8
            weights[at] -= rate * first[at] / (1 - 0.9**step) / scale
            weights[at] *= 1 - SHRINKAGE * rate * 100
    return weights


def main() -> None:
    of = painted()
    truth = random.integers(0, len(PROVINCES), PLATES)
    parts = []
    for start in range(0, PLATES, 200):
        plates = [drawn(PROVINCES[at], of) for at in truth[start : start + 200]]
        windows = [photographed(plate) for plate in plates for _ in range(PHOTOS)]
        parts.append(first_character.edges(np.stack(windows).astype(np.float32)).astype(np.float16))
        print(f"\r{start + 200} of {PLATES}", end="", flush=True)
    values, truth = np.concatenate(parts), np.repeat(truth, PHOTOS)
    aside = KEPT_ASIDE * PHOTOS
    mean = values[:2000].astype(np.float32).mean(axis=0)
    values = values - mean.astype(np.float16)
    weights = fitted(values[aside:], truth[aside:])
    hidden = np.maximum(values[:aside].astype(np.float32) @ weights[0] + weights[1], 0)
    right = (hidden @ weights[2] + weights[3]).argmax(axis=1) == truth[:aside]
    print(f"\nright of the drawn plates kept aside: {right.mean():.3f}")
    names = ("mean", "first", "first_bias", "second", "second_bias")
    packed = zip(names, (mean, *weights), strict=True)
    np.savez_compressed(TARGET, **{name: one.astype(np.float16) for name, one in packed})


if __name__ == "__main__":
    main()
