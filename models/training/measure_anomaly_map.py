"""How well the anomaly map shows what `oddities.py` draws: `measure_anomaly_map.py --out FOLDER --run RUN SITE ... [--sheet FILE]`.

By pixel of the cell, on cells as the product crops them: area under the ROC curve of odd pixels, for each oddity and all, beside that of
the squared difference of crop and rebuilt picture; and the share of a normal cell's area that lights up at `LIT`.
"""
import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import torch

import instance_crops
from anomaly_map import SIDE, AnomalyMap
from anomaly_views import crop_of, rebuilt_of, shipped_autoencoder
from instance_crops import KEPT
from instance_dress import SIZE, aligned
from oddities import ODDITIES, pixel_auc, with_oddity
from test_encoder import load_shipped

LIT = 0.5


def squared_difference(crop: np.ndarray, rebuilt: np.ndarray) -> np.ndarray:
    """The error as it was shown before: mean of the channels, smoothed twice by 5x5."""
    error = ((crop.astype(np.float32) - rebuilt) ** 2).mean(2) / 255 ** 2
    return cv2.blur(cv2.blur(error, (5, 5)), (5, 5))


@torch.no_grad()
def maps_of(model, crops, rebuilts) -> np.ndarray:
    """Chances n,128,128 that a place is odd."""
    as_tensor = lambda x: torch.from_numpy(np.stack(x)).permute(0, 3, 1, 2).float() / 255
    logits = torch.cat([model(as_tensor(crops[i:i + 32]), as_tensor(rebuilts[i:i + 32])) for i in range(0, len(crops), 32)])
    return torch.nn.functional.interpolate(torch.sigmoid(logits), size=(SIDE, SIDE), mode="bilinear", align_corners=False)[:, 0].numpy()


def measured(model, encoder, autoencoder, lab, each: int, rng):
    """Figures, and the pictures of some cells: crop, odd crop, truth, map, map of the cell as it was."""
    begin = (KEPT - SIZE) // 2
    cells = rng.permutation(len(lab.kinds))[:each * len(ODDITIES)]
    normal, odd, truth, inside, names = [], [], [], [], []
    for number, cell in enumerate(cells):
        picture = lab.pictures[cell][begin:begin + SIZE, begin:begin + SIZE]
        rgb, mask = np.ascontiguousarray(picture[..., :3]), np.ascontiguousarray(picture[..., 3])
        if (mask > 140).sum() < 300:
            continue
        kind = ODDITIES[number % len(ODDITIES)]
        changed, where = with_oddity(rng, rgb, mask, kind)
        small = lambda x: cv2.resize(x.astype(np.float32), (SIDE, SIDE), interpolation=cv2.INTER_AREA) > 0.5
        if not small(where).any():
            continue
        normal.append(rgb), odd.append(changed), truth.append(small(where)), inside.append(small(mask > 140)), names.append(kind)
    result, shown = {"n": len(names)}, []
    crops = {key: [crop_of(p) for p in pictures] for key, pictures in (("normal", normal), ("odd", odd))}
    rebuilt = {key: np.concatenate([rebuilt_of(encoder, autoencoder, torch.from_numpy(np.stack([aligned(p) for p in pictures[i:i + 32]])))
                                    for i in range(0, len(pictures), 32)]) for key, pictures in (("normal", normal), ("odd", odd))}
    maps = {key: maps_of(model, crops[key], list(rebuilt[key])) for key in crops}
    before = [squared_difference(a, b) for a, b in zip(crops["odd"], rebuilt["odd"])]
    pooled = lambda values, some: np.concatenate([values[i][inside[i]] for i in some])
    for kind in (*ODDITIES, "all"):
        some = [i for i, name in enumerate(names) if kind in (name, "all")]
        result[kind] = [round(pixel_auc(pooled(maps["odd"], some), pooled(truth, some)), 3), round(pixel_auc(pooled(before, some), pooled(truth, some)), 3)]
    lit = np.array([(maps["normal"][i][inside[i]] > LIT).mean() for i in range(len(names))])
    result["normal cells' area lit"], result["normal cells with over a tenth lit"] = round(float(lit.mean()), 4), round(float((lit > 0.1).mean()), 3)
    found = [(maps["odd"][i][truth[i]] > LIT).mean() for i in range(len(names))]
    result["odd area lit"] = round(float(np.mean(found)), 3)
    for i in range(min(20, len(names))):
        grey = lambda x: np.repeat((255 * np.clip(x, 0, 1)).astype(np.uint8)[..., None], 3, 2)
        shown.append(np.hstack([crops["normal"][i], grey(maps["normal"][i]), crops["odd"][i], grey(truth[i]), grey(maps["odd"][i]), grey(before[i] / 0.06), rebuilt["odd"][i]]))
    return result, shown


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sites", nargs="+")
    parser.add_argument("--out", required=True)
    parser.add_argument("--run", required=True)
    parser.add_argument("--encoder", default=str(Path(__file__).parent / "encoder-start.pt"))
    parser.add_argument("--each", type=int, default=60)
    parser.add_argument("--kept", action="store_true", help="only cells that are kept from training")
    parser.add_argument("--sheet")
    options = parser.parse_args()
    torch.set_num_threads(1)
    model = AnomalyMap()
    model.load_state_dict(torch.load(Path(options.out) / options.run / "anomaly-map.pt")["averaged"])
    encoder, autoencoder = load_shipped(options.encoder), shipped_autoencoder()
    sheets = []
    for site in options.sites:
        lab = instance_crops.read(options.out, site)
        keep = lab.kinds >= 0
        lab = lab.subset(keep & ~instance_crops.trains(lab) if options.kept else keep)
        figures, shown = measured(model.eval(), encoder, autoencoder, lab, options.each, np.random.default_rng(5))
        print(site, json.dumps(figures), flush=True)
        sheets += shown
    if options.sheet:
        cv2.imwrite(options.sheet, np.vstack(sheets)[..., ::-1])


if __name__ == "__main__":
    main()
