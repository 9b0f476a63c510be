"""Fits what names the cells, forest and linear head, on embeddings: `fit.py --out FOLDER`.

Reads detector.pt and autoencoder.pt; writes forest.json, heads.json and figures.json. Fits on the training cells, some
as they are and most dressed as another laboratory's; calibrates and chooses on acevedo's tenth
and bccd's val split.
"""
import argparse
import json
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import f1_score, roc_auc_score

import forest
import heads
from cells import default_data, fields
from crops import CellCrops
from embed import embed, embedding_figures, gather
from evaluate import detection_figures
from export import load_models
from leaves import KIND_OF_LEAF

SIZE = 128
STRANGE = 3.0  # a simulated stain about as far off as another laboratory's: what is known must stay known there


def likeliest_leaves(seen: dict) -> np.ndarray:
    """The leaf of each cell; of a cell that may be one of several the likeliest, by a head fitted on the others."""
    sure = seen["possible"].sum(1) == 1
    first = heads.fit_linear(seen["z"][sure], seen["possible"][sure].argmax(1))
    return (heads.linear_chances(first, seen["z"]) * seen["possible"]).argmax(1)


def figures_of(chances: np.ndarray, arrays: dict) -> dict:
    kinds = heads.kinds_of(chances)
    right = kinds.argmax(1) == arrays["kind"]
    balanced = np.mean([right[arrays["kind"] == k].mean() for k in np.unique(arrays["kind"])])
    fine = arrays["possible"].sum(1) == 1
    leaf = chances.argmax(1) == arrays["possible"].argmax(1)
    return {"accuracy": float(right.mean()), "balanced": float(balanced),
            "macro F1": float(f1_score(arrays["kind"], kinds.argmax(1), average="macro")),
            "finer kinds": float(leaf[fine].mean()),
            "calibration error": heads.calibration_error(kinds, arrays["kind"]), "n": len(right)}


def held_out(novelty: dict, arrays: dict) -> dict:
    """Area under ROC per kind left out: its cells against all others."""
    result = {"novelty": [], "error": []}
    for kind in np.unique(arrays["kind"]):
        truth = arrays["kind"] == kind
        result["novelty"].append(roc_auc_score(truth, heads.score(novelty, arrays, kind)))
        result["error"].append(roc_auc_score(truth, arrays["error"]))
    return {key: float(np.mean(value)) for key, value in result.items()}


def rounded(value):
    if isinstance(value, dict):
        return {key: rounded(x) for key, x in value.items()}
    return round(value, 4) if isinstance(value, float) else value


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", default=default_data())
    parser.add_argument("--out", required=True)
    parser.add_argument("--views", type=int, default=6, help="views per cell")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="without the detector's figures")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    out = Path(options.out)
    read = fields(options.data, options.out)
    detector, autoencoder = load_models(out)
    train = CellCrops(read["train"], SIZE, labelled=True)
    choose, blood = (CellCrops([f for f in read["choose"] if f.site == site], SIZE, labelled=True)
                     for site in ("acevedo", "bccd"))
    every = gather(detector, autoencoder, train, options.views, options.seed * 100)
    foreign = gather(detector, autoencoder, train, 2 * options.views, options.seed * 100 + 50, train.of("bccd"))
    seen = {key: np.concatenate([every[key], foreign[key]]) for key in every}
    np.savez_compressed(out / "embeddings.npz", **seen)
    leaf = likeliest_leaves(seen)
    trees = forest.compact(forest.fit(seen["z"], leaf, options.seed))
    forest.save(out / "forest.json", trees)
    linear = heads.fit_linear(seen["z"], leaf)
    views = {"acevedo tenth as they are": embed(detector, autoencoder, choose, 1, 0.0, 1.0),
             "acevedo tenth simulated stain": embed(detector, autoencoder, choose, 2, 1.0, 1.15),
             "acevedo tenth strong simulated stain": embed(detector, autoencoder, choose, 4, 2.0, 1.15),
             "acevedo tenth resolution wrong by up to 1.4 times": embed(detector, autoencoder, choose, 3, 0.0, 1.4),
             "acevedo tenth strong simulated stain, no red cells": embed(detector, autoencoder, choose, 4, 2.0, 1.15, unbalanced=1.0),
             "acevedo tenth as they are, balanced by nuclei": embed(detector, autoencoder, choose, 1, 0.0, 1.0, unbalanced=1.0,
                                                                    nuclei=True),
             "acevedo tenth strong simulated stain, balanced by nuclei": embed(detector, autoencoder, choose, 4, 2.0, 1.15,
                                                                               unbalanced=1.0, nuclei=True),
             "bccd val": embed(detector, autoencoder, blood, 1, 0.0, 1.0)}
    stains = ("as they are", "simulated stain", "strong simulated stain", "strong simulated stain, no red cells")
    calibrating = [*("acevedo tenth " + stain for stain in stains), "bccd val"]
    both = {key: np.concatenate([views[name][key] for name in calibrating]) for key in ("z", "kind", "error")}
    raw = forest.predict(trees, both["z"])
    temperature = heads.best_temperature(raw, both["kind"])
    linear["temperature"] = heads.best_temperature(heads.linear_chances(linear, both["z"]), both["kind"])
    novelty = heads.fit_novelty(seen, leaf, both, embed(detector, autoencoder, choose, 5, STRANGE, 1.15))
    with open(out / "heads.json", "w") as file:
        json.dump(heads.plain({"format": 1, "forest": {"temperature": temperature}, "linear": linear,
                               "novelty": novelty}), file, separators=(",", ":"))
    figures = {"embedding, acevedo tenth": embedding_figures(detector, autoencoder, choose)}
    for name, arrays in views.items():
        chances = heads.tempered(forest.predict(trees, arrays["z"]), temperature)
        figures[f"forest, {name}"] = figures_of(chances, arrays)
        figures[f"linear head, {name}"] = figures_of(heads.linear_chances(linear, arrays["z"]), arrays)
        unknown = heads.score(novelty, arrays) > novelty["threshold"]
        figures[f"forest, {name}"]["unknown"] = float(unknown.mean())
    plain = views["acevedo tenth as they are"]
    figures["held-out kinds, acevedo tenth"] = held_out(novelty, plain)
    figures["reconstruction"] = {"mean": float(plain["error"].mean()), "std": float(plain["error"].std())}
    if not options.quick:
        smears = [f for f in read["choose"] if f.site == "bccd"]
        figures["detector, bccd val"] = detection_figures(detector, smears)
        figures["detector, bccd val, simulated stain"] = detection_figures(detector, smears, stain=True)
        figures["detector, bccd val, 0.6 times the resolution"] = detection_figures(detector, smears, 0.6)
        figures["detector, bccd val, 1.6 times the resolution"] = detection_figures(detector, smears, 1.6)
        pig = [f for f in read["choose"] if f.site == "warty-pig"]
        figures["detector, warty-pig val"] = detection_figures(detector, pig)
    (out / "figures.json").write_text(json.dumps(rounded(figures), indent=1))
    print(json.dumps(rounded(figures), indent=1))


if __name__ == "__main__":
    main()
