"""Trains the detector for a given time: `train_detector.py --out FOLDER --minutes 45`.

Three stages: first cells only, of one class; then, from there, with `--kinds`, the features also learn what kind a cell is;
last, with `--heads`, the features stay as they are and what finds and outlines cells is trained on. With `--heads` or `--mean`
the result is the mean of where the stage began and ended, which was better on every side than either (Wortsman et al., model
soups, 2022).
Writes detector.pt (weights, their moving average, optimiser) every few minutes and at the end.
"""
import argparse
import copy
import math
import time
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import DataLoader, IterableDataset

from augment import Composer
from cells import default_data, fields
from crops import CellCrops
from evaluate import detection_figures, kind_figures
from leaves import leaf_loss
from network import MEAN, STD, Detector

WEIGHTS = {"loss_objectness": 1.0, "loss_rpn_box_reg": 1.0, "classifier": 1.0, "box": 1.5,
           "cell": 1.0, "nucleus": 0.7, "kind": 1.5, "kind in field": 0.5}
STEADY = 0.85  # from this part of the schedule on


class Canvases(IterableDataset):
    """An endless stream of canvases, seeded."""

    def __init__(self, composer, blank: float, seed: int):
        self.composer, self.blank, self.seed = composer, blank, seed

    def __iter__(self):
        worker = torch.utils.data.get_worker_info()
        rng = np.random.default_rng((self.seed, worker.id if worker else 0))
        while True:
            sample = self.composer.draw(rng, self.blank)
            image = torch.from_numpy(sample["rgb"].copy()).permute(2, 0, 1)
            target = {
                "boxes": torch.from_numpy(sample["boxes"]),
                "labels": torch.ones(len(sample["boxes"]), dtype=torch.int64),
                "masks": torch.from_numpy(sample["masks"]),
                "known": torch.from_numpy(sample["known"]),
                "kinds": torch.from_numpy(sample["kinds"]),
            }
            yield image, target


class Crops(IterableDataset):
    """An endless stream of batches of labelled cells, seeded."""

    def __init__(self, fields, count: int, seed: int):
        self.cells, self.count, self.seed = CellCrops(fields, labelled=True), count, seed

    def __iter__(self):
        torch.set_num_threads(1)
        rng = torch.Generator().manual_seed(self.seed)
        while True:
            yield self.cells.draw(rng, self.count)


def kind_loss(model, crops, boxes, possible):
    mean, std = (torch.tensor(x).view(3, 1, 1) for x in (MEAN, STD))
    crops = ((crops - mean) / std).contiguous(memory_format=torch.channels_last)
    device = next(model.parameters()).device
    model.backbone.mixes_styles = True
    levels = model.backbone(crops.to(device))
    model.backbone.mixes_styles = False
    readings = model.roi_heads.kind_head.readings(levels, boxes.to(device))
    return sum(leaf_loss(x, possible.to(device)) for x in readings) / 2


def together(batch):
    return [x[0] for x in batch], [x[1] for x in batch]


def follow(average, model, decay: float):
    """Moves the averaged weights towards the model's."""
    with torch.no_grad():
        for kept, now in zip(average.state_dict().values(), model.state_dict().values()):
            if kept.dtype.is_floating_point:
                kept.lerp_(now, 1 - decay)
            else:
                kept.copy_(now)


def steady_norms(model, average):
    """Batch norm goes on with the averaged statistics: crops and fields must agree on one set at the end."""
    for module, kept in zip(model.modules(), average.modules()):
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
            if module.training:
                module.load_state_dict({**module.state_dict(), "running_mean": kept.running_mean,
                                        "running_var": kept.running_var})
            module.eval()


def save(path, model, average, optimiser, step, progress):
    state = {"model": model.state_dict(), "average": average.state_dict(),
             "optimiser": optimiser.state_dict(), "step": step, "progress": progress}
    torch.save(state, path.with_suffix(".part"))
    path.with_suffix(".part").rename(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=default_data())
    parser.add_argument("--out", required=True)
    parser.add_argument("--minutes", type=float, default=45)
    parser.add_argument("--steps", type=int, help="instead of --minutes")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--kinds", type=int, default=0, help="labelled cells in each step")
    parser.add_argument("--every", type=int, default=1, help="canvases only in every so many steps")
    parser.add_argument("--heads", action="store_true", help="leaves the features as they are")
    parser.add_argument("--mean", action="store_true", help="gives the mean of --start and the end, as --heads does")
    parser.add_argument("--blank", type=float, default=0.08, help="share of the canvases without a leukocyte")
    parser.add_argument("--rate", type=float, default=1.5e-3)
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
    model = Detector().to(options.device, memory_format=torch.channels_last)
    if options.heads:
        model.backbone.requires_grad_(False)
    decayed = [p for p in model.parameters() if p.ndim > 1 and p.requires_grad]
    plain = [p for p in model.parameters() if p.ndim <= 1 and p.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.02}, {"params": plain, "weight_decay": 0}], options.rate)
    if options.start:
        kept = torch.load(options.start, map_location=options.device)
        own = model.state_dict()
        fitting = {name: value for name, value in kept["average"].items() if value.shape == own[name].shape}
        model.load_state_dict({**own, **fitting})
    model.roi_heads.learns_kinds = options.kinds > 0
    average = copy.deepcopy(model).eval()
    begun_as = copy.deepcopy(average)
    step, before = 0, 0.0
    if options.resume:
        state = torch.load(out / "detector.pt", map_location=options.device)
        model.load_state_dict(state["model"])
        average.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        step, before = state["step"], state["progress"]
    loader = iter(DataLoader(Canvases(Composer(read["train"]), options.blank, options.seed + step), options.batch,
                             num_workers=1, prefetch_factor=4, collate_fn=together))
    labelled = None if options.kinds == 0 else iter(DataLoader(
        Crops(read["train"], options.kinds, options.seed + step), None, num_workers=1, prefetch_factor=4))
    choosing = {site: CellCrops([f for f in read["choose"] if f.site == site], labelled=True)
                for site in ("acevedo", "bccd")}
    begun, saved, told, sums, first = time.time(), time.time(), time.time(), {}, step
    model.train()
    while True:
        done = (step - first) / options.steps if options.steps else (
            time.time() - begun) / (60 * options.minutes)
        progress = before + (1 - before) * done
        if progress >= 1:
            break
        rate = options.rate * min(1, (step + 1) / 100) * (
            0.01 + 0.99 * (1 + math.cos(math.pi * progress)) / 2)
        for group in optimiser.param_groups:
            group["lr"] = rate
        if progress > STEADY or options.heads:
            steady_norms(model, average)
        losses = {}
        if step % options.every == 0:
            images, targets = next(loader)
            images = [x.to(options.device).float() / 255 for x in images]
            targets = [{k: v.to(options.device) for k, v in t.items()} for t in targets]
            losses = model(images, targets)
        if labelled is not None:
            losses["kind"] = kind_loss(model, *next(labelled))
        total = sum(WEIGHTS[name] * value for name, value in losses.items())
        optimiser.zero_grad()
        if torch.isfinite(total):
            total.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimiser.step()
        step += 1
        follow(average, model, min(0.998, step / (step + 10)))
        for name, value in losses.items():
            sums.setdefault(name, []).append(float(value.detach()))
        if step % 50 == 0:
            means = "  ".join(f"{k} {np.mean(v):.3f}" for k, v in sums.items())
            print(f"step {step}  {progress:.2f}  {50 / (time.time() - told):.2f}/s  {means}", flush=True)
            sums, told = {}, time.time()
        if time.time() - saved > 180:
            save(out / "detector.pt", model, average, optimiser, step, progress)
            saved = time.time()
        if step % 500 == 0:
            report(average, read["choose"], choosing if options.kinds else None, True)
            told = time.time()
    if (options.heads or options.mean) and options.start:
        follow(average, begun_as, 0.5)
    save(out / "detector.pt", model, average, optimiser, step, 1.0)
    report(average, read["choose"], choosing if options.kinds else None, False)


def report(model, choose, crops, quick: bool):
    for site in ("bccd", "warty-pig"):
        some = [f for f in choose if f.site == site][:24 if quick else None]
        print(f"  {site} val", detection_figures(model, some), flush=True)
    for site, cells in (crops or {}).items():
        for stain, spread in ((0.0, 1.0), (1.0, 1.15), (2.0, 1.0), (0.0, 1.4)):
            print(f"  {site}, stain {stain}, resolution {spread}", kind_figures(model, cells, stain, spread), flush=True)


if __name__ == "__main__":
    main()
