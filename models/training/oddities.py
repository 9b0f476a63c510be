"""Things that do not belong on a white cell, drawn at known places: what an error map is measured by.

On pictures at `MICRONS` per pixel, h,w,3 bytes, with the cell's soft mask h,w. Every draw comes from the generator given.
"""
import math

import cv2
import numpy as np

from balance import GLASS

ODDITIES = ("vacuoles", "needle", "ring form", "dirt", "second nucleus")


def colours(rgb: np.ndarray, inside: np.ndarray):
    """Mean colour of the darkest and of the brightest third of a cell."""
    pixels = rgb[inside].astype(np.float32)
    order = np.argsort(pixels[:, 1])
    third = max(1, len(order) // 3)
    return pixels[order[:third]].mean(0), pixels[order[-third:]].mean(0)


def somewhere(rng, allowed: np.ndarray):
    ys, xs = np.nonzero(allowed)
    pick = rng.integers(len(ys))
    return int(xs[pick]), int(ys[pick])


def blob(rng, shape, centre, radius: float, roughness: float) -> np.ndarray:
    """A filled outline that wobbles, 0 to 1."""
    angles = np.linspace(0, 2 * math.pi, 48, endpoint=False)
    reach = radius * np.exp(roughness * sum(rng.normal(0, 1 / k) * np.cos(k * angles + rng.uniform(0, 6.3)) for k in range(1, 5)))
    points = np.stack([centre[0] + reach * np.cos(angles), centre[1] + reach * np.sin(angles)], 1)
    mask = np.zeros(shape, np.uint8)
    cv2.fillPoly(mask, [np.rint(points * 8).astype(np.int32)], 255, cv2.LINE_AA, 3)
    return mask.astype(np.float32) / 255


def laid(rgb: np.ndarray, shape: np.ndarray, colour, strength: float, grain=None) -> np.ndarray:
    over = np.broadcast_to(np.asarray(colour, np.float32), rgb.shape)
    over = over if grain is None else over + grain[..., None]
    part = (shape * strength)[..., None]
    return np.clip(np.rint(rgb * (1 - part) + over * part), 0, 255).astype(np.uint8)


def with_oddity(rng, rgb: np.ndarray, mask: np.ndarray, kind: str):
    """The picture with one oddity (or a few vacuoles), and where it is: h,w, true inside."""
    inside = mask > 140
    core = cv2.erode(inside.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    core = core if core.any() else inside
    dark, bright = colours(rgb, inside)
    shape = rgb.shape[:2]
    drawn = np.zeros(shape, np.float32)
    if kind == "vacuoles":
        for _ in range(rng.integers(1, 5)):
            drawn = np.maximum(drawn, blob(rng, shape, somewhere(rng, core), rng.uniform(5, 12), 0.08))
        drawn = cv2.GaussianBlur(drawn, (0, 0), 1.0)
        result = laid(rgb, drawn, 0.35 * bright + 0.65 * GLASS, 0.92)
    elif kind == "needle":
        x, y = somewhere(rng, core)
        angle, half = rng.uniform(0, math.pi), rng.uniform(11, 25)
        ends = [(int(8 * (x + s * half * math.cos(angle))), int(8 * (y + s * half * math.sin(angle)))) for s in (-1, 1)]
        line = np.zeros(shape, np.uint8)
        cv2.line(line, *ends, 255, int(rng.integers(3, 6)), cv2.LINE_AA, 3)
        drawn = cv2.GaussianBlur(line.astype(np.float32) / 255, (0, 0), 0.8)
        result = laid(rgb, drawn, dark * np.array([1.15, 0.55, 0.9]), 0.9)
    elif kind == "ring form":
        x, y = somewhere(rng, core)
        ring = np.zeros(shape, np.uint8)
        radius = rng.uniform(7, 13)
        cv2.circle(ring, (8 * x, 8 * y), int(8 * radius), 255, int(rng.integers(2, 5)), cv2.LINE_AA, 3)
        cv2.circle(ring, (int(8 * (x + radius)), 8 * y), int(8 * rng.uniform(2.5, 4)), 255, -1, cv2.LINE_AA, 3)
        drawn = cv2.GaussianBlur(ring.astype(np.float32) / 255, (0, 0), 0.8)
        inner = blob(rng, shape, (x, y), radius, 0.0)
        result = laid(laid(rgb, inner, 0.5 * bright + 0.5 * GLASS, 0.7), drawn, dark * np.array([0.8, 0.6, 0.9]), 0.95)
        drawn = np.maximum(drawn, inner)
    elif kind == "dirt":
        drawn = blob(rng, shape, somewhere(rng, core), rng.uniform(6, 16), 0.35)
        drawn = cv2.GaussianBlur(drawn, (0, 0), 0.8)
        colour = [(25, 20, 15), (80, 60, 30), (20, 30, 80), (40, 90, 60), (120, 30, 30)][rng.integers(5)]
        result = laid(rgb, drawn, colour, rng.uniform(0.8, 1), rng.normal(0, 12, shape).astype(np.float32))
    else:
        pale = core & (rgb[..., 1] > (dark[1] + bright[1]) / 2)
        drawn = blob(rng, shape, somewhere(rng, pale if pale.any() else core), rng.uniform(16, 28), 0.12)
        drawn = cv2.GaussianBlur(drawn, (0, 0), 1.5)
        grain = cv2.GaussianBlur(rng.normal(0, 60, shape).astype(np.float32), (0, 0), 2.5)
        result = laid(rgb, drawn, dark, 0.95, grain)
    return result, (drawn > 0.4) & inside


def pixel_auc(score: np.ndarray, odd: np.ndarray) -> float:
    """Area under the ROC curve of odd pixels among the others."""
    order = np.argsort(score, kind="stable")
    ranks = np.empty(len(score))
    ranks[order] = np.arange(1, len(score) + 1)
    n = int(odd.sum())
    return float((ranks[odd].sum() - n * (n + 1) / 2) / (n * (len(score) - n)))
