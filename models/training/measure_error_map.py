"""How well the error map shows what `oddities.py` draws: `measure_error_map.py --out FOLDER SITE ... [--sheet FILE]`.

By pixel of the cell, on cells as the product crops them: area under the ROC curve of odd pixels, for each oddity and all; and, at the error
that `USUAL` of the area of the other sites' normal cells exceeds, the share of a normal cell's area and of the oddities' area above it.
"""
import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import torch

import instance_crops
import safetensors
from autoencoder import Autoencoder
from instance_crops import KEPT, LABORATORIES, PACK
from instance_dress import ALIGNED, SIZE, aligned
from instance_encoder import normalised
from network import scale_features
from oddities import ODDITIES, pixel_auc, with_oddity
from test_encoder import load_shipped
from weights import autoencoder_layers

SIDE = 128
USUAL = 0.01


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


@torch.no_grad()
def rebuilt_of(encoder, autoencoder, pictures) -> np.ndarray:
    """Pictures n,128,128,3 bytes that the pack makes of crops of `SIZE`."""
    made = []
    for begin in range(0, len(pictures), 32):
        pixels = torch.from_numpy(np.stack([aligned(picture) for picture in pictures[begin:begin + 32]]))
        z = autoencoder.encoder(scale_features(encoder(normalised(pixels)).float()))
        made.append((autoencoder.image(autoencoder.feature(z)).clamp(0, 1) * 255).round().byte().permute(0, 2, 3, 1).numpy())
    return np.concatenate(made)


def small(mask: np.ndarray) -> np.ndarray:
    return cv2.resize(mask.astype(np.float32), (SIDE, SIDE), interpolation=cv2.INTER_AREA) > 0.5


def error_of(crop: np.ndarray, rebuilt: np.ndarray) -> np.ndarray:
    """As the product shows it: mean of the channels' squared differences, smoothed twice by 5x5."""
    return cv2.blur(cv2.blur(((crop.astype(np.float32) - rebuilt) ** 2).mean(2) / 255 ** 2, (5, 5)), (5, 5))


def views_of(lab, encoder, autoencoder, each: int) -> list:
    """Of each cell: the oddity, where it is and where the cell is, the crop and its error without and with the oddity."""
    rng, begin, drawn = np.random.default_rng(5), (KEPT - SIZE) // 2, []
    for number, cell in enumerate(rng.permutation(len(lab.kinds))[:each * len(ODDITIES)]):
        picture = lab.pictures[cell][begin:begin + SIZE, begin:begin + SIZE]
        rgb, mask = np.ascontiguousarray(picture[..., :3]), np.ascontiguousarray(picture[..., 3])
        if (mask > 140).sum() < 300:
            continue
        kind = ODDITIES[number % len(ODDITIES)]
        changed, where = with_oddity(rng, rgb, mask, kind)
        if small(where).any():
            drawn.append((kind, small(where), small(mask > 140), rgb, changed))
    sides = []
    for index in (3, 4):
        pictures = [view[index] for view in drawn]
        crops = [aligned(cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA), ALIGNED, 0) for picture in pictures]
        rebuilt = rebuilt_of(encoder, autoencoder, pictures)
        sides.append([(crop, made, error_of(crop, made)) for crop, made in zip(crops, rebuilt)])
    return [(*view[:3], normal, odd) for view, normal, odd in zip(drawn, *sides)]


def figures_of(views: list, limit: float) -> dict:
    result = {"n": len(views)}
    for kind in (*ODDITIES, "all"):
        some = [view for view in views if kind in (view[0], "all")]
        result[kind] = round(pixel_auc(*(np.concatenate(values) for values in (
            [odd[2][inside] for _, _, inside, _, odd in some], [truth[inside] for _, truth, inside, _, _ in some]))), 3)
    result["normal area above"] = round(float(np.mean([(normal[2][inside] > limit).mean() for _, _, inside, normal, _ in views])), 4)
    result["odd area above"] = round(float(np.mean([(odd[2][truth] > limit).mean() for _, truth, _, _, odd in views])), 3)
    return result


def limit_of(views: list) -> float:
    return float(np.quantile(np.concatenate([normal[2][inside] for _, _, inside, normal, _ in views]), 1 - USUAL))


def sheet_of(views: list) -> np.ndarray:
    """Rows of crop, odd crop, where it is odd, error, rebuilt picture."""
    grey = lambda x: np.repeat((255 * np.clip(x, 0, 1)).astype(np.uint8)[..., None], 3, 2)
    return np.vstack([np.hstack([normal[0], odd[0], grey(truth), grey(odd[2] / 0.06), odd[1]]) for _, truth, _, normal, odd in views])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sites", nargs="+", choices=LABORATORIES)
    parser.add_argument("--out", required=True)
    parser.add_argument("--encoder", default=str(Path(__file__).parent / "encoder-start.pt"))
    parser.add_argument("--each", type=int, default=60)
    parser.add_argument("--sheet")
    options = parser.parse_args()
    torch.set_num_threads(1)
    encoder, autoencoder = load_shipped(options.encoder), shipped_autoencoder()
    views = {}
    for site in LABORATORIES:
        lab = instance_crops.read(options.out, site)
        views[site] = views_of(lab.subset(lab.kinds >= 0), encoder, autoencoder, options.each)
    for site in options.sites:
        limit = float(np.mean([limit_of(views[other]) for other in LABORATORIES if other != site]))
        print(site, json.dumps(figures_of(views[site], limit)), flush=True)
    if options.sheet:
        cv2.imwrite(options.sheet, sheet_of([view for site in options.sites for view in views[site][:20]])[..., ::-1])


if __name__ == "__main__":
    main()
