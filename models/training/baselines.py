"""Compares what may name a cell, on every set with labels: `baselines.py --detector FOLDER --embeddings NAME=FOLDER ...`.

Heads are trained on acevedo's training cells alone, each read on cells that the detector found by itself on acevedo val
and on the other sites, whose labels score and never train. Rows: the forest (depth 16) on each embedding, on PCA-50 and on
the pooled feature of the same detector, and a logistic head on each. `site` is the balanced accuracy with which a
logistic head tells the site from the embedding, cross-validated over acevedo val, bccd test, deepbionet and jtsc. Sets are
read here in PyTorch, at the resolutions known for them; nothing is chosen by these figures.
"""
import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import torch
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, f1_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import forest
from autoencoder import Autoencoder
from balance import balanced
from cells import SCALE, default_data, fields, resized
from crops import CellCrops
from embed import crop_features
from evaluate import to_tensor
from export import load_detector
from network import KINDS, MICRONS_PER_PIXEL, pool_features, scale_features
from weights import autoencoder_layers, quantise

SCALES = {**SCALE, "deepbionet": 0.10, "jtsc": 0.17, "matek": 0.07}
TESTS = (("acevedo", "val"), ("jtsc", "test"), ("matek", "test"), ("deepbionet", "test"), ("bccd", "test"))
KIND_OF_LABEL = {"band neutrophil": 0, "segmented neutrophil": 0, "promyelocyte": 5, "myelocyte": 5, "metamyelocyte": 5}
SIZE = 128


@torch.no_grad()
def cells_found(detector, data: Path, site: str, split: str) -> dict:
    """Scaled features of the found cell nearest the middle of each labelled image; kind -1 where the set has none."""
    with open(data / site / "annotations.json") as file:
        listed = [i for i in json.load(file)["images"] if i["split"] == split]
    features, kinds, missed = [], [], 0
    for image in listed:
        label = image.get("label")
        kind = KINDS.index(label) if label in KINDS else KIND_OF_LABEL.get(label, -1)
        if kind < 0 and site != "bccd":
            continue
        rgb = cv2.imread(str(data / site / "images" / image["file_name"]))[..., ::-1]
        rgb = balanced(resized(np.ascontiguousarray(rgb), SCALES[site] / MICRONS_PER_PIXEL))
        detector.transform.size_divisible = -(-max(rgb.shape[:2]) // 256) * 256
        tensor = to_tensor(rgb)
        found = detector([tensor])[0]
        boxes = found["boxes"][found["scores"] >= 0.5]
        if len(boxes) == 0:
            missed += 1
            continue
        middle = torch.tensor([rgb.shape[1] / 2, rgb.shape[0] / 2])
        away = ((boxes[:, :2] + boxes[:, 2:]) / 2 - middle).norm(dim=1)
        chosen = boxes[away.argmin()][None]
        features.append(scale_features(pool_features(detector.pyramid([tensor]), [chosen])).half())
        kinds.append(kind)
    detector.transform.size_divisible = 256
    return {"features": torch.cat(features), "kinds": np.array(kinds), "missed": missed}


@torch.no_grad()
def training_cells(detector, read, views: int, encoders: dict) -> dict:
    crops, rng = CellCrops([f for f in read if f.site == "acevedo"], SIZE, labelled=True), torch.Generator().manual_seed(11)
    rows, kinds = [], []
    for number in range(views):
        for index in torch.arange(len(crops)).split(64):
            if number == 0:
                images, boxes = crops.plain(index, rng, 0.0, 1.1)
            else:
                images, boxes = crops.view(index, rng, 1.0)[:2]
            rows.append(readings(crop_features(detector, images, boxes), encoders))
            kinds.append(crops.kinds[index].numpy())
    return {name: np.concatenate([r[name] for r in rows]) for name in rows[0]} | {"kinds": np.concatenate(kinds)}


@torch.no_grad()
def readings(scaled: torch.Tensor, encoders: dict) -> dict:
    result = {name: np.concatenate([encoder(part.float()).numpy() for part in scaled.split(64)])
              for name, encoder in encoders.items()}
    return result | {"pooled": scaled.float().mean((2, 3)).numpy()}


def trees(seed: int = 1):
    return forest.RandomForestClassifier(100, max_depth=16, class_weight="balanced", n_jobs=2, random_state=seed)


def logistic():
    return make_pipeline(StandardScaler(), LogisticRegression(C=0.1, class_weight="balanced", max_iter=300))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", default=default_data())
    parser.add_argument("--detector", required=True)
    parser.add_argument("--cache", required=True, help="folder with the resized images")
    parser.add_argument("--embeddings", nargs="*", default=[], help="NAME=FOLDER with autoencoder.pt")
    parser.add_argument("--views", type=int, default=3)
    parser.add_argument("--out", required=True)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    detector, encoders = load_detector(Path(options.detector)), {}
    for pair in options.embeddings:
        name, folder = pair.split("=")
        model = Autoencoder().eval()
        model.load_state_dict(torch.load(Path(folder) / "autoencoder.pt", map_location="cpu")["model"])
        quantise(autoencoder_layers(model))
        encoders[f"embedding {name}"] = model.encoder
    train = training_cells(detector, fields(options.data, options.cache)["train"], options.views, encoders)
    tests = {}
    for site, split in TESTS:
        found = cells_found(detector, Path(options.data), site, split)
        tests[site] = readings(found["features"], encoders) | {"kinds": found["kinds"], "missed": found["missed"]}
    reduce = PCA(50, random_state=1).fit(train["pooled"])
    for each in (train, *tests.values()):
        each["PCA-50"] = reduce.transform(each["pooled"])
    result = {}
    for name in [*encoders, "PCA-50", "pooled"]:
        for head, make in (("forest", trees), ("logistic", logistic)):
            model = make().fit(train[name], train["kinds"])
            row = {}
            for site, test in tests.items():
                if site != "bccd":
                    answer, n = model.predict(test[name]), len(test["kinds"]) + test["missed"]
                    row[site] = {"accuracy": round(float((answer == test["kinds"]).sum() / n), 3),
                                 "macro F1": round(float(f1_score(test["kinds"], answer, average="macro",
                                                                  labels=np.unique(test["kinds"]))), 3), "n": n}
            result[f"{head} on {name}"] = row
        sites = [s for s in tests if s != "matek"]
        x = np.concatenate([tests[s][name] for s in sites])
        y = np.concatenate([[s] * len(tests[s][name]) for s in sites])
        told = cross_val_predict(logistic(), x, y, cv=StratifiedKFold(5, shuffle=True, random_state=1))
        result[f"forest on {name}"]["site"] = round(float(balanced_accuracy_score(y, told)), 3)
    Path(options.out).write_text(json.dumps(result, indent=1))
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
