"""Trains the detector for a given time: `train_detector.py --out FOLDER --minutes 45`.

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
from evaluate import detection_figures, kind_accuracy
from network import Detector

WEIGHTS = {"loss_objectness": 1.0, "loss_rpn_box_reg": 1.0, "classifier": 1.0, "box": 1.5,
           "cell": 1.0, "nucleus": 0.7, "kind": 2.0}


class Canvases(IterableDataset):
    """An endless stream of canvases, seeded."""

    def __init__(self, composer, seed: int):
        self.composer, self.seed = composer, seed

    def __iter__(self):
        worker = torch.utils.data.get_worker_info()
        rng = np.random.default_rng((self.seed, worker.id if worker else 0))
        while True:
            sample = self.composer.draw(rng)
            image = torch.from_numpy(sample["rgb"].copy()).permute(2, 0, 1)
            target = {
                "boxes": torch.from_numpy(sample["boxes"]),
                "labels": torch.ones(len(sample["boxes"]), dtype=torch.int64),
                "masks": torch.from_numpy(sample["masks"]),
                "known": torch.from_numpy(sample["known"]),
                "kinds": torch.from_numpy(sample["kinds"]),
            }
            yield image, target


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
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--start", help="a file with weights to begin from, in float16, as --keep writes it")
    parser.add_argument("--keep", help="also writes the averaged weights there at the end, in float16")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    out = Path(options.out)
    read = fields(options.data, options.out)
    model = Detector().to(options.device, memory_format=torch.channels_last)
    decayed = [p for p in model.parameters() if p.ndim > 1]
    plain = [p for p in model.parameters() if p.ndim <= 1]
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.02}, {"params": plain, "weight_decay": 0}], options.rate)
    if options.start:
        kept = torch.load(options.start, map_location=options.device)
        model.load_state_dict({name: value.to(model.state_dict()[name].dtype) for name, value in kept.items()})
    average = copy.deepcopy(model).eval()
    step, before = 0, 0.0
    if options.resume:
        state = torch.load(out / "detector.pt", map_location=options.device)
        model.load_state_dict(state["model"])
        average.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        step, before = state["step"], state["progress"]
    loader = iter(DataLoader(Canvases(Composer(read["train"]), options.seed + step), options.batch,
                             num_workers=1, prefetch_factor=4, collate_fn=together))
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
        images, targets = next(loader)
        images = [x.to(options.device).float() / 255 for x in images]
        targets = [{k: v.to(options.device) for k, v in t.items()} for t in targets]
        losses = model(images, targets)
        total = sum(WEIGHTS[name] * value for name, value in losses.items())
        optimiser.zero_grad()
        if torch.isfinite(total):
            total.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimiser.step()
        step += 1
        follow(average, model, min(0.995, step / (step + 10)))
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
            report(average, read["choose"], 24, 140)
            told = time.time()
    save(out / "detector.pt", model, average, optimiser, step, 1.0)
    if options.keep:
        halves = {k: v.half() if v.dtype.is_floating_point else v for k, v in average.state_dict().items()}
        torch.save(halves, options.keep)
    report(average, read["choose"], None, None)


def report(model, choose, most_fields, most_cells):
    blood = [f for f in choose if f.site == "bccd"][:most_fields]
    cells = [f for f in choose if f.kind >= 0 and len(f.boxes)]
    cells = cells[:: max(1, len(cells) // most_cells)] if most_cells else cells
    print("  bccd val", detection_figures(model, blood), flush=True)
    print("  acevedo tenth, kind head", kind_accuracy(model, cells), flush=True)


if __name__ == "__main__":
    main()
