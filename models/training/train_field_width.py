"""A tiny network that says how many micrometres a picture of one field or cell is wide, where no red cells tell.

It sees the whole picture at 64 by 64 pixels; trained on windows of many widths out of the training images of four
laboratories. Writes its weights as the TypeScript that `plugin/analysis/field-width.ts` loads when it needs them.

    python3 train_field_width.py --data ../../../shared/data --out ../../plugin/analysis/field-width-weights.ts
"""
import argparse
import base64
import json
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn

from balance import background_light, gains

SIDE = 64
KEPT = 224  # longest side of the pictures in memory
MICRONS = {"acevedo": 0.09, "raabin": 0.1, "lmu": 0.072, "bccd": 0.074}
CHANNELS = (16, 24, 32, 48)
STRIDES = (2, 2, 2, 1)
WIDEST, NARROWEST = 50.0, 9.0  # micrometres, of the windows


def pictures(data: Path, split: str, most: int, rng):
    """(picture, micrometres a pixel) of each set, balanced in its light as the product does it."""
    found = []
    for name, microns in MICRONS.items():
        images = [image for image in json.loads((data / name / "annotations.json").read_text())["images"] if image["split"] == split]
        for at in rng.permutation(len(images))[:most]:
            rgb = cv2.imread(str(data / name / "images" / images[at]["file_name"]))[..., ::-1]
            rgb = np.clip(rgb * gains(background_light(rgb)), 0, 255)
            scale = min(1.0, (2 if name == "bccd" else 1) * KEPT / max(rgb.shape[:2]))
            size = (round(rgb.shape[1] * scale), round(rgb.shape[0] * scale))
            found.append((cv2.resize(rgb.astype(np.uint8), size, interpolation=cv2.INTER_AREA), microns / scale, name))
    return found


def window(picture, microns, name, rng, dress=True):
    """A square window, of any place in a field and around the middle of a crop, and the logarithm of its width."""
    height, width = picture.shape[:2]
    short = min(height, width)
    low = max(NARROWEST / microns, 0.25 * short if name == "bccd" else 0.5 * short)
    side = int(np.exp(rng.uniform(np.log(min(low, short)), np.log(min(short, WIDEST / microns)))))
    room = np.array([height - side, width - side])
    start = room * rng.uniform(0, 1, 2) if name == "bccd" else room / 2 + 0.15 * side * rng.uniform(-1, 1, 2)
    y, x = np.clip(start, 0, room).astype(int)
    view = cv2.resize(picture[y : y + side, x : x + side], (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    if dress:
        view = np.rot90(view, rng.integers(4))
        view = view[:, ::-1] if rng.random() < 0.5 else view
        density = -np.log((view + 1) / 238)
        view = 238 * np.exp(-density * rng.uniform(0.6, 1.6) * rng.uniform(0.8, 1.25, 3)) - 1
        view = cv2.GaussianBlur(view, (0, 0), rng.uniform(0.2, 0.9)) if rng.random() < 0.4 else view
        view = view + rng.normal(0, rng.uniform(0, 5), view.shape)
    return np.clip(view, 0, 255).astype(np.float32), np.log(side * microns)


def network():
    layers, before = [], 3
    for channels, stride in zip(CHANNELS, STRIDES):
        layers += [nn.Conv2d(before, channels, 3, stride, 1), nn.ReLU()]
        before = channels
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(before * 4, 1))


def batch(samples, count, rng, dress=True):
    views = [window(*samples[rng.integers(len(samples))], rng, dress) for _ in range(count)]
    x = torch.from_numpy(np.stack([view for view, _ in views])).permute(0, 3, 1, 2) / 255
    return x, torch.tensor([width for _, width in views], dtype=torch.float32)[:, None]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--steps", type=int, default=4000)
    options.add_argument("--minutes", type=float, default=25)
    args = options.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    train, val = pictures(args.data, "train", 500, rng), pictures(args.data, "val", 100, rng)
    net = network()
    nn.init.constant_(net[-1].bias, np.log(22.0))
    optimiser = torch.optim.AdamW(net.parameters(), 2e-3, weight_decay=1e-4)
    until, started = args.minutes * 60, time.time()
    for step in range(args.steps):
        share = max(step / args.steps, (time.time() - started) / until)
        if share >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = 2e-3 * min(1, step / 100) * (0.5 + 0.5 * np.cos(np.pi * share))
        x, y = batch(train, 48, rng)
        loss = nn.functional.smooth_l1_loss(net(x) - y, torch.zeros_like(y), beta=0.1)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 200 == 0:
            print(step, round(loss.item(), 4), round(time.time() - started), flush=True)
    net.eval()
    with torch.no_grad():
        for name in MICRONS:
            held = np.random.default_rng(2)
            x, y = batch([sample for sample in val if sample[2] == name], 200, held, dress=False)
            off = (net(x) - y).numpy()[:, 0]
            print(name, "mean", off.mean().round(3), "sd", off.std().round(3), "within 12 %", (np.abs(np.exp(off) - 1) <= 0.12).mean())
    write(net, args.out)


def write(net, out: Path):
    """Each layer's weights (rows, columns, inputs, outputs) and biases as float16, one after another."""
    values = []
    for layer in net:
        if isinstance(layer, nn.Conv2d):
            values += [layer.weight.detach().permute(2, 3, 1, 0), layer.bias.detach()]
        if isinstance(layer, nn.Linear):  # pooled to 2 by 2, so channels, rows, columns: channels last here
            values += [layer.weight.detach().reshape(CHANNELS[-1], 2, 2).permute(1, 2, 0), layer.bias.detach()]
    flat = np.concatenate([value.contiguous().numpy().ravel() for value in values]).astype(np.float16)
    text = base64.b64encode(flat.tobytes()).decode()
    out.write_text(
        "/** Written by `models/training/train_field_width.py`. Float16, little-endian, in base64. */\n"
        f"export const FIELD_WIDTH_WEIGHTS =\n  '{text}';\n"
    )
    print("numbers", len(flat), "on a ramp:", ramp(net))


def ramp(net) -> float:
    """What the tests ask for: the network's answer to a picture that is (x, y, x + y) scaled to bytes."""
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    rgb = np.stack([x * 4, y * 4, (x + y) * 2], -1).astype(np.float32)
    half = network()
    half.load_state_dict({name: value.half().float() for name, value in net.state_dict().items()})
    with torch.no_grad():
        return half(torch.from_numpy(rgb).permute(2, 0, 1)[None] / 255).item()


if __name__ == "__main__":
    main()
