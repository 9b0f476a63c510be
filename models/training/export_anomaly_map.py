"""Puts an anomaly map into a pack: `export_anomaly_map.py --out FOLDER --run RUN --pack models/packs/base --version 0.14.0`.

Nothing else of the pack changes. Golden values are made here, on drawn cells beside what the pack's decoder makes of them.
"""
import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import torch

import safetensors
from anomaly_map import DOWN, MAP, UP, AnomalyMap
from anomaly_views import crop_of, rebuilt_of, shipped_autoencoder
from export_instances import draw_cell
from instance_dress import aligned
from test_encoder import load_shipped
from weights import arrays, fold, quantise


def load(path) -> AnomalyMap:
    """As shipped: folded, rounded."""
    model = AnomalyMap().eval()
    model.load_state_dict(torch.load(path, map_location="cpu")["averaged"])
    for part in (model.down, model.up):
        for index, layer in enumerate(part):
            part[index] = fold(layer)
    quantise(layers(model))
    return model.requires_grad_(False)


def layers(model: AnomalyMap) -> dict:
    return {**{f"down.{i}": layer for i, layer in enumerate(model.down)}, **{f"up.{i}": layer for i, layer in enumerate(model.up)}, "last": model.last}


@torch.no_grad()
def golden(model: AnomalyMap, encoder, autoencoder) -> dict:
    cells = np.stack([draw_cell(3), draw_cell(11)])
    rebuilt = rebuilt_of(encoder, autoencoder, torch.from_numpy(np.stack([aligned(cell) for cell in cells])))
    pairs = np.concatenate([np.stack([crop_of(cell) for cell in cells]), rebuilt], 3)
    as_pictures = torch.from_numpy(pairs).permute(0, 3, 1, 2).float() / 255
    scores = torch.sigmoid(model(as_pictures[:, :3], as_pictures[:, 3:]))
    return {"anomaly.pairs": pairs, "anomaly.scores": scores[:, 0].numpy()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--run", required=True)
    parser.add_argument("--encoder", default=str(Path(__file__).parent / "encoder-start.pt"))
    parser.add_argument("--pack", default=str(Path(__file__).resolve().parents[1] / "packs" / "base"))
    parser.add_argument("--version", required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    pack, model = Path(options.pack), load(Path(options.out) / options.run / "anomaly-map.pt")
    safetensors.write(pack / "anomaly.safetensors", arrays(layers(model)))
    values = safetensors.read(pack / "golden.safetensors")
    made = golden(model, load_shipped(options.encoder), shipped_autoencoder(pack))
    safetensors.write(pack / "golden.safetensors", {**{k: v for k, v in values.items() if not k.startswith("anomaly.")}, **made})
    content = json.loads((pack / "manifest.json").read_text())
    content["version"] = options.version
    paths = sorted({entry["path"] for entry in content["files"]} | {"anomaly.safetensors"})
    content["files"] = [{"path": name, "size": (pack / name).stat().st_size, "sha256": hashlib.sha256((pack / name).read_bytes()).hexdigest()}
                        for name in paths]
    content["anomaly"] = {"mapSize": MAP, "down": [list(shape) for shape in DOWN], "up": [list(shape) for shape in UP]}
    order = [key for key in content if key != "anomaly"]
    order.insert(order.index("autoencoder") + 1, "anomaly")
    (pack / "manifest.json").write_text(json.dumps({key: content[key] for key in order}, indent=1) + "\n")
    print("anomaly.safetensors", (pack / "anomaly.safetensors").stat().st_size)


if __name__ == "__main__":
    main()
