"""Figures on the images kept for choosing (never on a test split)."""
import numpy as np
import torch

from augment import NATIVE, restain
from cells import Field, resized
from leaves import kind_chances
from network import MEAN, STD, Detector


def to_tensor(rgb: np.ndarray, device="cpu") -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(rgb)).to(device).permute(2, 0, 1).float() / 255


def at_scale(field: Field, scale: float = 1.0, stain_seed=None):
    """The field's pixels and boxes at `scale` times the detector's resolution."""
    factor = NATIVE[field.site] * scale
    rgb = resized(field.rgb, factor) if abs(factor - 1) > 1e-6 else field.rgb
    if stain_seed is not None:
        rgb = restain(np.random.default_rng(stain_seed), rgb)
    return rgb, field.boxes * factor


def overlap(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Intersection over union of every box of a with every box of b."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    inter = np.maximum(high - low, 0).prod(2)
    areas = [np.maximum(x[:, 2:] - x[:, :2], 0).prod(1) for x in (a, b)]
    return inter / np.maximum(areas[0][:, None] + areas[1][None] - inter, 1e-6)


def average_precision(results, threshold: float) -> float:
    """COCO's 101-point average precision. results: (boxes, scores, truth) per image."""
    hits, scores, total = [], [], 0
    for boxes, score, truth in results:
        total += len(truth)
        free = np.ones(len(truth), bool)
        shared = overlap(boxes, truth) if len(truth) else np.zeros((len(boxes), 0))
        for index in np.argsort(-score):
            candidates = np.where(free & (shared[index] >= threshold))[0]
            hits.append(len(candidates) > 0)
            scores.append(score[index])
            if len(candidates):
                free[candidates[shared[index][candidates].argmax()]] = False
    if not hits or not total:
        return 0.0
    order = np.argsort(-np.array(scores), kind="stable")
    right = np.cumsum(np.array(hits)[order])
    recall = right / total
    precision = right / np.arange(1, len(right) + 1)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    at = np.searchsorted(recall, np.linspace(0, 1, 101))
    return float(np.mean([precision[i] if i < len(precision) else 0 for i in at]))


@torch.no_grad()
def detection_figures(model: Detector, chosen, scale: float = 1.0, stain: bool = False) -> dict:
    """AP50, AP50:95, precision and recall at 0.5, mean Dice of cell and nucleus, n."""
    model.eval()
    device = next(model.parameters()).device
    results, dice, nucleus, counts = [], [], [], np.zeros(3)
    for number, field in enumerate(chosen):
        rgb, truth = at_scale(field, scale, number if stain else None)
        height, width = rgb.shape[:2]
        tile = -(-max(height, width) // 256) * 256
        model.transform.size_divisible = tile
        image = to_tensor(rgb, device)
        features = model.pyramid([image])
        found = model([image])[0]
        boxes, scores = found["boxes"].cpu().numpy(), found["scores"].cpu().numpy()
        results.append((boxes, scores, truth))
        sure = boxes[scores >= 0.5]
        shared = overlap(sure, truth) if len(truth) else np.zeros((len(sure), 0))
        matched = (shared.max(1) >= 0.5).sum() if shared.size else 0
        counts += (matched, len(sure), len(truth))
        if shared.size == 0 or field.site == "warty-pig":
            continue
        logits = model.roi_heads.mask_head(
            model.roi_heads.mask_roi_pool(features, [found["boxes"][: len(sure)]]))
        soft = logits.sigmoid().cpu().numpy()
        for index in range(len(sure)):
            best = shared[index].argmax()
            if shared[index, best] < 0.5 or not field.known[best, 0]:
                continue
            cell = (field.cells == best + 1).astype(np.uint8)
            dice.append(box_dice(soft[index, 1], sure[index], cell, rgb.shape))
            if field.known[best, 1]:
                nucleus.append(box_dice(soft[index, 2], sure[index], cell * field.nuclei, rgb.shape))
    model.transform.size_divisible = 256
    steps = [average_precision(results, t) for t in np.arange(0.5, 0.96, 0.05)]
    figures = {"AP50": round(steps[0], 3), "AP50:95": round(float(np.mean(steps)), 3),
               "precision": round(counts[0] / max(counts[1], 1), 3),
               "recall": round(counts[0] / max(counts[2], 1), 3), "n": int(counts[2])}
    if dice:
        figures["Dice"] = round(float(np.mean(dice)), 3)
    if nucleus:
        figures["nucleus Dice"] = round(float(np.mean(nucleus)), 3)
    return figures


def box_dice(soft, box, truth, shape) -> float:
    """Dice of a box-sized soft mask (threshold a half) against a mask of the same field."""
    import cv2
    height, width = truth.shape
    ratio = np.array([width / shape[1], height / shape[0]] * 2)
    x1, y1, x2, y2 = box * ratio
    size = soft.shape[0]
    xs = (np.arange(width) + 0.5 - x1) / max(x2 - x1, 1e-3) * size - 0.5
    ys = (np.arange(height) + 0.5 - y1) / max(y2 - y1, 1e-3) * size - 0.5
    gx, gy = np.meshgrid(xs.astype(np.float32), ys.astype(np.float32))
    mask = cv2.remap(soft.astype(np.float32), gx, gy, cv2.INTER_LINEAR, borderValue=0) > 0.5
    return 2 * (mask & (truth > 0)).sum() / max(mask.sum() + (truth > 0).sum(), 1)


@torch.no_grad()
def kind_figures(model: Detector, crops, stain: float = 0.0, spread: float = 1.0) -> dict:
    """Accuracy over the seven kinds, over the leaves, and balanced, of the training-only kind head."""
    model.eval()
    device = next(model.parameters()).device
    rng = torch.Generator().manual_seed(7)
    mean, std = (torch.tensor(x).view(3, 1, 1) for x in (MEAN, STD))
    chances = []
    for index in torch.arange(len(crops)).split(60):
        images, boxes = crops.plain(index, rng, stain, spread)
        levels = model.backbone(((images - mean) / std).to(device))
        readings = model.roi_heads.kind_head.readings(levels, boxes.to(device))
        chances.append(sum(x.cpu() for x in readings))
    chances = torch.cat(chances)
    kinds = kind_chances(chances).argmax(1)
    right = (kinds == crops.kinds).float()
    balanced = [float(right[crops.kinds == k].mean()) for k in crops.kinds.unique()]
    fine = crops.possible.sum(1) == 1
    leaf = chances.argmax(1) == crops.possible.argmax(1)
    return {"accuracy": round(float(right.mean()), 3), "balanced": round(float(np.mean(balanced)), 3),
            "leaves": round(float(leaf[fine].float().mean()), 3), "n": len(crops)}
