"""Make jieyue/access/plates/first_character.npz: the provinces' characters, taught on drawn plates.

The left end of a plate is drawn at the proportions of GA 36-2018 in several typefaces and weights,
its strokes bent, thinned and fattened, embossed, dirtied and framed, then leaned, moved, blurred,
shrunk to a few pixels, lit, pressed as JPEG and given noise as a camera would. A small
convolutional network is fitted to those. No photo is used.

It takes half an hour and an environment of its own with torch, numpy, pillow and
opencv-python-headless; the typefaces come in Debian's packages fonts-noto-cjk, fonts-wqy-zenhei,
fonts-droid-fallback, fonts-dejavu-core and fonts-liberation. The seed is fixed; another version of
torch or another number of threads rounds differently, so weights may differ in their last digits.
Run: python tools/plate_first_character.py [--aside TYPEFACE] [--target FILE]
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from plate_painter import CHINESE, Painter

from jieyue.access.plates import first_character
from jieyue.access.plates.first_character import HEIGHT, WIDTH
from jieyue.access.plates.rules import PROVINCES

TARGET = Path(__file__).resolve().parents[1] / "jieyue/access/plates/first_character.npz"
PLATES, PHOTOS = 20_000, 4  # drawn, and photos of each
KEPT_ASIDE = 500
CHANNELS = (16, 32, 64, 96)
ROUNDS, STEP_WINDOWS, RATE = 5, 128, 0.003
SURE_AT_MOST = 0.95  # of the truth; the rest is shared out
SEED = 20261124


def windows(names: list[str], count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """PHOTOS windows of each of so many drawn plates, and their provinces' places."""
    painter = Painter(names, seed)
    truth = painter.random.integers(0, len(PROVINCES), count)
    seen = np.empty((count * PHOTOS, HEIGHT, WIDTH), np.uint8)
    for at, province in enumerate(truth):
        around = painter.drawn(PROVINCES[province])
        for photo in range(PHOTOS):
            seen[at * PHOTOS + photo] = painter.photographed(around)
        if at % 1000 == 0:
            print(f"\r{at} of {count}", end="", flush=True)
    return seen, np.repeat(truth, PHOTOS)


def network() -> Any:
    layers: list[Any] = []
    before = 1
    for at, channels in enumerate(CHANNELS):
        layers += [nn.Conv2d(before, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels)]
        layers += [nn.ReLU()] + ([nn.MaxPool2d(2)] if at < len(CHANNELS) - 1 else [])
        before = channels
    shrunk = 2 ** (len(CHANNELS) - 1)
    inputs = before * (HEIGHT // shrunk) * (WIDTH // shrunk)
    return nn.Sequential(*layers, nn.Flatten(), nn.Dropout(0.4), nn.Linear(inputs, len(PROVINCES)))


def fitted(seen: np.ndarray, truth: np.ndarray) -> Any:
    model = network().to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(model.parameters(), RATE, weight_decay=0.02)
    steps = ROUNDS * (len(seen) // STEP_WINDOWS)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps + 1)
    loss_of = nn.CrossEntropyLoss(label_smoothing=1 - SURE_AT_MOST)
    random = np.random.default_rng(SEED)
    for turn in range(ROUNDS):
        order, losses = random.permutation(len(seen)), []
        for at in range(0, len(seen) - STEP_WINDOWS + 1, STEP_WINDOWS):
            chosen = order[at : at + STEP_WINDOWS]
            values = torch.from_numpy(first_character.levelled(seen[chosen])[:, None])
            values = values.to(memory_format=torch.channels_last)
            loss = loss_of(model(values), torch.from_numpy(truth[chosen]))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            plan.step()
            losses.append(loss.item())
        print(f"round {turn}: loss {np.mean(losses[-200:]):.3f}", flush=True)
    return model.eval()


def packed(model: Any) -> dict[str, np.ndarray]:
    """The weights as numpy runs them: norms folded in, channels last."""
    convolutions = [layer for layer in model if isinstance(layer, nn.Conv2d)]
    norms = [layer for layer in model if isinstance(layer, nn.BatchNorm2d)]
    out: dict[str, np.ndarray] = {}
    for at, (convolution, norm) in enumerate(zip(convolutions, norms, strict=True)):
        scale = norm.weight / (norm.running_var + norm.eps).sqrt()
        kernel = (convolution.weight * scale[:, None, None, None]).detach().permute(2, 3, 1, 0)
        out[f"kernel{at}"] = kernel.reshape(-1, kernel.shape[-1]).numpy()
        out[f"bias{at}"] = (norm.bias - norm.running_mean * scale).detach().numpy()
    last = model[-1]
    shrunk = 2 ** (len(CHANNELS) - 1)
    shape = (len(PROVINCES), CHANNELS[-1], HEIGHT // shrunk, WIDTH // shrunk)
    weight = last.weight.detach().reshape(shape).permute(2, 3, 1, 0)
    out["last"] = weight.reshape(-1, len(PROVINCES)).numpy()
    out["last_bias"] = last.bias.detach().numpy()
    return {name: value.astype(np.float16) for name, value in out.items()}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--aside", choices=sorted(CHINESE), help="judge by this typeface, untaught")
    parser.add_argument("--target", type=Path, default=TARGET)
    wanted = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    names = [name for name in CHINESE if name != wanted.aside]
    model = fitted(*windows(names, PLATES, SEED))
    weights = packed(model)
    seen, truth = windows([wanted.aside] if wanted.aside else names, KEPT_ASIDE, SEED + 1)
    as_run = {name: value.astype(np.float32) for name, value in weights.items()}
    said = first_character.scores(seen, as_run)
    print(
        f"\nright of {len(said)} drawn windows kept aside: {(said.argmax(1) == truth).mean():.3f}"
    )
    np.savez_compressed(wanted.target, **weights)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
