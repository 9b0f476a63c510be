"""Trains the anomaly map on the views of `anomaly_views.py`: `train_anomaly_map.py --out FOLDER --run RUN [--without SITE]`."""
import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from anomaly_map import AnomalyMap
from instance_crops import LABORATORIES

BESIDE = 0.25  # weight of what is not on the cell
AVERAGED = 0.995


class KeptViews:
    def __init__(self, folder: Path, without):
        self.crop, self.rebuilt, self.where, self.cell, lab = (np.load(folder / f"{n}.npy", mmap_mode="r") for n in ("crop", "rebuilt", "where", "cell", "lab"))
        self.cells = np.flatnonzero(~np.isin(lab, [LABORATORIES.index(site) for site in without]))

    def draw(self, rng, count: int):
        index = np.sort(rng.choice(self.cells, count, replace=False))
        crop, rebuilt = (torch.from_numpy(x[index]).permute(0, 3, 1, 2).float() / 255 for x in (self.crop, self.rebuilt))
        where, cell = (torch.from_numpy(x[index])[:, None].float() / 255 for x in (self.where, self.cell))
        for axis in (2, 3):
            if rng.random() < 0.5:
                crop, rebuilt, where, cell = (x.flip(axis) for x in (crop, rebuilt, where, cell))
        if rng.random() < 0.5:
            crop, rebuilt, where, cell = (x.transpose(2, 3) for x in (crop, rebuilt, where, cell))
        return crop, rebuilt, where, cell


def loss_of(logits, where, cell):
    """Cross entropy by pixel, hard ones more (Lin et al., 2017), and how far the found places and the true ones differ (dice)."""
    weight = BESIDE + (1 - BESIDE) * torch.clamp(cell * 2, max=1)
    chance = torch.sigmoid(logits)
    each = F.binary_cross_entropy_with_logits(logits, where, reduction="none")
    hard = (chance - where).abs() ** 1.5
    focal = (each * hard * weight * (1 + 4 * where)).mean() * 8
    odd = where.flatten(1).amax(1) > 0.5
    both, either = (chance * where * weight).flatten(1).sum(1), ((chance + where) * weight).flatten(1).sum(1)
    dice = 1 - (2 * both + 4) / (either + 4)
    return focal + dice[odd].mean() + 0.3 * dice.mean()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--run", required=True)
    parser.add_argument("--without", nargs="*", default=[], choices=LABORATORIES)
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    views = KeptViews(Path(options.out) / "anomaly-map", options.without)
    model = AnomalyMap().to(memory_format=torch.channels_last)
    averaged = AnomalyMap().requires_grad_(False)
    averaged.load_state_dict(model.state_dict())
    optimiser = torch.optim.AdamW(model.parameters(), options.rate, weight_decay=0.01)
    begun, told = time.time(), []
    for step in range(options.steps):
        for group in optimiser.param_groups:
            group["lr"] = options.rate * min(1, (step + 1) / 40) * (0.02 + 0.98 * (1 + math.cos(math.pi * step / options.steps)) / 2)
        crop, rebuilt, where, cell = views.draw(rng, options.batch)
        crop = (crop * torch.exp(0.08 * torch.randn(len(crop), 3, 1, 1)) + 0.03 * torch.randn(len(crop), 3, 1, 1)).clamp(0, 1)
        with torch.autocast("cpu", torch.bfloat16):
            logits = model(crop.contiguous(memory_format=torch.channels_last), rebuilt.contiguous(memory_format=torch.channels_last))
        loss = loss_of(logits.float(), where, cell)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 3.0)
        optimiser.step()
        with torch.no_grad():
            keep = min(AVERAGED, step / (step + 8))
            for mean, now in zip(averaged.state_dict().values(), model.state_dict().values()):
                mean.lerp_(now, 1 - keep) if mean.is_floating_point() else mean.copy_(now)
        told.append(float(loss.detach()))
        if (step + 1) % 50 == 0:
            print(f"step {step + 1}  {(step + 1) / (time.time() - begun):.2f}/s  loss {np.mean(told):.3f}", flush=True)
            told = []
    folder = Path(options.out) / options.run
    folder.mkdir(exist_ok=True)
    torch.save({"averaged": averaged.state_dict(), "options": vars(options)}, folder / "anomaly-map.pt")


if __name__ == "__main__":
    main()
