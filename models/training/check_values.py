"""Cuts `check.safetensors` out of a pack's golden values: what a page needs to tell a backend that computes wrongly.

Golden values are 3 MB and only tests need all of them. Kept here: the tile of 64 pixels with what small stages make
of it; of large stages one row in 61 (the last axis whole), as `X.sample`; of the autoencoder one cell, its input as
float16. Where a stage's input is left out, `models/backend/golden-check.ts` feeds it what the stage before has made.
Needs numpy alone. Writes the file and its size and SHA-256 into the pack's manifest, which gives the pack another hash:

    python3 check_values.py ../packs/base
"""
import argparse
import hashlib
import json
from pathlib import Path

import numpy as np

import safetensors

SAMPLED_ROWS = 61  # as in models/backend/golden-check.ts
LARGEST = 200_000
LARGE = ("p2", "p3", "p4", "p5", "box.input", "mask.input", "mask.logits", "feature")


def sample(array: np.ndarray) -> np.ndarray:
    return array.reshape(-1, array.shape[-1])[::SAMPLED_ROWS]


def cut(golden: dict) -> dict:
    """Name -> array, out of all the golden values of a pack."""
    values = {}
    for name, array in golden.items():
        if name == "tile64" or name.startswith("tile64."):
            is_large = name.removeprefix("tile64.") in LARGE
            values[f"{name}.sample" if is_large else name] = sample(array) if is_large else array
    values["ae.input"] = golden["ae.input"][:1].astype(np.float16)
    values["ae.embedding"] = golden["ae.embedding"][:1]
    values["ae.feature.sample"] = sample(golden["ae.feature"][:1])
    values["ae.image.sample"] = sample(golden["ae.image"][:1])
    if "encoder.crop64" in golden:  # a pack that looks at each cell twice
        values["encoder.crop64"] = golden["encoder.crop64"][:1]
        values["encoder.feature64.sample"] = sample(golden["encoder.feature64"][:1])
    return values


def list_file(manifest: dict, path: Path) -> None:
    """Puts the file's size and SHA-256 into the manifest's list, which stays in order of the paths."""
    entry = {"path": path.name, "size": path.stat().st_size,
             "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    others = [file for file in manifest["files"] if file["path"] != path.name]
    manifest["files"] = sorted([*others, entry], key=lambda file: file["path"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pack", type=Path)
    pack = parser.parse_args().pack
    path = pack / "check.safetensors"
    safetensors.write(path, cut(safetensors.read(pack / "golden.safetensors")))
    size = path.stat().st_size
    if size > LARGEST:
        raise SystemExit(f"{path} has {size} bytes, more than a page should load to check: {LARGEST}")
    manifest_path = pack / "manifest.json"
    text = manifest_path.read_text()
    before = hashlib.sha256(text.encode()).hexdigest()
    manifest = json.loads(text)
    list_file(manifest, path)
    second = text.split("\n")[1]
    manifest_path.write_text(json.dumps(manifest, indent=len(second) - len(second.lstrip())) + "\n")
    print(f"{path}: {size} bytes")
    print(f"pack {before} is now {hashlib.sha256(manifest_path.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
