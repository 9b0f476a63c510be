"""Reads the public sets and keeps them, once resized, as arrays.

Every image becomes a `Field`: RGB bytes at `FINE` um per pixel (finer than the detector's 0.25, so that
scale changes stay sharp), boxes in its pixels, the instance map (0 none, n the n-th box), the nucleus map.
"""
import argparse
import hashlib
import json
import os
import pickle
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from balance import balanced
from network import KINDS

FINE = 0.15
SCALE = {"bccd": 0.074, "acevedo": 0.09, "warty-pig": 0.5}
SETS = tuple(SCALE)


@dataclass
class Field:
    name: str
    site: str
    rgb: np.ndarray  # H,W,3 uint8
    boxes: np.ndarray  # n,4 float32: x1, y1, x2, y2
    cells: np.ndarray  # H,W uint8: instance number from 1
    nuclei: np.ndarray  # H,W uint8: 0 or 1
    known: np.ndarray  # n,2 float32: is the cell mask known, is the nucleus mask known
    kind: int  # index into KINDS, or -1
    complete: bool  # every leukocyte on the image has a box


def chooses(name: str) -> bool:
    """Whether an image of acevedo's train split is kept for choosing: a tenth, by its name."""
    return int(hashlib.sha1(name.encode()).hexdigest()[:8], 16) % 10 == 0


def default_data() -> str:
    here = Path(__file__).resolve().parents[2]
    return os.environ.get("SMEARLENS_DATA", str(here.parent / "shared" / "data"))


def ellipse(shape, box, factor: float = 1.0) -> np.ndarray:
    """The ellipse inscribed in a box (half axes times `factor`), as 0/1 bytes."""
    y, x = np.mgrid[: shape[0], : shape[1]] + 0.5
    cx, cy = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    rx, ry = max((box[2] - box[0]) / 2, 1) * factor, max((box[3] - box[1]) / 2, 1) * factor
    return (((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1).astype(np.uint8)


def largest(mask: np.ndarray) -> np.ndarray:
    """The largest component of a mask, its holes filled."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    if count < 2:
        return mask
    one = (labels == 1 + stats[1:, cv2.CC_STAT_AREA].argmax()).astype(np.uint8)
    outline, _ = cv2.findContours(one, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return cv2.drawContours(np.zeros_like(one), outline, -1, 1, -1)


def grab_cell(rgb: np.ndarray, box) -> np.ndarray:
    """A cell's mask from its box: GrabCut with an ellipse as prior, the ellipse where that fails."""
    round_ = ellipse(rgb.shape, box)
    marks = np.full(rgb.shape[:2], cv2.GC_BGD, np.uint8)
    marks[ellipse(rgb.shape, box, 1.12) > 0] = cv2.GC_PR_BGD
    marks[ellipse(rgb.shape, box, 0.95) > 0] = cv2.GC_PR_FGD
    marks[ellipse(rgb.shape, box, 0.55) > 0] = cv2.GC_FGD
    try:
        cv2.grabCut(rgb[..., ::-1].copy(), marks, None, np.zeros((1, 65)), np.zeros((1, 65)), 3,
                    cv2.GC_INIT_WITH_MASK)
    except cv2.error:
        return round_
    mask = ((marks == cv2.GC_FGD) | (marks == cv2.GC_PR_FGD)).astype(np.uint8)
    mask = largest(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)))
    overlap = (mask & round_).sum() / max((mask | round_).sum(), 1)
    return mask if overlap > 0.78 else round_


def split_nucleus(rgb: np.ndarray, cell: np.ndarray) -> np.ndarray:
    """The nucleus inside a cell: Otsu's threshold on red and green, where chromatin is darkest."""
    dark = 255 - cv2.GaussianBlur(
        (0.6 * rgb[..., 0] + 0.4 * rgb[..., 1]).astype(np.uint8), (3, 3), 0)
    values = dark[cell > 0]
    if len(values) < 30:
        return np.zeros_like(cell)
    threshold, _ = cv2.threshold(values[:, None], 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    mask = ((dark > threshold) & (cell > 0)).astype(np.uint8)
    return cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))


def resized(rgb: np.ndarray, factor: float) -> np.ndarray:
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    size = (max(1, round(rgb.shape[1] * factor)), max(1, round(rgb.shape[0] * factor)))
    return cv2.resize(rgb, size, interpolation=how)


def load(job) -> Field:
    root, site, image, boxes = job
    folder = Path(root) / site
    rgb = cv2.imread(str(folder / "images" / image["file_name"]))[..., ::-1]
    boxes = np.array(boxes, np.float32).reshape(-1, 4)
    boxes[:, 2:] += boxes[:, :2]
    kind = KINDS.index(image["label"]) if image.get("label") in KINDS else -1
    complete = site != "acevedo" or len(boxes) > 0 or image["label"] == "platelet"
    # warty-pig is coarser than the detector: it is brought to the detector's own 0.25 only
    factor = SCALE[site] / (0.25 if site == "warty-pig" else FINE)
    small = balanced(resized(rgb, factor))
    height, width = small.shape[:2]
    nuclei = np.zeros((height, width), np.uint8)
    cells = np.zeros((height, width), np.uint8)
    if site == "bccd":
        whole = cv2.imread(str(folder / "masks" / image["mask"]), 0)
        boxes = with_unboxed(whole, boxes)
        small_mask = cv2.resize(whole, (width, height), interpolation=cv2.INTER_NEAREST)
        nuclei = (small_mask == 2).astype(np.uint8)
    scaled = boxes * factor
    known = np.zeros((len(boxes), 2), np.float32)
    for index, box in enumerate(scaled):
        if site == "bccd":
            x1, y1, x2, y2 = np.round(box).astype(int).clip(0)
            inside = np.zeros_like(cells)
            inside[y1:y2, x1:x2] = small_mask[y1:y2, x1:x2] > 0
            known[index] = inside.sum() > 0.3 * (x2 - x1) * (y2 - y1)
            cells[(inside > 0) & (cells == 0)] = index + 1
        elif site == "acevedo":
            coarse = resized(rgb, SCALE[site] / 0.25)
            mask = grab_cell(coarse, boxes[index] * SCALE[site] / 0.25)
            soft = cv2.resize(mask * 255, (width, height), interpolation=cv2.INTER_LINEAR)
            cell = (soft > 127).astype(np.uint8)
            cells[cell > 0] = index + 1
            known[index] = (1, image["label"] != "basophil")
            nuclei |= split_nucleus(small, cell)
        else:
            cells[ellipse(cells.shape, box) > 0] = index + 1
    return Field(image["file_name"], site, small, scaled, cells, nuclei, known, kind, complete)


def with_unboxed(mask: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """Adds the box of every large mask component that no box covers: leukocytes left without one."""
    count, labels, stats, centres = cv2.connectedComponentsWithStats((mask > 0).astype(np.uint8))
    added = []
    for index in range(1, count):
        x, y, w, h, area = stats[index]
        covered = any(b[0] <= centres[index][0] <= b[2] and b[1] <= centres[index][1] <= b[3]
                      for b in boxes)
        if area > 4000 and not covered:
            added.append([x, y, x + w, y + h])
    return np.concatenate([boxes, np.array(added, np.float32).reshape(-1, 4)])


def read_site(root: str, site: str, split: str, pool) -> list:
    with open(Path(root) / site / "annotations.json") as file:
        data = json.load(file)
    leukocytes = {c["id"] for c in data["categories"] if c["name"] == "WBC" or c["name"] in KINDS}
    boxes = {}
    for a in data["annotations"]:
        if a["category_id"] in leukocytes:
            boxes.setdefault(a["image_id"], []).append(a["bbox"])
    jobs = [(root, site, i, boxes.get(i["id"], [])) for i in data["images"] if i["split"] == split]
    return list(pool.map(load, jobs, chunksize=16))


def fields(root: str, cache: str) -> dict:
    """All fields allowed for training and choosing: {"train": [...], "choose": [...]}.

    "choose" holds acevedo's tenth and the val splits of bccd and warty-pig.
    """
    path = Path(cache) / "fields.pickle"
    if path.exists():
        with open(path, "rb") as file:
            return pickle.load(file)
    result = {"train": [], "choose": []}
    with ProcessPoolExecutor() as pool:
        for site in SETS:
            for field in read_site(root, site, "train", pool):
                kept = site == "acevedo" and chooses(field.name)
                result["choose" if kept else "train"].append(field)
            if site != "acevedo":  # acevedo's val split counts as a test
                result["choose"] += read_site(root, site, "val", pool)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    with open(partial, "wb") as file:
        pickle.dump(result, file, protocol=4)
    partial.rename(path)
    return result


def main():
    parser = argparse.ArgumentParser(description="Reads and caches the training images.")
    parser.add_argument("--data", default=default_data())
    parser.add_argument("--out", required=True, help="folder for the cache and checkpoints")
    options = parser.parse_args()
    import cells  # pickled classes must belong to the module, not to the script
    read = cells.fields(options.data, options.out)
    print({key: len(value) for key, value in read.items()})


if __name__ == "__main__":
    main()
