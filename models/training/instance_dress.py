"""Dresses a cell for the second look as another laboratory, lamp, camera and focus would show it.

All on single pictures in numpy and OpenCV, at `MICRONS` per pixel; every draw comes from the generator given.
A cell that a laboratory alone brings must not be told by that laboratory's light: its stain is moved to that of another
laboratory's pictures (the linear map between second moments of optical density that moves least, glass staying
glass), it is laid on the ground of another laboratory's picture, and gets its camera's sharpness. Nucleus and cytoplasm are dyed
apart: how strongly eosinophils' granules and how blue nuclei are stained beside red cells differs most between laboratories.
"""
import math

import cv2
import numpy as np

from balance import GLASS, HUE, LARGEST_POWER, RED_CELL, STAINED, UNBALANCED, nucleus_powers
from instance_crops import GROUNDS, KEPT
from kinds import KINDS

SIZE = 224  # of what the encoder sees
GLASS_DENSITY = -math.log((GLASS + 1) / 256)
DENSITY = np.maximum(-np.log((np.arange(256) + 1) / 256) - GLASS_DENSITY, -0.05).astype(np.float32)  # of a byte, over glass
RED = np.array(RED_CELL, np.float32)
EOSINOPHIL = KINDS.index("eosinophil")
REFERENCE = np.array([[0.191, 0.312, 0.083], [0.312, 0.563, 0.144], [0.083, 0.144, 0.058]])  # second moments that every crop is brought to
SOFTNESS, SOFTEST, LEAST_SOFT = 2.5, 3.5, 1.5  # sigma in pixels of the blur that makes cameras alike: as the product does, and in training
ALIGNED, ALIGNED_LEAST = 0.9, 0.7  # share of the way to it: as the product goes, and the shortest in training
LARGEST_STRETCH, LEAST_ALIGNED = 2.0, 0.035  # bound of each density's stretch; share of the crop that must be stained
FREQUENCIES, KERNEL = 12, 9
NOISE = np.random.default_rng(1).standard_normal(1 << 20, np.float32)


def densities(rgb: np.ndarray) -> np.ndarray:
    return cv2.LUT(rgb, DENSITY)


def second_moments(rgb: np.ndarray) -> np.ndarray:
    """Mean outer product, 3x3, of the densities of what is stained."""
    stain = densities(np.ascontiguousarray(rgb[::3, ::3])).reshape(-1, 3)
    stain = stain[stain[:, 1] > STAINED]
    return stain.T @ stain / max(len(stain), 1) + 1e-3 * np.eye(3)


def root(matrix: np.ndarray) -> np.ndarray:
    values, vectors = np.linalg.eigh(matrix)
    return (vectors * np.sqrt(np.maximum(values, 1e-8))) @ vectors.T


def stain_map(source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The symmetric matrix that takes densities with these second moments to those, moving them least."""
    half = root(source)
    back = np.linalg.inv(half)
    return back @ root(half @ target @ half) @ back


def aligned(rgb: np.ndarray, share: float = ALIGNED, softness: float = SOFTNESS) -> np.ndarray:
    """The last step before the encoder: a crop no sharper than most cameras show it, its stain moved to the one that all crops have,
    glass staying glass. Where only one laboratory's pictures are sharp, sharpness would speak for its kinds."""
    rgb = np.ascontiguousarray(rgb)
    rgb = cv2.GaussianBlur(rgb, (0, 0), softness) if softness else rgb
    seen = densities(np.ascontiguousarray(rgb[::3, ::3])).reshape(-1, 3).astype(np.float64)
    stain = seen[seen[:, 1] > STAINED]
    if len(stain) < LEAST_ALIGNED * len(seen):
        return rgb
    values, vectors = np.linalg.eigh(stain_map(stain.T @ stain / len(stain) + 1e-3 * np.eye(3), REFERENCE))
    stretch = (vectors * np.clip(values, 1 / LARGEST_STRETCH, LARGEST_STRETCH)) @ vectors.T
    mixing = (1 - share) * np.eye(3) + share * stretch
    offset = np.full((3, 1), math.log(256) - GLASS_DENSITY)
    value = cv2.exp(cv2.transform(densities(rgb), np.hstack([-mixing, offset]).astype(np.float32)))
    return np.clip(np.rint(value - 1), 0, 255).astype(np.uint8)


def without_cell(picture: np.ndarray) -> np.ndarray:
    """The ground of a picture: the cell in its middle is filled from around it."""
    small = cv2.resize(picture, (KEPT // 4, KEPT // 4), interpolation=cv2.INTER_AREA)
    mask = cv2.dilate((small[..., 3] > 40).astype(np.uint8), np.ones((5, 5), np.uint8))
    filled = cv2.inpaint(np.ascontiguousarray(small[..., :3]), mask, 3, cv2.INPAINT_TELEA)
    filled = cv2.resize(filled, (KEPT, KEPT), interpolation=cv2.INTER_LINEAR)
    soft = cv2.GaussianBlur(cv2.resize(mask * 255, (KEPT, KEPT)), (0, 0), 4)[..., None].astype(np.float32) / 255
    return np.rint(picture[..., :3] * (1 - soft) + filled * soft).astype(np.uint8)


def radial_spectrum(rgb: np.ndarray) -> np.ndarray:
    """Mean logarithm of a picture's amplitudes by frequency, `FREQUENCIES` rings."""
    grey = cv2.cvtColor(np.ascontiguousarray(rgb), cv2.COLOR_RGB2GRAY).astype(np.float32)
    window = np.hanning(len(grey))
    amplitude = np.log(np.abs(np.fft.fft2(grey * np.outer(window, window))) + 1)
    return np.bincount(rings(len(grey)).ravel(), amplitude.ravel(), FREQUENCIES) / np.bincount(rings(len(grey)).ravel(), minlength=FREQUENCIES)


def rings(size: int) -> np.ndarray:
    f = np.fft.fftfreq(size)
    return np.minimum(np.hypot(f[:, None], f[None]) * 2 * FREQUENCIES, FREQUENCIES - 1).astype(int)


def camera_kernel(source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The small filter that gives pictures with one mean spectrum the sharpness of another."""
    gain = np.clip(np.exp(target - source), 0.35, 2.2)
    gain = gain / gain[:2].mean()
    kernel = np.fft.fftshift(np.real(np.fft.ifft2(gain[rings(KERNEL)])))
    return (kernel / kernel.sum()).astype(np.float32)


class Wardrobe:
    """What the laboratories lend one another: stains, grounds and the sharpness of their cameras."""

    def __init__(self, labs, seed: int = 1):
        rng = np.random.default_rng(seed)
        self.moments = [np.stack([second_moments(p[48:272, 48:272, :3]) for p in lab.pictures]) for lab in labs]
        self.means = [m.mean(0) for m in self.moments]
        self.grounds, spectra = [], []
        for lab in labs:
            spectra.append(np.mean([radial_spectrum(lab.pictures[i][96:224, 96:224, :3]) for i in rng.permutation(len(lab.pictures))[:150]], 0))
            some = rng.permutation(len(lab.pictures))[:GROUNDS]
            self.grounds.append(np.stack([without_cell(np.asarray(lab.pictures[i])) for i in some]))

        self.cameras = [[camera_kernel(a, b) for b in spectra] for a in spectra]

    def other(self, rng, lab: int) -> int:
        others = [i for i in range(len(self.moments)) if i != lab]
        return others[rng.integers(len(others))] if others else lab

    def stain(self, rng, lab: int, cell: int, to: int) -> np.ndarray:
        """Towards two pictures of the other laboratory, from a mixture of this cell's own stain and its laboratory's."""
        own = 0.5 * self.moments[lab][cell] + 0.5 * self.means[lab]
        target = self.moments[to][rng.integers(len(self.moments[to]), size=2)].mean(0)
        target = 0.7 * target + 0.3 * self.means[to]
        share = rng.uniform(0.4, 1.1)
        return (1 - share) * np.eye(3) + share * stain_map(own, target)


def placed(rng, picture: np.ndarray, spread: float, shift: float, size: int = SIZE) -> np.ndarray:
    """Turned, mirrored, scaled by up to `spread`, moved by up to `shift` pixels."""
    factor = math.exp(rng.uniform(-1, 1) * math.log(spread))
    angle, flip = rng.uniform(0, 2 * math.pi), rng.choice([-1.0, 1.0])
    turn = np.array([[math.cos(angle) * flip, -math.sin(angle)], [math.sin(angle) * flip, math.cos(angle)]])
    turn = turn / np.exp(rng.uniform(-0.07, 0.07, (1, 2))) / factor
    middle = KEPT / 2 - 0.5 + turn @ rng.uniform(-shift, shift, 2)
    way = np.concatenate([turn, (middle - turn.sum(1) * (size / 2 - 0.5))[:, None]], 1)
    return cv2.warpAffine(picture, way, (size, size), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                          borderMode=cv2.BORDER_REFLECT_101)


def on_ground(rng, rgb: np.ndarray, mask: np.ndarray, ground: np.ndarray) -> np.ndarray:
    wide = int(rng.integers(0, 10))
    if wide:
        mask = cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * wide + 1,) * 2))
    soft = cv2.GaussianBlur(mask, (0, 0), rng.uniform(1, 4)).astype(np.float32) / 255
    return cv2.blendLinear(rgb, ground, soft, 1 - soft)


def nucleus_of(rgb: np.ndarray, mask: np.ndarray):
    """Mean density of the darkest third of a cell, or None."""
    stain = densities(np.ascontiguousarray(rgb[::4, ::4]))[mask[::4, ::4] > 127]
    if len(stain) < 30:
        return None
    dark = np.argsort(stain[:, 1])[-len(stain) // 3:]
    return stain[dark].mean(0)


def dyed(rng, nucleus: np.ndarray) -> np.ndarray:
    """Of the nucleus's dye another hue and strength, where red cells stay as they are: from blue to magenta. A 3x3 of densities."""
    along = nucleus - (nucleus @ RED) / (RED @ RED) * RED
    if along @ along < 0.05:
        return np.eye(3)
    other = nucleus * np.exp(rng.normal((-0.05, 0, 0), (0.25, 0.1, 0.2)) + rng.normal(-0.05, 0.2))
    return np.eye(3) + np.outer(np.clip(other, 0.1, 2.6) - nucleus, along / (along @ along))


def other_cytoplasm(rng, rgb: np.ndarray, mask: np.ndarray, nucleus: np.ndarray, rich: bool) -> np.ndarray:
    """The cell's cytoplasm and granules stronger, paler or of another hue, its nucleus as it was: laboratories differ most in how
    they stain these. `rich`: it was stained strongly, as eosinophils are where we have them, and becomes paler more often."""
    along = nucleus - (nucleus @ RED) / (RED @ RED) * RED
    if along @ along < 0.05:
        return rgb
    stain = densities(rgb)
    dark = cv2.transform(stain, (along / (along @ along)).astype(np.float32)[None])  # 1 in the nucleus, about 0.2 beside it
    dark = cv2.GaussianBlur(dark, (0, 0), 3.0)  # pale chromatin between dark is of the nucleus
    soft = cv2.GaussianBlur(mask, (0, 0), 2.0).astype(np.float32) / 255 * np.clip((0.8 - dark) / 0.4, 0, 1)
    low, high = (0.5, 1.2) if rich else (0.7, 1.6)
    gain = math.exp(rng.uniform(math.log(low), math.log(high))) * np.exp(rng.normal(0, 0.1, 3))
    paler = cv2.transform(stain, np.diag(1 - gain).astype(np.float32))
    return cv2.multiply(rgb, cv2.exp(np.clip(paler, -1, 1) * soft[..., None]), dtype=cv2.CV_8U)


def other_granules(rng, rgb: np.ndarray, mask: np.ndarray, nucleus: np.ndarray) -> np.ndarray:
    """The cytoplasm and what lies in it in any colour, as strong as it was: an eosinophil's granules are orange, pink, brown or grey
    by laboratory, and only their grain and how closely they lie tell them."""
    along = nucleus - (nucleus @ RED) / (RED @ RED) * RED
    if along @ along < 0.05:
        return rgb
    stain = densities(rgb)
    dark = cv2.transform(stain, (along / (along @ along)).astype(np.float32)[None])
    dark = cv2.GaussianBlur(dark, (0, 0), 3.0)  # pale chromatin between dark is of the nucleus
    soft = cv2.GaussianBlur(mask, (0, 0), 2.0).astype(np.float32) / 255 * np.clip((0.6 - dark) / 0.25, 0, 1)
    colour = np.exp(rng.normal((-0.2, 0, -0.1), (0.4, 0, 0.3)))
    colour[[0, 2]] = np.minimum(colour[[0, 2]], 1.1)  # no dye of these is green
    share, strength = rng.uniform(0.4, 1), math.exp(rng.uniform(-0.5, 0.3))
    other = share * strength * np.outer(colour / colour.mean(), np.full(3, 1 / 3)) + (1 - share) * np.eye(3)
    lighter = cv2.transform(stain, (np.eye(3) - other).astype(np.float32))
    return cv2.multiply(rgb, cv2.exp(np.clip(lighter, -1.5, 1.5) * soft[..., None]), dtype=cv2.CV_8U)


def recoloured(rng, rgb: np.ndarray, strength: float, stain=None) -> np.ndarray:
    """Other dyes, lamp and camera, then balanced as the product does, with its errors; `stain` is mixed in first."""
    mixing = np.eye(3) + rng.normal(0, 0.13 * strength, (3, 3)) * (1 - 0.4 * np.eye(3))
    mixing = mixing * np.exp(rng.normal(0, 0.24 * strength, (3, 1)) + rng.normal(0, 0.2 * strength))
    mixing = mixing if stain is None else mixing @ stain
    light = rng.uniform(0, 0.2, 3) + (rng.uniform(0, 0.5, 3) if rng.random() < 0.4 else 0)
    gamma = math.exp(rng.normal(0, 0.25 * strength)) if rng.random() < 0.5 else 1.0
    colour = rng.choice([0.0, rng.uniform(0.3, 1.6), 1.0], p=[0.03, 0.25, 0.72])  # 0: all that is left is how dark
    lift = rng.normal(0, 0.03) if rng.random() < 0.25 else 0.0
    camera = colour * np.eye(3) + (1 - colour) / 3

    def seen(x):  # densities over glass h,w,3 to values in 0..1
        x = cv2.transform(x, np.hstack([-gamma * mixing, -gamma * (light + GLASS_DENSITY)[:, None]]))
        value = cv2.exp(np.minimum(x, 0))
        if colour == 1 and lift == 0:
            return value
        return np.clip(cv2.transform(value, np.hstack([camera, np.full((3, 1), lift)])), 2e-3, 1)

    probe = seen(np.stack([np.zeros(3), RED]).astype(np.float32)[None])[0]
    lit, found = np.maximum(probe[0], 0.05), -np.log(np.clip(probe[1] / np.maximum(probe[0], 0.05), 1e-3, 1))
    wanted = np.log(RED / np.maximum(found, 0.02))
    wanted = np.clip(wanted.mean() + HUE * (wanted - wanted.mean()), -math.log(LARGEST_POWER), math.log(LARGEST_POWER))
    by_red = rng.random() > UNBALANCED
    power = np.exp(wanted * by_red + rng.normal(0, 0.1, 3) * strength + rng.normal(0, 0.08) * strength)
    error = np.exp(-rng.normal(0, 0.1 if rng.random() < 0.15 else 0.03, 3) - rng.normal(0, 0.04))
    relative = cv2.log(seen(densities(rgb)))
    relative = cv2.exp(cv2.transform(relative, np.hstack([np.diag(power), (np.log(GLASS * error) - power * np.log(lit))[:, None]])))
    result = np.clip(np.rint(relative), 0, 255).astype(np.uint8)
    if not by_red and rng.random() < 0.5:  # a picture cut around its cell is balanced by the nucleus
        power = nucleus_powers(result[::2, ::2], np.ones(3))
        table = np.clip(np.rint(GLASS * (np.arange(256)[:, None] / GLASS) ** power), 0, 255).astype(np.uint8)
        result = cv2.LUT(result, np.ascontiguousarray(table[None]))
    return result


def fringed(rng, rgb: np.ndarray) -> np.ndarray:
    """Red and blue moved against green, as a lens that is not corrected for colour shows a cell off its middle: up to 0.3 um."""
    away, far = rng.normal(0, 1, 2), rng.uniform(0.5, 3)
    away = away / (np.linalg.norm(away) + 1e-6) * far
    result = rgb.copy()
    for channel, share in ((0, 1.0), (2, -rng.uniform(0.2, 1))):
        way = np.array([[1, 0, share * away[0] / 2], [0, 1, share * away[1] / 2]])
        result[..., channel] = cv2.warpAffine(np.ascontiguousarray(rgb[..., channel]), way, rgb.shape[1::-1], borderMode=cv2.BORDER_REFLECT_101)
    return result


def degraded(rng, rgb: np.ndarray, coarsest: float = 5.0) -> np.ndarray:
    """Focus, colours that do not lie on one another, a coarser camera, sharpening, noise, JPEG."""
    size, draw = rgb.shape[0], rng.random()
    if rng.random() < 0.3:
        rgb = fringed(rng, rgb)
    if draw < 0.35:
        rgb = cv2.GaussianBlur(rgb, (0, 0), math.exp(rng.uniform(math.log(0.7), math.log(4.0))))
    coarse = rng.random() < 0.5
    if coarse:
        small = round(size / math.exp(rng.uniform(0, math.log(coarsest))))
        rgb = cv2.resize(rgb, (small, small), interpolation=cv2.INTER_AREA)
    if rng.random() < 0.2:
        rgb = cv2.addWeighted(rgb, 1.7, cv2.GaussianBlur(rgb, (0, 0), rng.uniform(0.7, 2)), -0.7, 0)
    if rng.random() < 0.3:
        at = rng.integers(len(NOISE) - rgb.size)
        rgb = cv2.add(rgb, NOISE[at:at + rgb.size].reshape(rgb.shape) * rng.uniform(1, 9), dtype=cv2.CV_8U)
    if rng.random() < 0.3:
        _, data = cv2.imencode(".jpg", rgb, [cv2.IMWRITE_JPEG_QUALITY, int(rng.uniform(25, 92))])
        rgb = cv2.imdecode(data, 1)
    return cv2.resize(rgb, (size, size), interpolation=cv2.INTER_LINEAR) if coarse else rgb


def cut_short(rng, rgb: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The picture ends near the cell: glass beyond."""
    rows, columns = (np.flatnonzero(mask.max(axis) > 127) for axis in (1, 0))
    if not len(rows) or not len(columns):
        return rgb
    rim = rng.uniform(0.02, 0.5, 4) * max(rows[-1] - rows[0], columns[-1] - columns[0])
    y1, y2, x1, x2 = (int(v) for v in (rows[0] - rim[0], rows[-1] + rim[1], columns[0] - rim[2], columns[-1] + rim[3]))
    result = np.full_like(rgb, GLASS)
    here = np.s_[max(y1, 0):max(y2, 0), max(x1, 0):max(x2, 0)]
    result[here] = rgb[here]
    return result


def dressed(rng, labs, wardrobe: Wardrobe, lab: int, cell: int, strength: float = 1.0, to: int = None):
    """One dressing, 224x224x3 bytes, in the light of a laboratory (any where none is told), and which, -1 for its own."""
    both = placed(rng, np.asarray(labs[lab].pictures[cell]), 1.4 if rng.random() < 0.15 else 1.18, 9)
    rgb, mask = np.ascontiguousarray(both[..., :3]), np.ascontiguousarray(both[..., 3])
    strength = 0.5 * strength * 2 ** rng.uniform(-1, 0.7)
    to = wardrobe.other(rng, lab) if to is None else to
    moved = to != lab
    part = rng.random() if moved else 1.0  # stain and ground, stain alone, ground alone
    stain = wardrobe.stain(rng, lab, cell, to) if part < 0.75 else None
    grounded = moved and not 0.3 < part < 0.75
    nucleus = nucleus_of(rgb, mask) if rng.random() < 0.8 else None
    if nucleus is not None:
        rich = labs[lab].kinds[cell] == EOSINOPHIL
        if rng.random() < 0.5:
            rgb = other_cytoplasm(rng, rgb, mask, nucleus, rich)
        if rng.random() < (0.35 if rich else 0.12):
            rgb = other_granules(rng, rgb, mask, nucleus)
        if rng.random() < 0.35:
            stain = dyed(rng, nucleus if stain is None else stain @ nucleus) @ (np.eye(3) if stain is None else stain)
    if rng.random() < 0.9 or stain is not None:
        rgb = recoloured(rng, rgb, strength, stain)
    if grounded:
        ground = wardrobe.grounds[to][rng.integers(len(wardrobe.grounds[to]))]
        ground = placed(rng, ground, 1.3, 20)
        ground = recoloured(rng, ground, 0.5 * strength) if rng.random() < 0.5 else ground
        rgb = on_ground(rng, rgb, mask, ground)
    if moved and rng.random() < 0.5:
        rgb = cv2.filter2D(rgb, -1, wardrobe.cameras[lab][to])
    rgb = degraded(rng, rgb)
    if rng.random() < 0.12:
        rgb = cut_short(rng, rgb, mask)
    return aligned(rgb, rng.uniform(ALIGNED_LEAST, 1), rng.uniform(LEAST_SOFT, SOFTEST)), to if moved else -1


def plain(picture: np.ndarray, size: int = SIZE) -> np.ndarray:
    begin = (KEPT - size) // 2
    return aligned(picture[begin:begin + size, begin:begin + size, :3])
