"""How the encoder's own head names the cells of a laboratory: `test_encoder.py --out FOLDER --run RUN SITE ...`."""
import argparse
import json
from pathlib import Path

import numpy as np
import torch

import instance_crops
from instance_dress import plain
from instance_encoder import Heads, InstanceEncoder, normalised
from kinds import FIVE, KINDS, kind_sums
from weights import encoder_layers, fold_encoder, quantise


@torch.no_grad()
def named(model, heads, lab, turns: bool = False):
    """Chances n,12 of the leaves and channel means n,256, of the cells as they are; with `turns` the mean of four mirrorings."""
    model.eval(), heads.eval()
    chances, means = [], []
    for begin in range(0, len(lab.kinds), 48):
        pixels = torch.from_numpy(np.stack([plain(p) for p in lab.pictures[begin:begin + 48]]))
        views = [pixels, pixels.flip(1), pixels.flip(2), pixels.flip(1).flip(2)] if turns else [pixels]
        total = 0
        for view in views:
            with torch.autocast("cpu", torch.bfloat16):
                feature = model(normalised(view))
            total = total + heads(feature)[0].softmax(1)
        chances.append((total / len(views)).numpy())
        means.append(feature.float().mean((2, 3)).numpy())
    return np.concatenate(chances), np.concatenate(means)


def interval(values: np.ndarray, draws: int = 1000) -> list:
    rng = np.random.default_rng(1)
    means = [values[rng.integers(len(values), size=len(values))].mean() for _ in range(draws)]
    return [round(float(v), 3) for v in np.quantile(means, (0.025, 0.975))]


def figures_of(chances: np.ndarray, lab, taught: set) -> dict:
    """Right among all kinds and among the five, by kind, with bootstrap intervals, of the kinds that were taught."""
    keep = np.isin(lab.kinds, list(taught))
    truth, kinds = lab.kinds[keep], kind_sums(chances)[keep]
    right = kinds.argmax(1) == truth
    result = {"n": int(len(truth)), "accuracy": round(float(right.mean()), 3), "interval": interval(right)}
    present = [int(k) for k in np.unique(truth)]
    result["recall"] = {KINDS[k]: [round(float(right[truth == k].mean()), 3), int((truth == k).sum())] for k in present}
    result["balanced"] = round(float(np.mean([right[truth == k].mean() for k in present])), 3)
    five = np.isin(truth, FIVE)
    if five.any():
        among = kinds[five][:, FIVE].argmax(1) == truth[five]
        result["five, all kinds allowed"] = round(float(np.mean([right[truth == k].mean() for k in present if k in FIVE])), 3)
        result["five, forced"] = round(float(np.mean([among[truth[five] == k].mean() for k in present if k in FIVE])), 3)
    table = np.zeros((len(KINDS), len(KINDS)), int)
    np.add.at(table, (truth, kinds.argmax(1)), 1)
    result["confusion"] = {KINDS[k]: {KINDS[j]: int(table[k, j]) for j in np.flatnonzero(table[k])} for k in present}
    return result


def load(path):
    """Encoder and heads, averaged, as trained."""
    model, heads = InstanceEncoder(), Heads()
    torch.nn.ModuleList([model, heads]).load_state_dict(torch.load(path, map_location="cpu")["averaged"])
    return model.eval().to(memory_format=torch.channels_last), heads.eval()


def load_shipped(path):
    """The averaged encoder as shipped: folded, rounded."""
    model = load(path)[0]
    fold_encoder(model)
    quantise(encoder_layers(model))
    return model.eval().requires_grad_(False).to(memory_format=torch.channels_last)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sites", nargs="+", choices=sorted(instance_crops.SCALE))
    parser.add_argument("--out", required=True)
    parser.add_argument("--run", required=True)
    parser.add_argument("--turns", action="store_true")
    parser.add_argument("--kept", action="store_true", help="of a laboratory that trains only what is kept from training")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model, heads = load(Path(options.out) / options.run / "encoder.pt")
    for site in options.sites:
        lab = instance_crops.read(options.out, site)
        keep = lab.kinds >= 0
        if options.kept and site in instance_crops.LABORATORIES:
            keep &= ~instance_crops.trains(lab)
        lab = lab.subset(keep)
        print(site, json.dumps(figures_of(named(model, heads, lab, options.turns)[0], lab, set(range(len(KINDS))))), flush=True)


if __name__ == "__main__":
    main()
