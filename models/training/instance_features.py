"""Keeps a trained encoder's features: `instance_features.py --out FOLDER --run RUN --views 20000`.

The autoencoder learns on these, without the pictures being dressed and encoded again: 256x14x14 in float16, the crop at
128x128, the possible leaves, the chances that the encoder's own head gives them, and the laboratory. Views come in pairs of one cell: one dressed, one dressed or as it is.
"""
import argparse
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.utils.data import DataLoader

import instance_crops
from instance_crops import LABORATORIES
from instance_dress import aligned, placed, plain
from instance_encoder import CHANNELS, GRID, normalised
from network import scale_features
from test_encoder import load, load_shipped
from train_encoder import Batches

PICTURE = 128  # what the image decoder draws


class Views(Batches):
    """Pairs of views; the second is often as it is."""

    def other_view(self, rng, lab: int, cell: int, wardrobe):
        if rng.random() < 0.5:
            return aligned(placed(rng, np.asarray(self.labs[lab].pictures[cell]), 1.08, 6)[..., :3]), -1
        return super().other_view(rng, lab, cell, wardrobe)


def small(pixels: np.ndarray) -> np.ndarray:
    """The image decoder's target: the crop area-resampled to 128x128."""
    return cv2.resize(pixels, (PICTURE, PICTURE), interpolation=cv2.INTER_AREA)


@torch.no_grad()
def encoded(model, pixels: torch.Tensor) -> torch.Tensor:
    """Bytes n,224,224,3 to the encoder's feature."""
    with torch.autocast("cpu", torch.bfloat16):
        return model(normalised(pixels)).float()


def scaled_features(model, pixels: torch.Tensor) -> torch.Tensor:
    """Bytes n,224,224,3 to the feature that the autoencoder takes."""
    return scale_features(encoded(model, pixels))


def features_of(model, lab, batch: int = 48):
    """Scaled features of a laboratory's cells as they are, batch by batch."""
    for begin in range(0, len(lab.kinds), batch):
        yield scaled_features(model, torch.from_numpy(np.stack([plain(p) for p in lab.pictures[begin:begin + batch]])))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--run", required=True)
    parser.add_argument("--without", nargs="*", default=[], choices=LABORATORIES)
    parser.add_argument("--views", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=77)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    out = Path(options.out) / options.run
    model, own_head = load_shipped(out / "encoder.pt"), load(out / "encoder.pt")[1]
    labs = [instance_crops.read(options.out, site) for site in LABORATORIES if site not in options.without]
    labs = [lab.subset(instance_crops.trains(lab) & (lab.kinds >= 0)) for lab in labs]
    cells = 32
    count = options.views // (2 * cells) * 2 * cells
    features = np.lib.format.open_memmap(out / "features.npy", "w+", np.float16, (count, CHANNELS, GRID, GRID))
    pictures = np.empty((count, PICTURE, PICTURE, 3), np.uint8)
    told = {"possible": [], "laboratory": [], "chances": []}
    stream = iter(DataLoader(Views(labs, cells, options.seed, 1.0), None, num_workers=1, prefetch_factor=6))
    begun = time.time()
    for begin in range(0, count, 2 * cells):
        pixels, possible, _, where, _ = next(stream)
        feature = encoded(model, pixels)
        features[begin:begin + 2 * cells] = scale_features(feature).half().numpy()
        with torch.no_grad():
            told["chances"].append(own_head(feature)[0].softmax(1).numpy())
        pictures[begin:begin + 2 * cells] = [small(p) for p in pixels.numpy()]
        told["possible"].append(possible.numpy().repeat(2, 0))
        told["laboratory"].append(where.numpy().repeat(2))
    features.flush()
    np.savez(out / "views.npz", pictures=pictures, sites=[lab.site for lab in labs],
             **{name: np.concatenate(values) for name, values in told.items()})
    print(count, "views in", round(time.time() - begun), "s")


if __name__ == "__main__":
    main()
