"""Trains the autoencoder on the frozen detector's features: `train_autoencoder.py --out FOLDER --minutes 20`.

`--recipe published` is AE-CFE as published, as far as it does not collapse: the rebuilt feature, the likeness of the rebuilt
image, and five times the distance between the domains' embeddings. `--recipe travelling` is as free of labels: what
lies outside the cell counts less, two dressings of one cell shall give one embedding whose numbers vary and do not
repeat each other (Bardes et al., VICReg, 2022), and domains are aligned by the sliced Wasserstein distance.
`--recipe labels`, for the pack that is shipped, also reads the labels: the embedding must name the cell.

The published distance is made small by shrinking the embedding when trained short. Against that, in every recipe: it
comes in only after a third of the time, on embeddings scaled to a fixed spread per number, together with the last
batches' (a handful of cells tell little about a covariance); and a floor under each number's deviation costs when
undercut. Feature errors are divided by the features' variance, or the image would drown them, and the error of each
channel's mean counts once more: the mean says what kind of cell it is.
"""
import argparse
import math
import time
from collections import deque
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, IterableDataset
from torchvision.ops import roi_align

from autoencoder import Autoencoder, crop_images, distribution_distance, structural_similarity
from cells import default_data, fields
from crops import CellCrops, bounds
from embed import crop_features, embedding_figures
from export import load_detector
from leaves import LEAVES, leaf_loss

SIZE = 128
SPREAD, FLOOR = 0.3, 0.2
DOMAINS = {  # site, strength of the dressing (0: as it is), cells in a batch; the first is the source
    "published": (("acevedo", 0.0, 32), ("bccd", 0.0, 12), ("warty-pig", 0.0, 12)),
    "travelling": (("acevedo", 0.0, 24), ("bccd", 0.0, 8), ("warty-pig", 0.0, 8)),
    "labels": (("acevedo", 0.0, 32), ("acevedo", 1.0, 26), ("bccd", 1.0, 6), ("bccd", 0.0, 5), ("warty-pig", 0.3, 3)),
}
NAMED_ONLY = range(32, 64)  # dressed cells teach names; decoding them too would take most of the time
COLOUR = 60  # of the picture's squared error: less, and pictures of different cells are much alike


class Batches(IterableDataset):
    """Endless batches, domain after domain: images, boxes, masks, possible leaves; in the recipe
    `travelling` the same cells follow once more, dressed."""

    def __init__(self, read, recipe: str, seed: int):
        self.crops, self.recipe, self.seed = CellCrops(read, SIZE), recipe, seed

    def __iter__(self):
        torch.set_num_threads(1)
        rng = torch.Generator().manual_seed(self.seed)
        pools = {site: self.crops.of(site) for site, _, _ in DOMAINS[self.recipe]}
        while True:
            drawn = [pools[site][torch.multinomial(self.crops.chance[pools[site]], count, True, generator=rng)]
                     for site, _, count in DOMAINS[self.recipe]]
            views = [self.shown(rng, index, strength)
                     for index, (_, strength, _) in zip(drawn, DOMAINS[self.recipe])]
            if self.recipe == "travelling":
                views += [self.shown(rng, index, 1.0) for index in drawn]
            yield [torch.cat(part) for part in zip(*views)]

    def shown(self, rng, index, strength: float):
        if strength:
            view = self.crops.view(index, rng, strength)
        else:
            images, masks = self.crops.placed(rng, index, math.log(1.15), 5.0, True)
            view = images, self.crops.jittered(rng, bounds(masks), 0.03), masks
        return *view, self.crops.possible[index]


def sliced_distance(a: torch.Tensor, b: torch.Tensor, slices: int = 64) -> torch.Tensor:
    """Mean squared difference of the quantiles along random directions."""
    way = F.normalize(torch.randn(a.shape[1], slices), dim=0)
    at = torch.linspace(0.02, 0.98, 33)
    return F.mse_loss(torch.quantile(a @ way, at, 0), torch.quantile(b @ way, at, 0))


def variance_floor(z: torch.Tensor, floor: float = FLOOR) -> torch.Tensor:
    return F.relu(floor - torch.sqrt(z.var(0) + 1e-6)).mean()


def repetition(z: torch.Tensor) -> torch.Tensor:
    """Mean squared correlation of different numbers of the embedding."""
    scaled = (z - z.mean(0)) / (z.std(0) + 1e-3)
    matrix = scaled.T @ scaled / (len(z) - 1)
    return (matrix ** 2).sum().sub((matrix.diagonal() ** 2).sum()) / (z.shape[1] * (z.shape[1] - 1))


class Losses(nn.Module):
    """The training loss and what it must remember between batches."""

    def __init__(self, recipe: str):
        super().__init__()
        self.recipe, self.counts = recipe, [count for _, _, count in DOMAINS[recipe]]
        self.variance, self.channel = None, None
        self.memory = [deque(maxlen=6) for _ in self.counts]
        self.names = nn.Linear(50, len(LEAVES))

    def rebuilding(self, scaled, crops, inside, rebuilt, drawn):
        if self.variance is None:
            self.variance = (scaled - scaled.mean(0)).pow(2).mean()
            self.channel = scaled.mean((2, 3)).var(0) + 1e-4
        weight = torch.ones_like(inside) if self.recipe == "published" else 0.3 + 0.7 * inside
        weight = weight / weight.mean()
        feature = ((rebuilt - scaled) ** 2 * weight).mean() / self.variance
        means = ((rebuilt.mean((2, 3)) - scaled.mean((2, 3))) ** 2 / self.channel).mean()
        likeness = 1 - structural_similarity(drawn, crops).mean()
        return dict(feature=feature, means=2 * means, ssim=likeness, colour=COLOUR * F.mse_loss(drawn, crops))

    def alignment(self, z, late: bool):
        parts = list(torch.split(z, self.counts))
        distance = z.sum() * 0
        if late:
            full = [torch.cat([part, *kept]) for part, kept in zip(parts, self.memory)]
            deviation = full[0].std(0).detach().clamp(min=0.02)
            source = full[0] / deviation * SPREAD
            for (site, _, _), other in list(zip(DOMAINS[self.recipe], full))[1:]:
                if self.recipe == "published":
                    distance = distance + distribution_distance(source, other / deviation * SPREAD)
                elif self.recipe == "travelling":
                    distance = distance + sliced_distance(source, other / deviation * SPREAD)
                elif site == "acevedo":  # other sites hold other kinds: they are not made alike
                    distance = distance + distribution_distance(source, other / deviation * SPREAD)
        for part, kept in zip(parts, self.memory):
            kept.append(part.detach())
        return distance

    def naming(self, z, possible):
        noisy = z + 0.1 * torch.randn_like(z)
        return leaf_loss(self.names(noisy * 3), possible)

    def forward(self, model, scaled, crops, inside, possible, late: bool):
        z = model.encoder(scaled)
        own = z[:sum(self.counts)]
        chosen = [i for i in range(len(own)) if self.recipe != "labels" or i not in NAMED_ONLY]
        rebuilt = model.feature(own[chosen])
        parts = self.rebuilding(scaled[chosen], crops[chosen], inside[chosen], rebuilt, model.image(rebuilt))
        parts["distance"] = 5 * self.alignment(own, late)
        parts["floor"] = 5 * variance_floor(own)
        if self.recipe == "travelling":
            other = z[len(own):]
            # on a fixed scale: divided by the numbers' own deviation it draws harder the nearer they are to collapse
            parts["agreement"] = 2 * ((own - other) / FLOOR).pow(2).mean()
            parts["repetition"] = 4 * (repetition(own) + repetition(other))
            parts["floor"] = parts["floor"] + 5 * variance_floor(other)
        if self.recipe == "labels":
            known = possible.sum(1) < len(LEAVES)
            parts["names"] = 2.5 * self.naming(own[known], possible[known])
        shown = {name: float(value.detach()) for name, value in parts.items()}
        shown["spread"] = float(z.detach().std(0).min())
        return sum(parts.values()), shown


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", default=default_data())
    parser.add_argument("--out", required=True)
    parser.add_argument("--recipe", choices=sorted(DOMAINS), default="labels")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--steps", type=int, help="instead of --minutes")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--start", help="a checkpoint with weights to begin from")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    out = Path(options.out)
    read = fields(options.data, options.out)
    detector = load_detector(out).to(options.device, memory_format=torch.channels_last)
    model, losses = Autoencoder().to(options.device), Losses(options.recipe).to(options.device)
    learning = [*model.parameters(), *losses.parameters()]
    optimiser = torch.optim.Adam(learning, options.rate, betas=(0.9, 0.99))
    if options.start:
        state = torch.load(options.start, map_location=options.device)
        model.load_state_dict(state["model"])
        losses.load_state_dict(state["losses"])
    step, before = 0, 0.0
    if options.resume:
        state = torch.load(out / "autoencoder.pt", map_location=options.device)
        model.load_state_dict(state["model"])
        losses.load_state_dict(state["losses"])
        optimiser.load_state_dict(state["optimiser"])
        step, before = state["step"], state["progress"]
    stream = iter(DataLoader(Batches(read["train"], options.recipe, options.seed + step), None, num_workers=1,
                             prefetch_factor=4))
    choosing = CellCrops([f for f in read["choose"] if f.site == "acevedo"], SIZE, labelled=True)
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
        images, boxes, masks, possible = (x.to(options.device) for x in next(stream))
        scaled = crop_features(detector, images, boxes)
        crops = crop_images(images, list(boxes[:, None]))
        inside = roi_align(masks, list(boxes[:, None]), scaled.shape[-1], 1.0, 2, aligned=True)
        total, shown = losses(model, scaled, crops, inside, possible, progress > 0.33)
        optimiser.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_(learning, 5.0)
        optimiser.step()
        step += 1
        for name, value in shown.items():
            sums.setdefault(name, []).append(value)
        if step % 50 == 0:
            means = "  ".join(f"{k} {np.mean(v):.4f}" for k, v in sums.items())
            print(f"step {step}  {progress:.2f}  {50 / (time.time() - told):.2f}/s  {means}", flush=True)
            sums, told = {}, time.time()
        if time.time() - saved > 240:
            save(out, model, losses, optimiser, step, progress)
            saved = time.time()
        if step % 400 == 0:
            print("  ", embedding_figures(detector, model, choosing), flush=True)
            told = time.time()
    save(out, model, losses, optimiser, step, 1.0)
    print("  ", step, embedding_figures(detector, model, choosing), flush=True)


def save(out, model, losses, optimiser, step, progress):
    state = {"model": model.state_dict(), "losses": losses.state_dict(),
             "optimiser": optimiser.state_dict(), "step": step, "progress": progress}
    torch.save(state, out / "autoencoder.part")
    (out / "autoencoder.part").rename(out / "autoencoder.pt")


if __name__ == "__main__":
    main()
