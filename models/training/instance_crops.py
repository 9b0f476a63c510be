"""Caches the cells of a set for the second look: `instance_crops.py --out FOLDER acevedo raabin ...`.

Each cell becomes 320x320 pixels at 0.1 um per pixel, RGB balanced as the product does it and the cell's mask, around
the middle of the box that the shipped detector finds there (the set's own box, else the picture's middle, where it
finds none). Beyond the picture's edge it is mirrored for the sets that train, glass for those that only test.
"""
import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch

import safetensors
from balance import GLASS, background_light, gains, nucleus_powers, powers, red_cell_density
from cells import chooses, default_data, ellipse, resized
from kinds import as_flags, kind_of, possible_leaves
from leaves import bccd_kinds
from network import MICRONS_PER_PIXEL, Detector
from weights import detector_layers, fold_detector

MICRONS, KEPT = 0.1, 320
SCALE = {"acevedo": 0.09, "acevedo-test": 0.09, "bccd": 0.074, "raabin": 0.1, "lmu": 0.072,
         "jhu": 0.099, "jtsc": 0.17, "matek": 0.07, "deepbionet": 0.1}
LABORATORIES = ("acevedo", "bccd", "raabin", "lmu")  # what may train
PACK = Path(__file__).resolve().parents[1] / "packs" / "base"
GROUNDS = 240  # pictures of each laboratory without their cell
DETECTOR = None


def product_balance(rgb: np.ndarray) -> np.ndarray:
    """Balanced by glass and red cells, without any by the nucleus of the cell that the picture is cut around."""
    gain = gains(background_light(rgb))
    density = red_cell_density(rgb, gain)
    if density is None:
        factor = min(1, 128 / max(rgb.shape[:2]))
        power = nucleus_powers(resized(rgb, factor), gain)
    else:
        power = powers(density)
    table = np.clip(np.rint(GLASS * (np.arange(256)[:, None] * gain / GLASS) ** power), 0, 255).astype(np.uint8)
    return np.stack([table[rgb[..., c], c] for c in range(3)], -1)


def shipped_detector(pack: Path = PACK) -> Detector:
    """The detector of a pack, from its own weights."""
    model = Detector(score=0.05).eval()
    fold_detector(model)
    read = safetensors.read(pack / "detector.safetensors")
    with torch.no_grad():
        for name, layer in detector_layers(model).items():
            weight = torch.from_numpy(read[f"{name}.weight"] * read[f"{name}.weight.scale"]).float()
            if weight.ndim == 4:
                weight = weight.permute(3, 2, 0, 1)
            elif name == "box.fc1":
                weight = weight.T.reshape(len(layer.weight), 7, 7, -1).permute(0, 3, 1, 2).reshape(len(layer.weight), -1)
            else:
                weight = weight.T
            layer.weight.copy_(weight)
            layer.bias.copy_(torch.from_numpy(read[f"{name}.bias"].astype(np.float32)))
    return model.requires_grad_(False)


@torch.no_grad()
def found_cells(rgb: np.ndarray):
    """Boxes n,4 and soft masks n,28,28 of the shipped detector on a picture at `MICRONS`, in its pixels."""
    factor = MICRONS / MICRONS_PER_PIXEL
    small = resized(rgb, factor)
    DETECTOR.transform.size_divisible = 128 if max(small.shape[:2]) <= 130 else 256
    small = small[:128, :128] if max(small.shape[:2]) <= 130 else small
    image = torch.from_numpy(np.ascontiguousarray(small)).permute(2, 0, 1).float() / 255
    found = DETECTOR([image])[0]
    levels = DETECTOR.pyramid([image])
    soft = DETECTOR.roi_heads.mask_head(DETECTOR.roi_heads.mask_roi_pool(levels, [found["boxes"]])).sigmoid()[:, 1]
    return found["boxes"].numpy() / factor, found["scores"].numpy(), soft.numpy()


def pasted(soft: np.ndarray, box: np.ndarray, shape) -> np.ndarray:
    """A mask of box's size, put in a picture: bytes."""
    xs = (np.arange(shape[1]) + 0.5 - box[0]) / (box[2] - box[0]) * 28 - 0.5
    ys = (np.arange(shape[0]) + 0.5 - box[1]) / (box[3] - box[1]) * 28 - 0.5
    gx, gy = np.meshgrid(xs.astype(np.float32), ys.astype(np.float32))
    return (cv2.remap(soft, gx, gy, cv2.INTER_LINEAR, borderValue=0) * 255).astype(np.uint8)


def cut(picture: np.ndarray, centre, mirrored: bool) -> np.ndarray:
    """KEPT x KEPT pixels around a point."""
    x, y = (int(round(v)) - KEPT // 2 for v in centre)
    height, width = picture.shape[:2]
    pad = [max(0, -y), max(0, y + KEPT - height), max(0, -x), max(0, x + KEPT - width)]
    rgb, mask = np.ascontiguousarray(picture[..., :3]), np.ascontiguousarray(picture[..., 3])
    how = dict(borderType=cv2.BORDER_REFLECT_101) if mirrored else dict(borderType=cv2.BORDER_CONSTANT, value=(GLASS,) * 3)
    rgb = cv2.copyMakeBorder(rgb, *pad, **how)
    mask = cv2.copyMakeBorder(mask, *pad, cv2.BORDER_CONSTANT, value=0)
    here = np.s_[y + pad[0]:y + pad[0] + KEPT, x + pad[2]:x + pad[2] + KEPT]
    return np.dstack([rgb[here], mask[here]])


def load(job) -> list:
    """Cells of one picture: (pixels, what is known)."""
    root, site, image, boxes = job
    folder = Path(root) / site.split("-")[0] / "images"
    bgr = cv2.imread(str(folder / image["file_name"]))
    factor = SCALE[site] / MICRONS
    rgb = product_balance(resized(bgr[..., ::-1], factor))
    middle = np.array(rgb.shape[1::-1]) / 2
    found, scores, soft = found_cells(rgb) if image.get("label") != "platelet" else (np.zeros((0, 4)), None, None)
    wanted = np.array(boxes, np.float32).reshape(-1, 4) * factor
    wanted[:, 2:] += wanted[:, :2]
    asked = list(wanted) if len(wanted) and (site == "bccd" or len(wanted) == 1) else [None]
    kinds = bccd_kinds().get(image["file_name"], ()) if site == "bccd" else ()
    result = []
    for number, box in enumerate(asked):
        label = kinds[number] if number < len(kinds) else image.get("label")
        if site == "bccd" and label in (None, "unknown"):
            continue
        at = middle if box is None else (box[:2] + box[2:]) / 2
        away = np.linalg.norm((found[:, :2] + found[:, 2:]) / 2 - at, axis=1) - (10 * scores if len(found) else 0)
        reach = 55 if site not in ("deepbionet", "matek") else 1e9
        mine = int(away.argmin()) if len(found) and away.min() < reach else -1
        if mine >= 0:
            box, mask = found[mine], pasted(soft[mine], found[mine], rgb.shape)
        else:
            radius = 20 if label == "platelet" else 60
            box = np.array([*(at - radius), *(at + radius)]) if box is None else box
            mask = ellipse(rgb.shape, box) * 255
        centre = (box[:2] + box[2:]) / 2
        pixels = cut(np.dstack([rgb, mask]), centre, site in LABORATORIES)
        known = {"name": image["file_name"], "label": label, "subtype": image.get("subtype"), "split": image["split"],
                 "group": image.get("smear") or image.get("patient"), "score": float(scores[mine]) if mine >= 0 else 0.0,
                 "box": [round(float(v), 1) for v in box - np.tile(centre - KEPT / 2, 2)]}
        result.append((pixels, known))
    return result


def prepare():
    global DETECTOR
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    DETECTOR = shipped_detector()


def cache(root: str, out: Path, site: str):
    with open(Path(root) / site.split("-")[0] / "annotations.json") as file:
        data = json.load(file)
    white = {c["id"] for c in data["categories"] if c["name"] not in ("RBC", "Platelets", "platelet")}
    boxes = {}
    for a in data["annotations"]:
        if a["category_id"] in white:
            boxes.setdefault(a["image_id"], []).append(a["bbox"])
    split = {"acevedo": ("train",), "acevedo-test": ("val",), "bccd": ("train", "val")}.get(site, ("train", "val", "test"))
    jobs = [(root, site, i, boxes.get(i["id"], [])) for i in data["images"] if i["split"] in split]
    with ProcessPoolExecutor(2, initializer=prepare) as pool:
        cells = [cell for part in pool.map(load, jobs, chunksize=16) for cell in part]
    pictures = np.lib.format.open_memmap(out / f"{site}.part", "w+", np.uint8, (len(cells), KEPT, KEPT, 4))
    for number, (pixels, _) in enumerate(cells):
        pictures[number] = pixels
    pictures.flush()
    (out / f"{site}.json").write_text(json.dumps([known for _, known in cells]))
    (out / f"{site}.part").rename(out / f"{site}.npy")
    print(site, len(cells), "cells; not found:", sum(k["score"] == 0 and k["label"] != "platelet" for _, k in cells), flush=True)


@dataclass
class Laboratory:
    site: str
    pictures: np.ndarray  # n,320,320,4 bytes, mapped from the file
    known: list
    possible: np.ndarray  # n,12
    kinds: np.ndarray  # n

    def subset(self, keep) -> "Laboratory":
        """The chosen cells alone, in memory."""
        index = np.flatnonzero(keep)
        return Laboratory(self.site, self.pictures[index], [self.known[i] for i in index], self.possible[index], self.kinds[index])


def read(out: str, site: str) -> Laboratory:
    folder = Path(out) / "instances"
    known = json.loads((folder / f"{site}.json").read_text())
    possible = np.stack([as_flags(possible_leaves(site, k["name"], k["label"], k["subtype"])) for k in known])
    kinds = np.array([kind_of(p) for p in possible])
    return Laboratory(site, np.load(folder / f"{site}.npy", mmap_mode="r"), known, possible, kinds)


def trains(lab: Laboratory) -> np.ndarray:
    """Which cells train: the train splits without acevedo's tenth."""
    return np.array([k["split"] == "train" and not (lab.site == "acevedo" and chooses(k["name"])) for k in lab.known])


def some(keep: np.ndarray, most: int) -> np.ndarray:
    """At most so many of what is kept, drawn at random."""
    index = np.random.default_rng(1).permutation(np.flatnonzero(keep))[:most]
    return np.isin(np.arange(len(keep)), index)


def taught(labs) -> set:
    """Kinds of which these laboratories bring more than a handful."""
    counts = np.bincount(np.concatenate([lab.kinds[lab.kinds >= 0] for lab in labs]))
    return {int(k) for k in np.flatnonzero(counts >= 10)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sites", nargs="+", choices=sorted(SCALE))
    parser.add_argument("--data", default=default_data())
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    out = Path(options.out) / "instances"
    out.mkdir(parents=True, exist_ok=True)
    for site in options.sites:
        if not (out / f"{site}.npy").exists():
            cache(options.data, out, site)


if __name__ == "__main__":
    main()
