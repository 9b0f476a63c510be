"""Trains the instance encoder: `train_encoder.py --out FOLDER --run raabin-out --without raabin --minutes 20`.

Every cell of a batch comes in two dressings. What is learnt from: the leaf of each dressing; that both get the same
chances; that cells of one kind from different laboratories lie together (supervised contrast). A laboratory that
brings two kinds only is compared with the kinds it lacks only in dressings that wear another laboratory's stain or
ground: otherwise its light would speak for its kinds. Early layers stay as pretrained; styles are mixed after them.
`--without` leaves a laboratory out and tests on all of it.
"""
import argparse
import copy
import json
import math
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.nn import functional as F
from torch.utils.data import DataLoader, IterableDataset

import instance_crops
from instance_crops import LABORATORIES
from instance_dress import Wardrobe, dressed
from instance_encoder import Heads, normalised, pretrained
from kinds import KIND_OF_LEAF, KINDS, LEAVES
from test_encoder import figures_of, named

SHARES = {"acevedo": 0.42, "raabin": 0.26, "lmu": 0.16, "bccd": 0.16}
FEW = 3  # a laboratory with fewer kinds is not asked about the others in its own light
AVERAGED = 0.996  # share of the averaged weights that stays at a step


class Batches(IterableDataset):
    """Endless batches of cells in two dressings: bytes 2n,224,224,3; possible leaves, allowed leaves, laboratory."""

    def __init__(self, labs, cells: int, seed: int, strength: float):
        self.labs, self.cells, self.seed, self.strength = labs, cells, seed, strength
        self.chances = []
        for lab in labs:
            count = np.bincount(lab.kinds[lab.kinds >= 0], minlength=len(KINDS)).astype(float)
            weight = np.where(lab.kinds >= 0, np.maximum(count, 1)[lab.kinds] ** -0.75, 0)
            weight = weight * np.where(lab.kinds == KINDS.index("platelet"), 0.4, 1)
            self.chances.append(weight / weight.sum())
        shares = np.array([SHARES[lab.site] for lab in labs])
        self.shares = shares / shares.sum()
        sites = [{int(k) for k in lab.kinds if k >= 0} for lab in labs]
        self.present = [np.array([KIND_OF_LEAF[leaf] in own for leaf in range(len(LEAVES))], np.float32) for own in sites]
        self.few = [len(own) < FEW for own in sites]
        self.lone = [{k for k in own if sum(k in other for other in sites) == 1} for own in sites]

    def __iter__(self):
        torch.set_num_threads(1)
        cv2.setNumThreads(1)
        rng = np.random.default_rng(self.seed)
        wardrobe = Wardrobe(self.labs)
        while True:
            pixels, possible, allowed, where = [], [], [], []
            for _ in range(self.cells):
                lab = int(rng.choice(len(self.labs), p=self.shares))
                cell = int(rng.choice(len(self.chances[lab]), p=self.chances[lab]))
                where.append(lab)
                possible.append(self.labs[lab].possible[cell])
                lone = int(self.labs[lab].kinds[cell]) in self.lone[lab]
                for view in (self.first_view, self.other_view):
                    shown, moved = view(rng, lab, cell, wardrobe, lone)
                    pixels.append(shown)
                    allowed.append(self.present[lab] if self.few[lab] and not moved else np.ones(len(LEAVES), np.float32))
            yield tuple(torch.from_numpy(np.stack(x)) for x in (pixels, possible, allowed, np.array(where)))

    def first_view(self, rng, lab: int, cell: int, wardrobe, lone: bool):
        return dressed(rng, self.labs, wardrobe, lab, cell, self.strength, lone)

    def other_view(self, rng, lab: int, cell: int, wardrobe, lone: bool):
        return self.first_view(rng, lab, cell, wardrobe, lone)


def naming_loss(logits, possible, allowed, smoothing: float = 0.06):
    """Cross entropy over the allowed leaves; a cell that may be one of several is right as any."""
    chance = F.log_softmax(logits.masked_fill(allowed == 0, -1e4), 1)
    right = -torch.logsumexp(chance + torch.log(possible + 1e-9), 1)
    even = -(chance * allowed).sum(1) / allowed.sum(1)
    return ((1 - smoothing) * right + smoothing * even).mean()


def agreement_loss(logits):
    """Symmetric divergence of the chances of a cell's two dressings."""
    a, b = F.log_softmax(logits[0::2], 1), F.log_softmax(logits[1::2], 1)
    return ((a.exp() - b.exp()) * (a - b)).sum(1).mean() / 2


def contrast_loss(points, kinds, labs, heat: float = 0.15):
    """Pulled together: the other dressing, and the same kind in other laboratories (in its own less hard)."""
    likeness = points @ points.T / heat
    own = torch.eye(len(points), dtype=torch.bool)
    likeness = likeness.masked_fill(own, -1e4)
    same = (kinds[:, None] == kinds[None]).float()
    weight = same * torch.where(labs[:, None] == labs[None], 0.3, 1.0)
    pair = torch.arange(len(points)) ^ 1
    weight[torch.arange(len(points)), pair] = 1.0
    weight = weight.masked_fill(own, 0)
    return -(weight * F.log_softmax(likeness, 1)).sum(1).div(weight.sum(1)).mean()


def losses_of(heads, feature, possible, allowed, where):
    logits, points = heads(feature)
    twice = possible.repeat_interleave(2, 0)
    kinds = torch.tensor(KIND_OF_LEAF)[twice.argmax(1)]
    return {"names": naming_loss(logits, twice, allowed), "agreement": 0.4 * agreement_loss(logits),
            "contrast": 0.25 * contrast_loss(points, kinds, where.repeat_interleave(2))}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True, help="folder with the cache of instance_crops.py")
    parser.add_argument("--run", required=True, help="folder in it for this run")
    parser.add_argument("--without", nargs="*", default=[], choices=LABORATORIES)
    parser.add_argument("--trunk", help="the pretrained weights")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--steps", type=int, help="instead of --minutes")
    parser.add_argument("--cells", type=int, default=32, help="in a batch, each in two dressings")
    parser.add_argument("--rate", type=float, default=7e-4)
    parser.add_argument("--strength", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--start", help="a checkpoint to begin from")
    parser.add_argument("--plain", action="store_true", help="names alone: no agreement, contrast or mixed styles")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    out = Path(options.out) / options.run
    out.mkdir(parents=True, exist_ok=True)
    labs = [instance_crops.read(options.out, site) for site in LABORATORIES if site not in options.without]
    labs = [lab.subset(instance_crops.trains(lab) & (lab.kinds >= 0)) for lab in labs]
    model, heads = pretrained(options.trunk).frozen().to(memory_format=torch.channels_last), Heads()
    model.mixes_styles = not options.plain
    both = torch.nn.ModuleList([model, heads])
    averaged = copy.deepcopy(both).eval().requires_grad_(False)
    trunk = [p for n, p in model.named_parameters() if p.requires_grad and not n.startswith("neck")]
    fresh = [*model.neck.parameters(), *heads.parameters()]
    optimiser = torch.optim.AdamW([{"params": trunk, "share": 1.0}, {"params": fresh, "share": 3.0}], options.rate, weight_decay=0.03)
    step, before = 0, 0.0
    if options.resume or options.start:
        state = torch.load(options.start or out / "encoder.pt")
        both.load_state_dict(state["averaged" if options.start else "models"])
        averaged.load_state_dict(state["averaged"])
        if options.resume:
            optimiser.load_state_dict(state["optimiser"])
            step, before = state["step"], state["progress"]
    stream = iter(DataLoader(Batches(labs, options.cells, options.seed + step, options.strength), None, num_workers=1, prefetch_factor=6))
    begun, saved, told, sums, first = time.time(), time.time(), time.time(), {}, step
    while True:
        done = (step - first) / options.steps if options.steps else (time.time() - begun) / (60 * options.minutes)
        progress = before + (1 - before) * done
        if progress >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = options.rate * group["share"] * min(1, (step + 1) / 40) * (0.01 + 0.99 * (1 + math.cos(math.pi * progress)) / 2)
        both.train()
        pixels, possible, allowed, where = next(stream)
        with torch.autocast("cpu", torch.bfloat16):
            feature = model(normalised(pixels))
        parts = losses_of(heads, feature, possible, allowed, where)
        total = parts["names"] if options.plain else sum(parts.values())
        optimiser.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_([*trunk, *fresh], 3.0)
        optimiser.step()
        step += 1
        keep = min(AVERAGED, step / (step + 8))
        with torch.no_grad():
            for mean, now in zip(averaged.state_dict().values(), both.state_dict().values()):
                mean.lerp_(now, 1 - keep) if mean.is_floating_point() else mean.copy_(now)
        for name, value in parts.items():
            sums.setdefault(name, []).append(float(value.detach()))
        if step % 25 == 0:
            means = "  ".join(f"{k} {np.mean(v):.3f}" for k, v in sums.items())
            print(f"step {step}  {progress:.2f}  {25 / (time.time() - told):.2f}/s  {means}", flush=True)
            sums, told = {}, time.time()
        if time.time() - saved > 150:
            save(out, both, averaged, optimiser, step, progress, options)
            saved = time.time()
    save(out, both, averaged, optimiser, step, 1.0, options)
    print("steps", step, "minutes", round((time.time() - begun) / 60, 1), flush=True)
    for site in options.without or LABORATORIES:
        lab = instance_crops.read(options.out, site)
        lab = lab.subset((lab.kinds >= 0) & (bool(options.without) | ~instance_crops.trains(lab)))
        figures = figures_of(named(*averaged, lab)[0], lab, instance_crops.taught(labs))
        (out / f"{site}.figures.json").write_text(json.dumps(figures, indent=1))
        print(site, json.dumps(figures), flush=True)


def save(out, both, averaged, optimiser, step, progress, options):
    state = {"models": both.state_dict(), "averaged": averaged.state_dict(),
             "optimiser": optimiser.state_dict(), "step": step, "progress": progress, "options": vars(options)}
    torch.save(state, out / "encoder.part")
    (out / "encoder.part").rename(out / "encoder.pt")


if __name__ == "__main__":
    main()
