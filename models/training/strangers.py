"""What training draws on cells so that the anomaly map learns to see what does not belong: `with_strangers`.

Shapes without a meaning (blobs, strokes, closed lines, islands of noise) in any colour, pieces and nuclei of other cells (Li et al.,
CutPaste, CVPR 2021), and places that are smeared, sharpened or dyed otherwise. What `oddities.py` draws, by which the map is measured, is drawn by other code and never trains.
After Zavrtanik et al., DRAEM, ICCV 2021. On pictures at `MICRONS` per pixel; every draw comes from the generator given.
"""
import math

import cv2
import numpy as np

from balance import GLASS

LEAST_SEEN = 14.0  # mean change of the three bytes below which nobody could see the stranger
SHAPES = ("blob", "stroke", "closed line", "islands")


def outline(rng, centre, radius: float, roughness: float, squeeze: float) -> np.ndarray:
    """Points of a wobbling closed line, in eighths of a pixel."""
    angles = np.linspace(0, 2 * math.pi, 40, endpoint=False)
    reach = radius * np.exp(roughness * sum(rng.normal(0, 1 / k) * np.cos(k * angles + rng.uniform(0, 6.3)) for k in range(1, 5)))
    turn = rng.uniform(0, math.pi)
    x, y = reach * np.cos(angles) * squeeze, reach * np.sin(angles) / squeeze
    points = np.stack([centre[0] + x * math.cos(turn) - y * math.sin(turn), centre[1] + x * math.sin(turn) + y * math.cos(turn)], 1)
    return np.rint(points * 8).astype(np.int32)


def drawn_shape(rng, kind: str, shape, centre) -> np.ndarray:
    """One of `SHAPES` around a point, 0 to 1, h,w."""
    mask = np.zeros(shape, np.uint8)
    small = math.exp(rng.uniform(math.log(4), math.log(28)))
    if kind == "blob":
        for _ in range(rng.integers(1, 4)):
            at = np.array(centre) + rng.normal(0, 14, 2)
            cv2.fillPoly(mask, [outline(rng, at, small, rng.uniform(0, 0.4), math.exp(rng.normal(0, 0.25)))], 255, cv2.LINE_AA, 3)
    elif kind == "stroke":
        for _ in range(rng.integers(1, 3)):
            at, way, points = np.array(centre, float), rng.uniform(0, 2 * math.pi), []
            step = rng.uniform(3, 10)
            for _ in range(rng.integers(3, 9)):
                points.append(at.copy())
                way += rng.normal(0, rng.choice([0.05, 0.5]))
                at += step * np.array([math.cos(way), math.sin(way)])
            cv2.polylines(mask, [np.rint(np.array(points) * 8).astype(np.int32)], False, 255, int(rng.integers(2, 7)), cv2.LINE_AA, 3)
    elif kind == "closed line":
        points = outline(rng, centre, max(small, 6), rng.uniform(0, 0.25), math.exp(rng.normal(0, 0.2)))
        cv2.polylines(mask, [points], True, 255, int(rng.integers(2, 6)), cv2.LINE_AA, 3)
        if rng.random() < 0.3:
            cv2.fillPoly(mask, [points], 255, cv2.LINE_AA, 3)
    else:  # islands of smooth noise near the point
        fine = int(rng.integers(4, 20))
        noise = cv2.resize(rng.normal(0, 1, (shape[0] // fine + 2, shape[1] // fine + 2)).astype(np.float32), shape[::-1], interpolation=cv2.INTER_CUBIC)
        ys, xs = np.mgrid[:shape[0], :shape[1]]
        near = np.exp(-((xs - centre[0]) ** 2 + (ys - centre[1]) ** 2) / (2 * (1.2 * small + 6) ** 2))
        mask = np.clip((near * (1 + 0.6 * noise) - 0.45) * 6, 0, 1) * 255
    return cv2.GaussianBlur(mask.astype(np.float32) / 255, (0, 0), math.exp(rng.uniform(math.log(0.5), math.log(3))))


def any_colour(rng, rgb: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Of the picture itself, as of a dye, or none in particular."""
    draw = rng.random()
    if draw < 0.5:
        own = rgb[inside][rng.integers(int(inside.sum()))].astype(np.float32)
        return np.clip(own * np.exp(rng.normal(0, 0.35, 3)), 0, 255)
    if draw < 0.65:
        return np.clip(rng.normal(GLASS - 8, 12, 3), 0, 255)
    if draw < 0.8:
        return rng.uniform(0, 90, 3)
    return rng.uniform(0, 255, 3)


def texture(rng, rgb: np.ndarray, inside: np.ndarray, other: np.ndarray) -> np.ndarray:
    """What fills a shape: a colour, with grain or without; another picture's piece; the picture itself, smeared, dyed or moved."""
    draw = rng.random()
    if draw < 0.5:
        colour = np.broadcast_to(any_colour(rng, rgb, inside).astype(np.float32), rgb.shape).copy()
        if rng.random() < 0.6:
            grain = rng.normal(0, 1, rgb.shape[:2]).astype(np.float32)
            width = rng.uniform(0.6, 4)
            grain = cv2.GaussianBlur(grain, (0, 0), width) * width * 3
            colour += (grain * rng.uniform(3, 25))[..., None]
        return colour
    if draw < 0.75:
        angle, scale = rng.uniform(0, 360), math.exp(rng.normal(0, 0.3))
        size = rgb.shape[0]
        way = cv2.getRotationMatrix2D((size / 2, size / 2), angle, scale)
        way[:, 2] += rng.uniform(-40, 40, 2)
        return cv2.warpAffine(other, way, rgb.shape[1::-1], borderMode=cv2.BORDER_REFLECT_101).astype(np.float32)
    if draw < 0.85:
        return cv2.GaussianBlur(rgb, (0, 0), rng.uniform(4, 10)).astype(np.float32)
    if draw < 0.93:
        return np.clip(rgb * np.exp(rng.normal(0, 0.3, 3)) + rng.normal(0, 15, 3), 0, 255).astype(np.float32)
    way = cv2.getRotationMatrix2D((rgb.shape[1] / 2, rgb.shape[0] / 2), rng.uniform(60, 300), rng.uniform(0.8, 1.25))
    return cv2.warpAffine(rgb, way, rgb.shape[1::-1], borderMode=cv2.BORDER_REFLECT_101).astype(np.float32)


def other_nucleus(rng, rgb: np.ndarray, inside: np.ndarray, other: np.ndarray, centre):
    """A part of another cell's nucleus, about as dark as what is darkest here, laid around a point: the picture and how much of it shows."""
    dark = (other.min(2) < np.quantile(other[60:-60, 60:-60].min(2), 0.25)).astype(np.uint8)
    count, names, stats, middles = cv2.connectedComponentsWithStats(cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)))
    large = [i for i in range(1, count) if 300 < stats[i, cv2.CC_STAT_AREA] < 12000]
    if not large:
        return rgb.astype(np.float32), np.zeros(rgb.shape[:2], np.float32)
    part = (names == large[rng.integers(len(large))]).astype(np.float32)
    area, middle = float(part.sum()), np.array([(part * axis).sum() / part.sum() for axis in np.mgrid[:part.shape[0], :part.shape[1]]])[::-1]
    radius = rng.uniform(12, 30)
    scale = radius / math.sqrt(area / math.pi)
    way = cv2.getRotationMatrix2D(tuple(float(v) for v in middle), rng.uniform(0, 360), scale)
    way[:, 2] += np.array(centre) - middle
    moved = cv2.warpAffine(other, way, rgb.shape[1::-1], borderMode=cv2.BORDER_REFLECT_101).astype(np.float32)
    shape = cv2.GaussianBlur(cv2.warpAffine(part, way, rgb.shape[1::-1]), (0, 0), rng.uniform(0.7, 2))
    if rng.random() < 0.8 and (shape > 0.5).any():
        own = rgb[inside]
        darkest = own[np.argsort(own[:, 1])[:max(1, len(own) // 3)]].mean(0)
        moved = np.clip((moved + 1) * ((darkest + 1) / (moved[shape > 0.5].mean(0) + 1)) ** rng.uniform(0.6, 1), 0, 255)
    return moved, shape * rng.uniform(0.8, 1)


def with_strangers(rng, rgb: np.ndarray, mask: np.ndarray, other: np.ndarray):
    """The picture with one to three strangers, most of them on the cell, and where they can be seen: h,w from 0 to 1. `other`: another
    cell's picture of the same size."""
    inside = mask > 140
    inside = inside if inside.sum() > 50 else np.ones_like(inside)
    result, where = rgb.astype(np.float32), np.zeros(rgb.shape[:2], np.float32)
    for _ in range(1 + rng.binomial(2, 0.3)):
        ys, xs = np.nonzero(inside)
        pick = rng.integers(len(ys))
        centre = (float(xs[pick]), float(ys[pick])) if rng.random() < 0.85 else tuple(rng.uniform(20, rgb.shape[0] - 20, 2))
        if rng.random() < 0.25:
            filled, shape = other_nucleus(rng, rgb, inside, other, centre)
            part = shape
        else:
            shape = drawn_shape(rng, SHAPES[rng.integers(len(SHAPES))], rgb.shape[:2], centre)
            part = shape * rng.uniform(0.55, 1)
            filled = texture(rng, rgb, inside, other)
        after = result * (1 - part[..., None]) + filled * part[..., None]
        change = cv2.GaussianBlur(np.abs(after - result).mean(2), (0, 0), 2.0)
        where = np.maximum(where, (shape > 0.4) * np.clip((change - LEAST_SEEN / 2) / (LEAST_SEEN / 2), 0, 1))
        result = after
    return np.clip(np.rint(result), 0, 255).astype(np.uint8), where
