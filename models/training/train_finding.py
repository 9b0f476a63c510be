"""Trains the shipped detector on, to find cells in strange stains: `train_finding.py --out FOLDER --run RUN --steps 900`.

The cells of Raabin and LMU (the cache of `instance_crops.py`) stand among those of Acevedo and BCCD, and nuclei and cytoplasm are dyed apart:
lymphocytes with magenta nuclei, or among blue-grey red cells, scored 0.1 to 0.45. A crop in which the shipped detector sees a second
cell is left out, for its neighbours are not marked. Every seventh smear of Raabin is kept from training, to choose by.
Writes detector.pt: the mean of the averaged weights and of those that it began with, in the share that `--share` tells.
"""
import argparse
import copy
import pickle
import time
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.utils.data import DataLoader

import instance_crops
from augment import NATIVE, Composer
from cells import FINE, Field, default_data, fields, largest
from evaluate import detection_figures, overlap, to_tensor
from instance_crops import KEPT, MICRONS, found_cells, shipped_detector
from instance_dress import EOSINOPHIL, GLASS_DENSITY, densities, dyed, nucleus_of, other_cytoplasm
from network import KINDS
from train_detector import WEIGHTS, Canvases, follow, together

MORE = ("raabin", "lmu")
SECOND = 0.15  # a score from which another find makes a crop unfit
KEPT_SMEARS = 7  # every so many smears of Raabin's train split are chosen by
DYED = 0.6  # of the cells, their nucleus and cytoplasm each in another dye
SHARES = (0.5, 0.75, 1.0)  # of the trained weights in the mean


def as_field(site: str, picture: np.ndarray, known: dict) -> Field:
    size = round(KEPT * MICRONS / FINE)
    rgb = cv2.resize(np.ascontiguousarray(picture[..., :3]), (size, size), interpolation=cv2.INTER_AREA)
    mask = cv2.resize(np.ascontiguousarray(picture[..., 3]), (size, size), interpolation=cv2.INTER_AREA)
    cell = largest((mask > 127).astype(np.uint8))
    box = np.array([known["box"]], np.float32) * size / KEPT
    kind = KINDS.index(known["label"]) if known["label"] in KINDS else -1
    return Field(known["name"], site, rgb, box, cell, np.zeros_like(cell), np.zeros((1, 2), np.float32), kind, True)


def alone(rgb: np.ndarray, box) -> bool:
    """Whether the shipped detector sees no second cell."""
    found, scores, _ = found_cells(np.ascontiguousarray(rgb))
    centres = (found[:, :2] + found[:, 2:]) / 2
    inside = ((centres > np.array(box[:2]) - 8) & (centres < np.array(box[2:]) + 8)).all(1)
    return not (scores[~inside] > SECOND).any()


def more_fields(out: str) -> dict:
    """Fields of one cell each: {"train": [...], "choose": [...]}, kept in a file."""
    path = Path(out) / "finding-fields.pickle"
    if path.exists():
        return pickle.loads(path.read_bytes())
    instance_crops.DETECTOR = shipped_detector()
    result, unfit = {"train": [], "choose": []}, 0
    for site in MORE:
        lab = instance_crops.read(out, site)
        groups = sorted({k["group"] for k in lab.known if k["split"] == "train" and k["group"]})
        kept = set(groups[::KEPT_SMEARS])
        for picture, known in zip(lab.pictures, lab.known):
            if known["split"] != "train":
                continue
            if not alone(picture[..., :3], known["box"]):
                unfit += 1
                continue
            result["choose" if known["group"] in kept else "train"].append(as_field(site, picture, known))
    print({k: len(v) for k, v in result.items()}, "with a second cell:", unfit, flush=True)
    path.write_bytes(pickle.dumps(result, protocol=4))
    return result


class Crowd(Composer):
    """The composer's canvases, with cells of every laboratory."""

    def __init__(self, fields, more):
        super().__init__(fields)
        for field in more:
            self.by_kind.setdefault(field.kind, []).append(field)

    def cell(self, rng) -> Field:
        field = super().cell(rng)
        return replace(field, rgb=redyed(rng, field)) if rng.random() < DYED else field


def redyed(rng, field: Field) -> np.ndarray:
    mask = (field.cells > 0).astype(np.uint8) * 255
    nucleus = nucleus_of(field.rgb, mask)
    if nucleus is None:
        return field.rgb
    rgb = other_cytoplasm(rng, field.rgb, mask, nucleus, field.kind == EOSINOPHIL)
    stained = cv2.transform(densities(rgb), dyed(rng, nucleus).astype(np.float32))
    return np.clip(np.rint(256 * np.exp(-stained - GLASS_DENSITY) - 1), 0, 255).astype(np.uint8)


@torch.no_grad()
def found_share(model, some) -> dict:
    """Of crops with one cell in the middle: the share whose cell scores 0.5, by site, and how many other finds."""
    model.eval()
    found, other, each = {}, {}, {}
    for field in some:
        rgb = cv2.resize(field.rgb, None, fx=NATIVE[field.site], fy=NATIVE[field.site], interpolation=cv2.INTER_AREA)[:128, :128]
        model.transform.size_divisible = 128
        result = model([to_tensor(rgb)])[0]
        sure = result["boxes"].numpy()[result["scores"].numpy() >= 0.5]
        hit = overlap(sure, field.boxes * NATIVE[field.site])[:, 0] >= 0.4 if len(sure) else np.zeros(0, bool)
        each[field.site] = each.get(field.site, 0) + 1
        found[field.site] = found.get(field.site, 0) + bool(hit.any())
        other[field.site] = other.get(field.site, 0) + int((~hit).sum())
    model.transform.size_divisible = 256
    return {site: {"n": n, "found": round(found[site] / n, 4), "other": other[site]} for site, n in each.items()}


def report(model, choose, ours):
    for site in ("bccd", "warty-pig"):
        print(f"  {site} val", detection_figures(model, [f for f in choose if f.site == site]), flush=True)
    print("  crops", found_share(model, ours), flush=True)


def mean_of(begun, average, share: float):
    result = copy.deepcopy(begun)
    follow(result, average, 1 - share)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", default=default_data())
    parser.add_argument("--out", required=True, help="folder with the cache of instance_crops.py")
    parser.add_argument("--run", required=True)
    parser.add_argument("--steps", type=int, default=900)
    parser.add_argument("--batch", type=int, default=6)
    parser.add_argument("--blank", type=float, default=0.2)
    parser.add_argument("--rate", type=float, default=4e-4, help="of the heads; the features learn at 0.4 of it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", help="a run of this script to go on from")
    parser.add_argument("--share", type=float, default=1.0, help="of the trained weights in the mean")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    run = Path(options.out) / options.run
    read, more = fields(options.data, run), more_fields(options.out)
    model = shipped_detector()
    learns = [p.requires_grad_(True) for n, p in model.named_parameters() if "kind_head" not in n]
    features = [p for n, p in model.named_parameters() if n.startswith("backbone")]
    heads = [p for n, p in model.named_parameters() if not n.startswith("backbone") and "kind_head" not in n]
    begun = copy.deepcopy(model)
    if options.start:
        model.load_state_dict(torch.load(Path(options.out) / options.start / "detector.pt")["average"])
    average = copy.deepcopy(model)
    optimiser = torch.optim.AdamW([{"params": features, "share": 0.4}, {"params": heads, "share": 1.0}], options.rate, weight_decay=0.01)
    stream = iter(DataLoader(Canvases(Crowd(read["train"], more["train"]), options.blank, options.seed), options.batch, num_workers=1,
                             prefetch_factor=4, collate_fn=together))
    rng = np.random.default_rng(2)
    mine = [read["choose"][i] for i in rng.permutation(len(read["choose"]))[:400]]
    ours = more["choose"] + [f for f in mine if f.site == "acevedo" and len(f.boxes) == 1]
    sums, told = {}, time.time()
    print("before", flush=True)
    if not options.start:
        report(begun.eval(), read["choose"], ours)
    for step in range(1, options.steps + 1):
        model.train()
        rate = options.rate * min(1, step / 40) * (0.02 + 0.98 * (1 + np.cos(np.pi * step / options.steps)) / 2)
        for group in optimiser.param_groups:
            group["lr"] = rate * group["share"]
        images, targets = next(stream)
        losses = model([x.float() / 255 for x in images], targets)
        total = sum(WEIGHTS[name] * value for name, value in losses.items())
        optimiser.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_(learns, 5.0)
        optimiser.step()
        follow(average, model, min(0.99, step / (step + 10)))
        for name, value in losses.items():
            sums.setdefault(name, []).append(float(value.detach()))
        if step % 50 == 0:
            print(f"step {step}  {50 / (time.time() - told):.2f}/s  " + "  ".join(f"{k} {np.mean(v):.3f}" for k, v in sums.items()), flush=True)
            sums, told = {}, time.time()
            torch.save({"average": average.state_dict(), "step": step}, run / "finding.pt")
    for share in SHARES:
        print("share", share, flush=True)
        report(mean_of(begun, average, share).eval(), read["choose"], ours)
    torch.save({"model": mean_of(begun, average, options.share).state_dict(), "average": average.state_dict(), "options": vars(options)}, run / "detector.pt")


if __name__ == "__main__":
    main()
