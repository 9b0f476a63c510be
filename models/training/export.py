"""Writes the pack: `export.py --checkpoints FOLDER --out models/packs/base`.

Takes detector.pt, autoencoder.pt and forest.json from the checkpoints. The pack is written aside and moved file by file,
so that a reader never meets half of one.
"""
import argparse
import gzip
import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import torch

import safetensors
from autoencoder import EMBEDDING, EPSILON, GROUPS, FEATURE_GROUPS, IMAGE, IMAGE_SIZE, Autoencoder
from balance import (DARKEST, GLASS, HUE, LARGEST_POWER, LEAST_NUCLEUS, LEAST_STAINED, MOST, MOST_RED,
                     NUCLEUS, NUCLEUS_HUE, NUCLEUS_POWER, NUCLEUS_STRENGTH, PERCENTILE, RED_CELL, STAINED)
from card import write_figures
from check_values import cut
from forest import predict
from golden import golden
from network import ANCHOR_SIZES, LEVELS, MEAN, MICRONS_PER_PIXEL, RATIOS, STD, STRIDES, Detector
from weights import arrays, autoencoder_layers, detector_layers, fold_detector, quantise

# name, code, colour: the kinds in Okabe and Ito's colours, told apart by colour-blind readers; finer kinds after theirs
CLASSES = (
    ("Neutrophil", "N", (0, 114, 178)),
    ("Neutrophil: Band", "NB", (64, 150, 206)),
    ("Neutrophil: Segmented", "NS", (0, 84, 140)),
    ("Eosinophil", "E", (213, 94, 0)),
    ("Basophil", "B", (204, 121, 167)),
    ("Lymphocyte", "L", (0, 158, 115)),
    ("Monocyte", "M", (230, 159, 0)),
    ("Immature granulocyte", "IG", (86, 180, 233)),
    ("Immature granulocyte: Promyelocyte", "PM", (54, 140, 190)),
    ("Immature granulocyte: Myelocyte", "MY", (110, 196, 240)),
    ("Immature granulocyte: Metamyelocyte", "MM", (150, 214, 246)),
    ("Erythroblast", "NRBC", (240, 228, 66)),
)
NOTICE = "Not for diagnosis. For research and teaching; every result needs a trained reader."
DATA = (
    {"name": "Acevedo-20 (PBC dataset, Barcelona)", "licence": "CC BY 4.0",
     "credit": "Acevedo et al. 2020, Data in Brief 30:105474; boxes: medmabcf/White-Blood-Cell-Detection-Dataset",
     "use": "train split: boxes, kinds, derived outlines, unlabelled features"},
    {"name": "BCCD", "licence": "MIT", "credit": "Shenggan/BCCD_Dataset; masks: ParthaPratimBanik",
     "use": "train split: boxes, masks, unlabelled features"},
    {"name": "Visayan warty pig blood smears", "licence": "CC0",
     "credit": "FrancescaIE/WBC-detection-dataset", "use": "train split: boxes, unlabelled features"},
)


def image_layers() -> list:
    return [{"kind": kind, "name": f"image.{index}", "kernel": kernel, "stride": stride,
             "padding": padding, "activation": activation}
            for index, (kind, _, _, kernel, stride, padding, activation) in enumerate(IMAGE)]


def manifest(reconstruction: dict, files: list) -> dict:
    return {
        "format": 1, "name": "smearlens-base", "version": "0.6.0", "licence": "CC-BY-4.0",
        "notice": NOTICE, "data": list(DATA),
        "micronsPerPixel": MICRONS_PER_PIXEL, "tileSizes": [256, 512],
        "normalisation": {"mean": list(MEAN), "std": list(STD)},
        "whiteBalance": {"percentile": PERCENTILE, "glass": GLASS, "most": MOST, "redCells": {
            "density": list(RED_CELL), "largestPower": LARGEST_POWER, "hue": HUE, "stained": STAINED, "darkest": DARKEST,
            "leastStained": LEAST_STAINED, "mostRed": MOST_RED}, "nuclei": {
            "density": list(NUCLEUS), "largestPower": NUCLEUS_POWER, "strength": NUCLEUS_STRENGTH, "hue": NUCLEUS_HUE,
            "stained": STAINED, "leastShare": LEAST_NUCLEUS}},
        "classes": [{"name": name, "code": code, "color": list(colour)} for name, code, colour in CLASSES],
        "detector": {
            "channels": 64,
            "anchors": [{"level": level, "stride": STRIDES[level], "sizes": list(sizes)}
                        for level, sizes in zip(LEVELS[1:], ANCHOR_SIZES)],
            "ratios": list(RATIOS),
            "proposals": {"perLevel": 200, "nms": 0.7, "keep": 64},
            "boxes": {"nms": 0.5, "keep": 64, "coder": [10, 10, 5, 5]},
            "mask": {"size": 28, "cell": 1, "nucleus": 2},
        },
        "features": {"levels": list(LEVELS), "channels": 256, "size": 14},
        "autoencoder": {
            "embedding": EMBEDDING, "groups": list(GROUPS), "featureGroups": list(FEATURE_GROUPS),
            "order": "conv-norm-relu", "epsilon": EPSILON, "imageSize": IMAGE_SIZE,
            "imageLayers": image_layers(),
        },
        "reconstruction": reconstruction, "files": files,
    }


def load_detector(folder: Path) -> Detector:
    """The averaged detector as shipped: folded, rounded, in evaluation mode."""
    detector = Detector().eval()
    detector.load_state_dict(torch.load(folder / "detector.pt", map_location="cpu")["average"])
    fold_detector(detector)
    quantise(detector_layers(detector))
    return detector.requires_grad_(False)


def load_models(folder: Path):
    """Detector and autoencoder as shipped."""
    autoencoder = Autoencoder().eval()
    autoencoder.load_state_dict(torch.load(folder / "autoencoder.pt", map_location="cpu")["model"])
    quantise(autoencoder_layers(autoencoder))
    return load_detector(folder), autoencoder


def check_forest(trees: dict, size: int):
    answer = predict(trees, np.zeros((1, EMBEDDING)))
    if not np.allclose(answer.sum(), 1, atol=1e-6) or size > 2_000_000:
        raise SystemExit(f"forest.json is not sound: {answer.sum()}, {size} bytes")


def weigh(detector, autoencoder):
    """Prints multiplications: of a 256 tile with 64 proposals and nine cells, of a cell's embedding, of its picture."""
    count = {"sum": 0}

    def add(layer, _, output):
        weight = layer.weight
        if isinstance(layer, torch.nn.Linear):
            count["sum"] += output.numel() * weight.shape[1]
        elif isinstance(layer, torch.nn.Conv2d):
            count["sum"] += output.numel() * weight[0].numel()

    def cost(work) -> float:
        count["sum"] = 0
        work()
        return count["sum"] / 1e9

    hooks = [m.register_forward_hook(add) for model in (detector, autoencoder) for m in model.modules()
             if isinstance(m, (torch.nn.Linear, torch.nn.Conv2d))]
    with torch.no_grad():
        levels = detector.pyramid([torch.zeros(3, 256, 256)])
        boxes = torch.tensor([[10.0, 10, 70, 70]])
        heads = detector.roi_heads
        tile = cost(lambda: (detector.pyramid([torch.zeros(3, 256, 256)]),
                             detector.rpn.head([levels[x] for x in LEVELS[1:]])))
        proposals = cost(lambda: heads.box_head(heads.box_roi_pool(levels, [boxes.repeat(64, 1)])))
        masks = cost(lambda: heads.mask_head(heads.mask_roi_pool(levels, [boxes.repeat(9, 1)])))
        masks += 9 * 14 * 14 * heads.mask_head.up.weight.numel() / 1e9
        embedding = cost(lambda: autoencoder.encoder(torch.zeros(1, 256, 14, 14)))
        sizes = (1, 5, 12)
        feature = sum(s * s * up.weight.numel() for s, up in zip(sizes, autoencoder.feature.ups)) / 1e9
    print(f"GMAC: tile {tile:.3f}, 64 proposals {proposals:.3f}, masks of nine cells {masks:.3f}; "
          f"a cell's embedding {embedding:.3f}, its rebuilt feature {feature:.3f}")
    for hook in hooks:
        hook.remove()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoints", required=True)
    parser.add_argument("--out", default=str(Path(__file__).resolve().parents[1] / "packs" / "base"))
    options = parser.parse_args()
    torch.set_num_threads(2)
    folder, out = Path(options.checkpoints), Path(options.out)
    detector, autoencoder = load_models(folder)
    parts = {"detector": detector_layers(detector), "autoencoder": autoencoder_layers(autoencoder)}
    with open(folder / "forest.json") as file:
        trees = json.load(file)
    check_forest(trees, (folder / "forest.json").stat().st_size)
    figures_path = folder / "figures.json"
    figures = json.loads(figures_path.read_text()) if figures_path.exists() else {}
    out.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=out.parent, prefix=".pack-"))
    for name, layers in parts.items():
        safetensors.write(aside / f"{name}.safetensors", arrays(layers))
    for name in ("forest.json", "heads.json"):
        shutil.copyfile(folder / name, aside / name)
    values = golden(detector, autoencoder, trees)
    safetensors.write(aside / "golden.safetensors", values)
    safetensors.write(aside / "check.safetensors", cut(values))
    files = [{"path": path.name, "size": path.stat().st_size,
              "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
             for path in sorted(aside.iterdir())]
    content = manifest(figures.get("reconstruction", {"mean": 0.01, "std": 0.005}), files)
    write_figures(out / "MODEL_CARD.md", figures)  # no file of the manifest: it changes when figures are measured
    (aside / "manifest.json").write_text(json.dumps(content, indent=2) + "\n")
    for path in sorted(aside.iterdir(), key=lambda p: p.name == "manifest.json"):
        path.replace(out / path.name)
    aside.rmdir()
    weigh(detector, autoencoder)
    for entry in files:
        print(f"{entry['size']:>9}  {entry['path']}")
    served = [e["path"] for e in files if e["path"] != "golden.safetensors"]
    print("as files:", sum((out / path).stat().st_size for path in served))
    print("gzipped:", sum(len(gzip.compress((out / path).read_bytes())) for path in served))


if __name__ == "__main__":
    main()
