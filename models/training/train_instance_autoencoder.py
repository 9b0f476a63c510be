"""Trains the autoencoder on the kept features of the second look: `train_instance_autoencoder.py --out FOLDER --run RUN`.

Reads features.npy and views.npz of `instance_features.py`, writes autoencoder.pt. `--recipe labels`: the rebuilt feature
and picture, names (also those of the encoder's own head), one embedding for two dressings, kinds together across laboratories;
all but the first in the first `NAMING` numbers of the embedding: the others are free to carry the look. `published`: AE-CFE's own
losses (feature, likeness, five times the distance between laboratories' distributions), no label read.
`--names-only` trains the embedding alone, for comparing encoders quickly; `--decoders-only` all but the embedding.
"""
import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from autoencoder import Autoencoder, distribution_distance, set_up, structural_similarity
from kinds import LEAVES
from naming_losses import EmbeddingHeads
from train_autoencoder import COLOUR, SPREAD, variance_floor

DRAWN = 20  # pictures rebuilt in a step


class Kept:
    """Pairs of kept views, drawn at random."""

    def __init__(self, folder: Path):
        views = np.load(folder / "views.npz")
        self.features = np.load(folder / "features.npy", mmap_mode="r")
        self.pictures, self.sites = views["pictures"], [str(s) for s in views["sites"]]
        self.possible, self.laboratory = (torch.from_numpy(views[k]) for k in ("possible", "laboratory"))
        self.chances = torch.from_numpy(views["chances"]).view(-1, 2, len(LEAVES)).mean(1).repeat_interleave(2, 0)

    def draw(self, rng, pairs: int):
        first = np.sort(rng.integers(len(self.features) // 2, size=pairs)) * 2
        index = np.stack([first, first + 1], 1).reshape(-1)
        return torch.from_numpy(self.features[index]).float().contiguous(memory_format=torch.channels_last), index

    def images(self, index) -> torch.Tensor:
        return torch.from_numpy(self.pictures[index]).permute(0, 3, 1, 2).float() / 255


class Losses(EmbeddingHeads):
    def __init__(self, recipe: str, sites: int):
        super().__init__()
        self.recipe, self.sites = recipe, sites
        self.variance = self.channel = None

    def rebuilding(self, scaled, images, rebuilt, drawn):
        if self.variance is None:
            self.variance = (scaled - scaled.mean(0)).pow(2).mean()
            self.channel = scaled.mean((2, 3)).var(0) + 1e-4
        feature = (rebuilt - scaled).pow(2).mean() / self.variance
        means = ((rebuilt.mean((2, 3)) - scaled.mean((2, 3))) ** 2 / self.channel).mean()
        parts = {"feature": feature, "ssim": 1 - structural_similarity(drawn, images).mean()}
        return parts if self.recipe == "published" else {**parts, "means": 2 * means, "colour": COLOUR * F.mse_loss(drawn, images),
                                                                       "edges": 12 * F.l1_loss(slopes(drawn), slopes(images))}

    def distance(self, z, labs):
        """Each laboratory's distribution of embeddings from that of all, on a fixed spread."""
        scaled = z / z.std(0).detach().clamp(min=0.02) * SPREAD
        return 5 * sum(distribution_distance(scaled, scaled[labs == lab]) for lab in range(self.sites) if (labs == lab).sum() > 3)


def slopes(images: torch.Tensor) -> torch.Tensor:
    """Differences of neighbours, at half size."""
    small = F.avg_pool2d(images, 2)
    return torch.cat([(small[..., :-1, 1:] - small[..., :-1, :-1]), (small[..., 1:, :-1] - small[..., :-1, :-1])], 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--run", required=True)
    parser.add_argument("--recipe", choices=("labels", "published"), default="labels")
    parser.add_argument("--names-only", action="store_true")
    parser.add_argument("--decoders-only", action="store_true", help="the embedding stays: feature and picture alone learn on")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--rate", type=float, default=1.2e-3)
    parser.add_argument("--pairs", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", help="a checkpoint with weights to begin from")
    parser.add_argument("--embedding-rate", type=float, default=1.0, help="share of the rate that the embedding learns with")
    parser.add_argument("--to", default="autoencoder.pt")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    folder = Path(options.out) / options.run
    kept, rng = Kept(folder), np.random.default_rng(options.seed)
    model = Autoencoder().to(memory_format=torch.channels_last)
    losses = Losses(options.recipe, len(kept.sites))
    set_up(model, kept.draw(rng, 64)[0])
    if options.start:
        state = torch.load(options.start)
        model.load_state_dict(state["model"])
        losses.load_state_dict(state["losses"])
    model.encoder.requires_grad_(not options.decoders_only)
    embedding = [p for p in (*model.encoder.parameters(), *losses.parameters()) if p.requires_grad]
    learning = [*embedding, *model.feature.parameters(), *model.image.parameters()]
    groups = [{"params": embedding, "share": options.embedding_rate}, {"params": learning[len(embedding):], "share": 1.0}]
    optimiser = torch.optim.AdamW(groups, options.rate, betas=(0.9, 0.99), weight_decay=0.01)
    begun, told, sums, step = time.time(), time.time(), {}, 0
    while (progress := (time.time() - begun) / (60 * options.minutes)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = options.rate * group["share"] * min(1, (step + 1) / 50) * (0.01 + 0.99 * (1 + math.cos(math.pi * progress)) / 2)
        scaled, index = kept.draw(rng, options.pairs)
        possible, labs = kept.possible[index], kept.laboratory[index]
        with torch.autocast("cpu", torch.bfloat16):
            z = model.encoder(scaled)
        z = z.float()
        parts = {} if options.decoders_only else {"floor": 5 * variance_floor(z)}
        if not options.names_only:
            some = slice(1, 2 * DRAWN, 2)  # the second views: half of them as they are
            with torch.autocast("cpu", torch.bfloat16):
                rebuilt = model.feature(z[some])
                drawn = model.image(rebuilt)
            parts.update(losses.rebuilding(scaled[some], kept.images(index[some]), rebuilt.float(), drawn.float()))
        if options.decoders_only:
            pass
        elif options.recipe == "labels":
            parts.update(losses.losses(z, possible, labs, kept.chances[index]))
        elif progress > 0.33:
            parts["distance"] = losses.distance(z, labs)
        optimiser.zero_grad()
        sum(parts.values()).backward()
        torch.nn.utils.clip_grad_norm_(learning, 5.0)
        optimiser.step()
        step += 1
        for name, value in {**parts, "spread": z.detach().std(0).min()}.items():
            sums.setdefault(name, []).append(float(value.detach()))
        if step % 50 == 0:
            means = "  ".join(f"{k} {np.mean(v):.3f}" for k, v in sums.items())
            print(f"step {step}  {progress:.2f}  {50 / (time.time() - told):.2f}/s  {means}", flush=True)
            sums, told = {}, time.time()
    torch.save({"model": model.state_dict(), "losses": losses.state_dict(), "step": step, "options": vars(options)}, folder / options.to)
    print("steps", step, "minutes", options.minutes)


if __name__ == "__main__":
    main()
