"""Views of single cells for the autoencoder and the forest: four to a canvas, features from the frozen detector."""
import numpy as np
import torch

from augment import degrade, restain, transformed
from network import MEAN, pool_features, scale_features

WINDOW = 128
PADDING = np.round(np.array(MEAN) * 255).astype(np.uint8)  # zero after normalisation


def view(rng, field, stain: float, spread: float):
    """A window of 128 px around one cell. Result: RGB bytes, box x1, y1, x2, y2 in its pixels.

    `stain` is the chance of another hospital's look, `spread` the largest factor of scale errors.
    """
    scale = float(np.exp(rng.uniform(-1, 1) * np.log(spread)))
    index = rng.integers(len(field.boxes))
    longest = (field.boxes[index, 2:] - field.boxes[index, :2]).max()
    factor = 1.0 if field.site == "warty-pig" else 0.6
    field = transformed(rng, field, min(scale, 118 / (longest * factor)))
    box = field.boxes[index]
    centre = (box[:2] + box[2:]) / 2
    room = np.maximum((WINDOW - (box[2:] - box[:2])) / 2 - 2, 0)
    corner = np.round(centre - WINDOW / 2 + rng.uniform(-1, 1, 2) * np.minimum(room, 30)).astype(int)
    window = np.empty((WINDOW, WINDOW, 3), np.uint8)
    window[:] = PADDING
    height, width = field.rgb.shape[:2]
    x1, y1 = np.maximum(corner, 0)
    x2, y2 = np.minimum(corner + WINDOW, (width, height))
    if rng.random() < 0.2:  # as a single-cell image: little rim, padded beyond
        rim = longest * factor * rng.uniform(0.1, 0.5)
        x1, y1 = max(x1, int(box[0] - rim)), max(y1, int(box[1] - rim))
        x2, y2 = min(x2, int(box[2] + rim)), min(y2, int(box[3] + rim))
    part = field.rgb[y1:y2, x1:x2]
    if rng.random() < stain:
        part = degrade(rng, restain(rng, part))
    window[y1 - corner[1]:y2 - corner[1], x1 - corner[0]:x2 - corner[0]] = part
    return window, box - np.tile(corner, 2)


def jittered(rng, box: np.ndarray, amount: float) -> np.ndarray:
    size = np.tile(box[2:] - box[:2], 2)
    return np.clip(box + size * rng.normal(0, 1, 4).clip(-2, 2) * amount, 0, 2 * WINDOW)


def canvases(rng, fields, stain: float = 0.0, spread: float = 1.3, jitter: float = 0.03):
    """Packs views of the fields four to a 256 canvas. Result: images n,256,256,3 bytes, boxes per image."""
    count = -(-len(fields) // 4)
    images = np.empty((count, 256, 256, 3), np.uint8)
    images[:] = PADDING
    boxes = [[] for _ in range(count)]
    for number, field in enumerate(fields):
        window, box = view(rng, field, stain, spread)
        y, x = divmod(number % 4, 2)
        images[number // 4, y * 128:y * 128 + 128, x * 128:x * 128 + 128] = window
        box = box.clip(0, WINDOW) + np.array([x, y, x, y]) * 128
        boxes[number // 4].append(jittered(rng, box, jitter))
    return images, [np.array(b, np.float32) for b in boxes]


@torch.no_grad()
def features(detector, images: np.ndarray, boxes, detect: bool = False):
    """Scaled features n,256,14,14 and the boxes used; with `detect`, the detector's own boxes
    where one overlaps the given box by more than a half."""
    device = next(detector.parameters()).device
    tensors = torch.from_numpy(images).to(device).permute(0, 3, 1, 2).float() / 255
    levels = detector.pyramid(list(tensors))
    given = [torch.from_numpy(b).to(device) for b in boxes]
    if detect:
        given = [replaced(b, found) for b, found in zip(given, detect_boxes(detector, levels, tensors))]
    return scale_features(pool_features(levels, given)), given, tensors


def detect_boxes(detector, levels, tensors):
    from torchvision.models.detection.image_list import ImageList
    sizes = [tuple(tensors.shape[-2:])] * len(tensors)
    proposals, _ = detector.rpn(ImageList(tensors, sizes), levels)
    heads = detector.roi_heads
    pooled = heads.box_roi_pool(levels, proposals)
    logits, deltas = heads.box_predictor(heads.box_head(pooled))
    return heads.postprocess_detections(logits, deltas, proposals, sizes)[0]


def replaced(given, found):
    from torchvision.ops import box_iou
    if len(found) == 0:
        return given
    best, index = box_iou(given, found).max(1)
    return torch.where((best > 0.5)[:, None], found[index], given)
