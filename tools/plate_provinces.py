"""Make jieyue/access/plates/provinces.npz: what the recogniser takes each province for.

Plates are drawn at the proportions of GA 36-2018, then leaned, moved, blurred, shrunk to a few
pixels, lit and given noise as a camera would; the recogniser reads them, and a linear model is
fitted from what it wrote to what was drawn. No photo is used. It takes some minutes and needs the
extra `vision` and the fonts named below. Run: python tools/plate_provinces.py
"""

import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from jieyue.access.plates.engines import all_classes
from jieyue.access.plates.provinces import seen_on_the_left
from jieyue.access.plates.rules import ISSUING, PROVINCES, SERIAL

CHINESE = ("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", 2)  # the face for 简体
LATIN = ("/usr/share/fonts/truetype/dejavu/DejaVuSansCondensed-Bold.ttf", 0)
TARGET = Path(__file__).resolve().parents[1] / "jieyue/access/plates/provinces.npz"
PLATES, AT_ONCE = 6_400, 16
MOST_CLASSES = 1500
STEPS, STEP_PLATES, RATE, SHRINKAGE = 400, 512, 0.004, 3e-3
PLACES = (15, 72, 151, 208, 265, 322, 379)  # left edges in mm
GROUNDS = (  # ground and paint, blue green red
    ((160, 70, 20), (245, 245, 245)),
    ((40, 190, 235), (25, 25, 25)),
    ((130, 60, 10), (230, 230, 230)),
    ((150, 200, 120), (20, 20, 20)),
    ((60, 40, 30), (230, 230, 230)),
)
random = np.random.default_rng(20261123)


def glyph(character: str, font: ImageFont.FreeTypeFont, width: int = 45) -> np.ndarray:
    """The character filling a box of width x 90, 0 to 1."""
    image = Image.new("L", (400, 400))
    ImageDraw.Draw(image).text((80, 40), character, fill=255, font=font)
    box = image.getbbox()
    return np.asarray(image.crop(box).resize((width, 90), Image.Resampling.BILINEAR)) / 255.0


def masks() -> dict[str, list[np.ndarray]]:
    """Each character as it may be painted; provinces thinner and fatter too."""
    chinese, latin = (ImageFont.truetype(path, 200, index=at) for path, at in (CHINESE, LATIN))
    found = {c: [glyph(c, latin, 16 if c == "1" else 45)] for c in SERIAL}
    for character in PROVINCES:
        mask = glyph(character, chinese)
        thin, fat = cv2.erode(mask, np.ones((3, 3))), cv2.dilate(mask, np.ones((2, 2)))
        found[character] = [mask, thin, fat]
    return found


def drawn(text: str, of: dict[str, list[np.ndarray]]) -> np.ndarray:
    """A plate of 440 x 140 with 60 pixels of car around it."""
    paint = np.zeros((140, 440), np.float32)
    for left, character in zip(PLACES, text, strict=True):
        mask = of[character][random.integers(len(of[character]))]
        start = left + (45 - mask.shape[1]) // 2
        cell = paint[25:115, start : start + mask.shape[1]]
        np.maximum(cell, mask, out=cell)
    cv2.circle(paint, (134, 70), 5, 1, -1)
    cv2.rectangle(paint, (3, 3), (436, 136), float(random.uniform(0, 1)), 2)
    for bolt in (110, 330):
        if random.random() < 0.5:
            cv2.circle(paint, (bolt, 12), 6, 0.6, -1)
    ground, colour = (np.array(bgr, np.float32) for bgr in GROUNDS[random.integers(len(GROUNDS))])
    ground *= random.uniform(0.5, 1.3)
    colour *= random.uniform(0.6, 1.05)
    around = np.empty((260, 560, 3), np.float32)
    around[:] = random.uniform(0, 220, 3)
    around[60:200, 60:500] = ground + (colour - ground) * paint[..., None]
    return around


def photographed(around: np.ndarray) -> np.ndarray:
    """Cut out somewhat wrong, shrunk, blurred, lit and noisy: a strip of 440 x 140."""
    off = random.normal
    left, top, right, bottom = 60 + off(0, 6), 60 + off(0, 5), 500 + off(0, 8), 200 + off(0, 5)
    lean, tilt = off(0, 0.1) * 140, off(0, 6)
    corners = np.array(
        [
            [left + lean, top],
            [right + lean, top + tilt],
            [right - lean, bottom + tilt],
            [left - lean, bottom],
        ],
        np.float32,
    )
    ends = np.array([[0, 0], [440, 0], [440, 140], [0, 140]], np.float32)
    turn = cv2.getPerspectiveTransform(corners, ends)
    strip = cv2.warpPerspective(around, turn, (440, 140), borderMode=cv2.BORDER_REPLICATE)
    if random.random() < 0.3:
        path = np.zeros((15, 15), np.float32)
        cv2.line(path, (0, 7 + int(off(0, 2))), (14, 7), 1, 1)
        strip = cv2.filter2D(strip, -1, path / path.sum())
    tall = int(random.choice([14, 17, 20, 24, 32, 44]))
    strip = cv2.GaussianBlur(strip, (0, 0), random.uniform(0.3, 1.1) * 140 / tall)
    wide = int(tall * random.uniform(2.6, 3.6))
    strip = cv2.resize(strip, (wide, tall), interpolation=cv2.INTER_AREA)
    strip = np.clip(strip + off(0, random.uniform(0, 14), strip.shape), 0, 255)
    if random.random() < 0.3:
        low, high = random.uniform(0, 40), random.uniform(70, 160)
        strip = low + strip * (high - low) / 255
    pixels = np.asarray(strip, dtype=np.uint8)
    if random.random() < 0.5:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(40, 90))]
        packed = cv2.imencode(".jpg", pixels, quality)[1]
        pixels = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), dtype=np.uint8)
    pixels = cv2.resize(pixels, (440, 140), interpolation=cv2.INTER_CUBIC)
    if random.random() < 0.5:
        low, high = np.percentile(pixels, (2, 98))
        stretched = (pixels.astype(np.float32) - low) * 255 / max(high - low, 1)
        pixels = np.clip(stretched, 0, 255).astype(np.uint8)
    return np.asarray(pixels)


def read_plates() -> tuple[np.ndarray, np.ndarray]:
    """What the recogniser saw on the left of each drawn plate, and which province it was."""
    of = masks()
    seen: list[np.ndarray] = []
    truth: list[int] = []
    for done in range(0, PLATES, AT_ONCE):
        provinces = random.integers(0, len(PROVINCES), AT_ONCE)
        truth.extend(provinces)
        strips = []
        for province in provinces:
            serial = "".join(random.choice(list(SERIAL), 5))
            text = PROVINCES[province] + str(random.choice(list(ISSUING))) + serial
            strips.append(photographed(drawn(text, of)))
        rows = all_classes(strips, width=int(random.choice([168, 216])))
        seen += [seen_on_the_left(columns).astype(np.float16) for columns in rows]
        print(f"\r{done + AT_ONCE} of {PLATES}", end="", flush=True)
    print()
    return np.stack(seen).astype(np.float32), np.array(truth)


def fitted(values: np.ndarray, truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights and bias of a softmax regression, by Adam."""
    weights = np.zeros((values.shape[1], len(PROVINCES)), np.float32)
    bias = np.zeros(len(PROVINCES), np.float32)
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        chosen = random.integers(0, len(truth), STEP_PLATES)
        scores = values[chosen] @ weights + bias
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        shares[np.arange(STEP_PLATES), truth[chosen]] -= 1
        shares /= STEP_PLATES
        slope = values[chosen].T @ shares + SHRINKAGE * weights
        first += 0.1 * (slope - first)
        second += 0.001 * (slope**2 - second)
        rate = RATE * (1 - 0.9 * step / STEPS)
        scale = np.sqrt(second / (1 - 0.999**step)) + 1e-8
        weights -= rate * (first / (1 - 0.9**step)) / scale
        bias -= 0.05 * shares.sum(axis=0)
    return weights, bias


def main() -> None:
    seen, truth = read_plates()
    active = (seen > np.log(3e-3)).mean(axis=0)
    classes = np.argsort(-active)[:MOST_CLASSES].astype(np.int32)
    values = seen[:, classes]
    mean, spread = values.mean(axis=0), values.std(axis=0) + 0.1
    scaled = (values - mean) / spread
    held = np.arange(len(truth)) >= len(truth) * 17 // 20
    weights, bias = fitted(scaled[~held], truth[~held])
    right = ((scaled[held] @ weights + bias).argmax(axis=1) == truth[held]).mean()
    print(f"right of the drawn plates kept aside: {right:.3f}")
    weights, bias = fitted(scaled, truth)
    numbers = {"mean": mean, "spread": spread, "weights": weights, "bias": bias}
    packed = {name: value.astype(np.float16) for name, value in numbers.items()}
    np.savez_compressed(TARGET, classes=classes, **packed)


if __name__ == "__main__":
    main()
