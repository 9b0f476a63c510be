"""Keeps what the anomaly map learns from: `anomaly_views.py --out FOLDER --encoder encoder-start.pt --views 12000`.

Each view is a cell, dressed mildly, half of them with strangers on it: the crop in the one stain, unblurred, 128x128; the picture rebuilt
of it by the shipped pack; where the strangers are and where the cell is, 64x64; the laboratory.
"""
import argparse
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

import instance_crops
import safetensors
from autoencoder import Autoencoder
from anomaly_map import MAP, SIDE
from instance_crops import LABORATORIES, PACK
from instance_dress import ALIGNED, SIZE, aligned, degraded, on_ground, placed, recoloured, Wardrobe
from instance_encoder import InstanceEncoder, Heads, normalised
from network import scale_features
from strangers import with_strangers
from test_encoder import load_shipped
from weights import autoencoder_layers


def shipped_autoencoder(pack: Path = PACK) -> Autoencoder:
    """The autoencoder of a pack, from its own weights."""
    model, read = Autoencoder(), safetensors.read(pack / "autoencoder.safetensors")
    with torch.no_grad():
        for name, layer in autoencoder_layers(model).items():
            weight = read[f"{name}.weight"].astype(np.float32)
            if weight.ndim == 4:
                weight = (weight * read[f"{name}.weight.scale"]).transpose(3, 2, 0, 1)  # HWIO, or HW,out,in of transposed ones
            layer.weight.copy_(torch.from_numpy(np.ascontiguousarray(weight)))
            layer.bias.copy_(torch.from_numpy(read[f"{name}.bias"].astype(np.float32)))
    return model.eval().requires_grad_(False)


def crop_of(rgb: np.ndarray) -> np.ndarray:
    """The crop as the anomaly map is shown it: 128x128, in the one stain, as sharp as the slide."""
    return aligned(cv2.resize(rgb, (SIDE, SIDE), interpolation=cv2.INTER_AREA), ALIGNED, 0)


class Strangers(IterableDataset):
    """Endless views: the encoder's input 224,224,3; crop 128,128,3; where strangers are, where the cell is 64,64; laboratory."""

    def __init__(self, labs, seed: int):
        self.labs, self.seed = labs, seed

    def __iter__(self):
        torch.set_num_threads(1)
        cv2.setNumThreads(1)
        worker = get_worker_info()
        rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        wardrobe = Wardrobe(self.labs)
        while True:
            lab = int(rng.integers(len(self.labs)))
            kinds = np.unique(self.labs[lab].kinds)
            cell = int(rng.choice(np.flatnonzero(self.labs[lab].kinds == rng.choice(kinds))))
            both = placed(rng, np.asarray(self.labs[lab].pictures[cell]), 1.2, 9)
            rgb, mask = np.ascontiguousarray(both[..., :3]), np.ascontiguousarray(both[..., 3])
            where = np.zeros((SIZE, SIZE), np.float32)
            if rng.random() < 0.6:
                at = int(rng.integers(len(self.labs)))
                other = self.labs[at].pictures[int(rng.integers(len(self.labs[at].kinds)))]
                rgb, where = with_strangers(rng, rgb, mask, np.ascontiguousarray(placed(rng, np.asarray(other), 1.2, 30)[..., :3]))
            if rng.random() < 0.6:
                to = wardrobe.other(rng, lab)
                rgb = recoloured(rng, rgb, rng.uniform(0.1, 0.6), wardrobe.stain(rng, lab, cell, to) if rng.random() < 0.5 else None)
            if rng.random() < 0.5:
                rgb = degraded(rng, rgb, 3.0)
            small = lambda x: np.rint(255 * cv2.resize(x, (MAP, MAP), interpolation=cv2.INTER_AREA)).astype(np.uint8)
            yield aligned(rgb), crop_of(rgb), small(where), small(mask.astype(np.float32) / 255), lab


@torch.no_grad()
def rebuilt_of(encoder, autoencoder, pixels: torch.Tensor) -> np.ndarray:
    """Pictures n,128,128,3 bytes that the pack makes of crops n,224,224,3."""
    with torch.autocast("cpu", torch.bfloat16):
        feature = encoder(normalised(pixels))
    z = autoencoder.encoder(scale_features(feature.float()))
    with torch.autocast("cpu", torch.bfloat16):
        drawn = autoencoder.image(autoencoder.feature(z))
    return (drawn.float().clamp(0, 1) * 255).round().byte().permute(0, 2, 3, 1).numpy()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--encoder", default=str(Path(__file__).parent / "encoder-start.pt"))
    parser.add_argument("--views", type=int, default=12000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(1)
    labs = [instance_crops.read(options.out, site) for site in LABORATORIES]
    labs = [lab.subset(instance_crops.trains(lab) & (lab.kinds >= 0)) for lab in labs]
    encoder, autoencoder = load_shipped(options.encoder), shipped_autoencoder()
    count, batch = options.views // 48 * 48, 48
    kept = {"crop": np.empty((count, SIDE, SIDE, 3), np.uint8), "rebuilt": np.empty((count, SIDE, SIDE, 3), np.uint8),
            "where": np.empty((count, MAP, MAP), np.uint8), "cell": np.empty((count, MAP, MAP), np.uint8), "lab": np.empty(count, np.int64)}
    stream = iter(DataLoader(Strangers(labs, options.seed), batch, num_workers=2, prefetch_factor=3))
    begun = time.time()
    for begin in range(0, count, batch):
        pixels, crop, where, cell, lab = next(stream)
        here = slice(begin, begin + batch)
        kept["rebuilt"][here] = rebuilt_of(encoder, autoencoder, pixels)
        for name, value in (("crop", crop), ("where", where), ("cell", cell), ("lab", lab)):
            kept[name][here] = value.numpy()
        if begin % 960 == 0:
            print(begin, round(time.time() - begun), "s", flush=True)
    folder = Path(options.out) / "anomaly-map"
    folder.mkdir(exist_ok=True)
    for name, values in kept.items():
        np.save(folder / f"{name}.npy", values)
    print(count, "views in", round(time.time() - begun), "s")


if __name__ == "__main__":
    main()
