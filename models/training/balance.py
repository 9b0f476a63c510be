"""White balance: the light through empty glass is brought to the same grey on every slide.

The same is done to a slide before the models see it (`plugin/slide/background-light.ts`), so that a camera's or a
lamp's cast is taken away where it is known, and training need only learn what is left of it.
"""
import numpy as np

PERCENTILE, GLASS = 92, 237
MOST = 4.0  # a channel is never multiplied by more: a dark picture is no smear


def background_light(rgb: np.ndarray) -> np.ndarray:
    """The light through empty glass: per channel the 92nd percentile of the picture's bytes."""
    step = max(1, int(np.sqrt(rgb.shape[0] * rgb.shape[1] / 20000)))
    return np.percentile(rgb[::step, ::step].reshape(-1, 3), PERCENTILE, axis=0)


def gains(light: np.ndarray) -> np.ndarray:
    return np.clip(GLASS / np.maximum(light, 1), 1 / MOST, MOST)


def balanced(rgb: np.ndarray, factor=1.0) -> np.ndarray:
    """RGB bytes with the picture's background at `GLASS`, times `factor` (a number a channel)."""
    table = np.arange(256)[:, None] * (gains(background_light(rgb)) * factor)
    table = np.clip(np.rint(table), 0, 255).astype(np.uint8)
    return np.stack([table[rgb[..., c], c] for c in range(3)], -1)
