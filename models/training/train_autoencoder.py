"""Trains the autoencoder on the frozen detector's features: `train_autoencoder.py --out FOLDER --minutes 40`.

Domains: acevedo as it is (source), acevedo with simulated stains, bccd and warty-pig (targets). No label is read.

The published recipe collapses when trained short: the distance between domains is made small by shrinking
the embedding. Against that: the distance comes in only after a third of the time; it is taken on embeddings
scaled to a fixed spread per number; it uses the last batches too, since a handful of cells tell little about a
covariance; a floor under each number's standard deviation costs when undercut; every batch holds the same share of
each domain. Feature errors are divided by the features' variance, or the image would drown them, and the error of
each channel's mean counts once more: the mean says what kind of cell it is.
"""
import argparse
import math
import time
from collections import deque
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F
from torch.utils.data import DataLoader, IterableDataset

from autoencoder import Autoencoder, crop_images, distribution_distance, structural_similarity
from cells import default_data, fields
from embed import embedding_figures
from export import load_models
from views import canvases, features

DOMAINS = (("acevedo", 0.0, 16), ("acevedo", 1.0, 16), ("bccd", 0.3, 8), ("warty-pig", 0.3, 8))
SPREAD, FLOOR = 0.3, 0.2


class Batches(IterableDataset):
    """Endless batches of canvases, one domain after the other."""

    def __init__(self, read, seed: int):
        self.by_site, self.seed = {}, seed
        for field in read:
            if len(field.boxes):
                self.by_site.setdefault(field.site, []).append(field)

    def __iter__(self):
        worker = torch.utils.data.get_worker_info()
        rng = np.random.default_rng((self.seed, worker.id if worker else 0))
        while True:
            images, boxes = [], []
            for site, stain, count in DOMAINS:
                pool = self.by_site[site]
                drawn = [pool[i] for i in rng.integers(0, len(pool), count)]
                more, found = canvases(rng, drawn, stain, 1.3, 0.03)
                images.append(more)
                boxes += found
            yield np.concatenate(images), boxes


def scaled_spread(z: torch.Tensor, deviation: torch.Tensor) -> torch.Tensor:
    return z / deviation.clamp(min=0.02) * SPREAD


class Losses:
    """The training loss and what it must remember between batches."""

    def __init__(self):
        self.variance, self.channel = None, None
        self.memory = [deque(maxlen=6) for _ in DOMAINS]

    def measure(self, scaled):
        """Takes the features' variance and each channel mean's, from the first batches."""
        self.variance = (scaled - scaled.mean(0)).pow(2).mean()
        self.channel = scaled.mean((2, 3)).var(0) + 1e-4

    def __call__(self, scaled, crops, z, rebuilt, drawn, align: bool):
        feature = F.mse_loss(rebuilt, scaled) / self.variance
        means = ((rebuilt.mean((2, 3)) - scaled.mean((2, 3))) ** 2 / self.channel).mean()
        likeness = 1 - structural_similarity(drawn, crops).mean()
        colour = F.mse_loss(drawn, crops)
        parts = list(torch.split(z, [count for _, _, count in DOMAINS]))
        floor = F.relu(FLOOR - torch.sqrt(z.var(0) + 1e-6)).mean()
        distance = z.sum() * 0
        if align:
            full = [torch.cat([part, *kept]) for part, kept in zip(parts, self.memory)]
            deviation = full[0].std(0).detach()
            source = scaled_spread(full[0], deviation)
            for other in full[1:]:
                distance = distance + distribution_distance(source, scaled_spread(other, deviation))
        for part, kept in zip(parts, self.memory):
            kept.append(part.detach())
        total = feature + 2 * means + likeness + 5 * colour + 5 * distance + 5 * floor
        shown = dict(feature=feature, means=means, ssim=likeness, colour=colour, distance=distance,
                     floor=floor, spread=z.std(0).min())
        return total, {k: float(v.detach()) for k, v in shown.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", default=default_data())
    parser.add_argument("--out", required=True)
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--steps", type=int, help="instead of --minutes")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    out = Path(options.out)
    read = fields(options.data, options.out)
    detector = load_models(out)[0].to(options.device, memory_format=torch.channels_last)
    model = Autoencoder().to(options.device)
    optimiser = torch.optim.Adam(model.parameters(), options.rate, betas=(0.9, 0.99))
    step, before = 0, 0.0
    if options.resume:
        state = torch.load(out / "autoencoder.pt", map_location=options.device)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        step, before = state["step"], state["progress"]
    stream = iter(DataLoader(Batches(read["train"], options.seed + step), None, num_workers=1,
                             prefetch_factor=6))
    losses = Losses()
    begun, saved, told, sums, first = time.time(), time.time(), time.time(), {}, step
    while True:
        done = (step - first) / options.steps if options.steps else (
            time.time() - begun) / (60 * options.minutes)
        progress = before + (1 - before) * done
        if progress >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = options.rate * min(1, (step + 1) / 50) * (
                0.01 + 0.99 * (1 + math.cos(math.pi * progress)) / 2)
        images, boxes = next(stream)
        scaled, used, tensors = features(detector, np.asarray(images), [np.asarray(b) for b in boxes])
        crops = crop_images(tensors, used)
        if losses.variance is None:
            losses.measure(scaled)
        z, rebuilt, drawn = model(scaled)
        total, shown = losses(scaled, crops, z, rebuilt, drawn, progress > 0.33)
        optimiser.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        step += 1
        for name, value in shown.items():
            sums.setdefault(name, []).append(value)
        if step % 50 == 0:
            means = "  ".join(f"{k} {np.mean(v):.4f}" for k, v in sums.items())
            print(f"step {step}  {progress:.2f}  {50 / (time.time() - told):.2f}/s  {means}", flush=True)
            sums, told = {}, time.time()
        if time.time() - saved > 240:
            save(out, model, optimiser, step, progress)
            saved = time.time()
        if step % 400 == 0:
            model.eval()
            print("  ", embedding_figures(detector, model, read, quick=True), flush=True)
            model.train()
            told = time.time()
    save(out, model, optimiser, step, 1.0)


def save(out, model, optimiser, step, progress):
    state = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "step": step,
             "progress": progress}
    torch.save(state, out / "autoencoder.part")
    (out / "autoencoder.part").rename(out / "autoencoder.pt")


if __name__ == "__main__":
    main()
