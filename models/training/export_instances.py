"""Writes a pack with the second look: `export_instances.py --out FOLDER --run RUN --pack models/packs/base --to PACK`.

Encoder, autoencoder, forest and heads come from the run. The detector stays that of `--pack`, with its golden values, or comes from the
run of `train_finding.py` that `--detector` tells. Golden values of what is new are made here, on drawn cells.
"""
import argparse
import gzip
import hashlib
import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import torch

import forest
import safetensors
from autoencoder import reconstruction_error
from balance import GLASS
from check_values import cut
from export import check_forest
from fit_instances import load_autoencoder
import golden as golden_values
from golden import draw_tile, nhwc
from instance_crops import MICRONS
from instance_dress import ALIGNED, LARGEST_STRETCH, LEAST_ALIGNED, REFERENCE, SIZE, SOFTNESS, STAINED, aligned
from instance_encoder import BLOCKS, CHANNELS, GRID, MEAN, STD, normalised
from network import Detector, scale_features
from test_encoder import load_shipped
from weights import arrays, autoencoder_layers, detector_layers, encoder_layers, fold_detector, quantise

BLAST = {"name": "Blast", "code": "BL", "color": [90, 60, 140]}
MORE_DATA = (
    {"name": "Raabin-WBC", "licence": "free for commercial and non-commercial use, as its makers state (seen second-hand)",
     "credit": "Kouzehkanan et al. 2022, Scientific Reports 12:1123", "use": "train split: kinds"},
    {"name": "AML-Cytomorphology_LMU", "licence": "CC BY 3.0", "credit": "Matek et al. 2019, Nature Machine Intelligence 1:538",
     "use": "train split: blasts and segmented neutrophils"},
    {"name": "MobileNetV2 1.0 (ONNX Model Zoo)", "licence": "Apache-2.0", "credit": "pretrained on ImageNet",
     "use": "where the instance encoder's training began"},
)
FILES = ("autoencoder.safetensors", "check.safetensors", "detector.safetensors", "encoder.safetensors", "forest.json", "golden.safetensors", "heads.json")


def draw_cell(seed: int, size: int = SIZE) -> np.ndarray:
    """A drawn cell as the encoder sees one."""
    tile = draw_tile(128, seed)[27:117, 16:106]
    grown = cv2.resize(tile, (size, size), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    return (grown + np.random.default_rng(seed).normal(0, 2, grown.shape)).clip(0, 255).astype(np.uint8)


def load_finding(path) -> Detector:
    """What `train_finding.py` wrote, as shipped: folded there already, rounded here."""
    detector = Detector().eval()
    fold_detector(detector)
    detector.load_state_dict(torch.load(path, map_location="cpu")["model"])
    quantise(detector_layers(detector))
    return detector.requires_grad_(False)


@torch.no_grad()
def golden(encoder, autoencoder, trees: dict) -> dict:
    """PyTorch's own values of the new parts, in float32, with the weights as shipped."""
    values = {}
    for name, crops in (("64", draw_cell(3, 64)[None]), ("224", np.stack([draw_cell(3), draw_cell(11)]))):
        values[f"encoder.crop{name}"] = crops
        feature = encoder(normalised(torch.from_numpy(crops)))
        values[f"encoder.feature{name}"] = nhwc(feature)
    values["encoder.aligned224"] = np.stack([aligned(crop) for crop in values["encoder.crop224"]])
    scaled = scale_features(feature).contiguous()
    z, rebuilt, drawn = autoencoder(scaled)
    values["ae.input"], values["ae.embedding"] = nhwc(scaled), z.numpy()
    values["ae.feature"], values["ae.image"] = nhwc(rebuilt), nhwc(drawn)
    values["ae.error"] = reconstruction_error(scaled, rebuilt).numpy()
    inputs = np.concatenate([z.numpy(), np.tanh(np.random.default_rng(5).normal(0, 0.7, (8, 50)))]).astype(np.float32)
    values["forest.input"] = inputs
    values["forest.probabilities"] = forest.predict(trees, inputs).astype(np.float32)
    return values


def second_look() -> dict:
    return {"micronsPerPixel": MICRONS, "widthPx": SIZE, "channels": CHANNELS, "size": GRID,
            "normalisation": {"mean": list(MEAN), "std": list(STD)}, "outside": GLASS, "softness": SOFTNESS,
            "stain": {"reference": REFERENCE.tolist(), "share": ALIGNED, "largestStretch": LARGEST_STRETCH, "stained": STAINED,
                      "leastStained": LEAST_ALIGNED, "glass": GLASS},
            "blocks": [list(shape) for shape in BLOCKS]}


def manifest(base: dict, version: str, reconstruction: dict, folder: Path) -> dict:
    """The base's manifest with what is new."""
    ours = {d["name"] for d in MORE_DATA}
    content = {**base, "version": version, "reconstruction": reconstruction,
               "data": [d for d in base["data"] if d["name"] not in ours] + list(MORE_DATA),
               "classes": [c for c in base["classes"] if c["name"] != BLAST["name"]] + [BLAST],
               "files": [{"path": name, "size": (folder / name).stat().st_size,
                          "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest()} for name in FILES]}
    content.pop("secondLook", None)
    ordered = {}
    for key, value in content.items():
        ordered[key] = value
        if key == "features":
            ordered["secondLook"] = second_look()
    return ordered


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--run", required=True)
    parser.add_argument("--pack", default=str(Path(__file__).resolve().parents[1] / "packs" / "base"))
    parser.add_argument("--to", required=True)
    parser.add_argument("--detector", help="run of train_finding.py whose detector is taken")
    parser.add_argument("--version", default="0.7.0")
    parser.add_argument("--keep", help="also write the averaged weights, not folded, in float16: what `train_encoder.py --start` takes")
    options = parser.parse_args()
    torch.set_num_threads(2)
    run, base, to = Path(options.out) / options.run, Path(options.pack), Path(options.to)
    encoder, autoencoder = load_shipped(run / "encoder.pt"), load_autoencoder(run / "autoencoder.pt")
    trees = json.loads((run / "forest.json").read_text())
    check_forest(trees, (run / "forest.json").stat().st_size)
    before = json.loads((base / "manifest.json").read_text())
    to.mkdir(parents=True, exist_ok=True)
    for path in base.iterdir():
        if path.resolve() != (to / path.name).resolve():
            shutil.copyfile(path, to / path.name)
    safetensors.write(to / "encoder.safetensors", arrays(encoder_layers(encoder)))
    safetensors.write(to / "autoencoder.safetensors", arrays(autoencoder_layers(autoencoder)))
    for name in ("forest.json", "heads.json"):
        shutil.copyfile(run / name, to / name)
    if options.detector:
        detector = load_finding(Path(options.out) / options.detector / "detector.pt")
        safetensors.write(to / "detector.safetensors", arrays(detector_layers(detector)))
        found = golden_values.golden(detector, autoencoder, trees)
    else:
        found = safetensors.read(to / "golden.safetensors")
    kept = {k: v for k, v in found.items() if not k.startswith(("ae.", "forest.", "encoder."))}
    values = {**kept, **golden(encoder, autoencoder, trees)}
    safetensors.write(to / "golden.safetensors", values)
    safetensors.write(to / "check.safetensors", cut(values))
    content = manifest(before, options.version, json.loads((run / "figures.json").read_text())["reconstruction"], to)
    (to / "manifest.json").write_text(json.dumps(content, indent=1) + "\n")
    if options.keep:
        averaged = torch.load(run / "encoder.pt")["averaged"]
        torch.save({"averaged": {k: v.half() if v.is_floating_point() else v for k, v in averaged.items()}}, options.keep)
    for entry in content["files"]:
        print(f"{entry['size']:>9}  {entry['path']}")
    served = [name for name in FILES if not name.startswith("golden")]
    print("served:", sum((to / name).stat().st_size for name in served), "gzipped:",
          sum(len(gzip.compress((to / name).read_bytes())) for name in served))


if __name__ == "__main__":
    main()
