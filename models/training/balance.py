"""Colour balance: empty glass and red cells are brought to the same two colours on every slide.

The same is done to a slide before the models see it (`plugin/stain/colour-balance.ts`), so that what a camera, a
lamp or a strong stain does to everything is taken away where it is known, and training need only learn what is left.
Glass takes a gain for each channel. Red cells, which every smear shows, take a power: optical densities are
multiplied, as a thicker film or a longer bath in the dye would. Of the hue of red cells only a part is taken over:
not all of what makes them redder lies on nuclei too. A picture that is cut around a cell shows no red cells: there a part of the
strength and hue of the cell's own nucleus is taken over, not all, for its darkness tells kinds apart (`nucleus_density`).
"""
import cv2
import numpy as np

PERCENTILE, GLASS = 92, 237
MOST = 4.0  # a channel is never multiplied by more: a dark picture is no smear
RED_CELL = (0.21, 0.33, 0.19)  # usual optical densities (natural logarithm) of red cells in Acevedo's training images
LARGEST_POWER = 2.0
HUE = 0.5  # the share of the red cells' hue, in logarithms of density, that every pixel is corrected by
STAINED, DARKEST = 0.12, 1.6  # of green, and of any channel: what is neither glass nor ink
LEAST_STAINED = 0.03  # of the picture
UNBALANCED = 1 / 3  # the share of training views that show no red cells to balance by, as a tight crop does not
MOST_RED = 0.9  # red over green density: above it there are no red cells, only nuclei (the product, which sees shapes, takes thin ones)
NUCLEUS = (1.08, 1.76, 0.40)  # usual optical densities of nuclei in Acevedo's training images, found as below
NUCLEUS_STRENGTH, NUCLEUS_HUE, NUCLEUS_POWER = 0.5, 0.3, 1.6
LEAST_NUCLEUS = 0.03  # of the picture
LOBES, LEAST_IN_LOBES = 5, 0.8  # so many parts are so much of what is dark: more are no nucleus


def background_light(rgb: np.ndarray) -> np.ndarray:
    """The light through empty glass: per channel the 92nd percentile of the picture's bytes."""
    step = max(1, int(np.sqrt(rgb.shape[0] * rgb.shape[1] / 20000)))
    return np.percentile(rgb[::step, ::step].reshape(-1, 3), PERCENTILE, axis=0)


def gains(light: np.ndarray) -> np.ndarray:
    return np.clip(GLASS / np.maximum(light, 1), 1 / MOST, MOST)


def red_cell_density(rgb: np.ndarray, gain: np.ndarray):
    """Optical density of the red cells under glass that these gains make `GLASS`, or None where there are none.

    Of all that is stained, the half that absorbs least red beside its green; the median of each channel.
    """
    step = max(1, int(np.sqrt(rgb.shape[0] * rgb.shape[1] / 50000)))
    bytes_ = rgb[::step, ::step].reshape(-1, 3)
    density = -np.log((np.minimum(bytes_ * gain, 255) + 1) / (GLASS + 1))
    stained = density[(density[:, 1] > STAINED) & (density.max(1) < DARKEST)]
    if len(stained) < LEAST_STAINED * len(bytes_):
        return None
    share = stained[:, 0] / stained[:, 1]
    found = np.median(stained[share <= np.median(share)], axis=0)
    return None if found[0] > MOST_RED * found[1] else found


def nucleus_density(rgb: np.ndarray, gain: np.ndarray):
    """Optical density of the nucleus of the cell that fills this picture, of at most 128 pixels a side, or None: of all that is
    stained the darker class of Otsu's two, where it hangs together; the median of each channel."""
    density = -np.log((np.minimum(rgb * gain, 255) + 1) / (GLASS + 1))
    stained = density[..., 1] > STAINED
    if not stained.any():
        return None
    dark = np.clip(density.mean(2) * 100, 0, 255).astype(np.uint8)
    threshold, _ = cv2.threshold(dark[stained], 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    nucleus = stained & (dark > threshold)
    count = nucleus.sum()
    if count == 0 or count < LEAST_NUCLEUS * nucleus.size:
        return None
    parts = cv2.connectedComponentsWithStats(nucleus.astype(np.uint8), connectivity=4)[2][1:, cv2.CC_STAT_AREA]
    return np.median(density[nucleus], axis=0) if np.sort(parts)[-LOBES:].sum() >= LEAST_IN_LOBES * count else None


def powers(density, usual=RED_CELL, strength: float = 1.0, hue: float = HUE, largest: float = LARGEST_POWER) -> np.ndarray:
    """What densities are multiplied by; ones where nothing is seen to balance by."""
    if density is None:
        return np.ones(3)
    wanted = np.log(np.array(usual) / np.maximum(density, 0.02))
    mean = wanted.mean()
    return np.exp(np.clip(strength * mean + hue * (wanted - mean), -np.log(largest), np.log(largest)))


def nucleus_powers(rgb: np.ndarray, gain: np.ndarray) -> np.ndarray:
    return powers(nucleus_density(rgb, gain), NUCLEUS, NUCLEUS_STRENGTH, NUCLEUS_HUE, NUCLEUS_POWER)


def balanced(rgb: np.ndarray, factor=1.0, power=1.0, red_cells: bool = True) -> np.ndarray:
    """RGB bytes with the picture's background at `GLASS` and its red cells at `RED_CELL`.

    `factor` and `power` (a number a channel) are errors for training; without `red_cells` only glass is balanced.
    """
    gain = gains(background_light(rgb))
    if red_cells:
        power = powers(red_cell_density(rgb, gain)) * power
    lit = np.arange(256)[:, None] * (gain * factor) / GLASS
    table = np.clip(np.rint(GLASS * lit ** power), 0, 255).astype(np.uint8)
    return np.stack([table[rgb[..., c], c] for c in range(3)], -1)
