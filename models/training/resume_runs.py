"""Keeps unfinished runs of the encoder in one small file, and lays them out again: `resume_runs.py keep|restore --out FOLDER [--runs RUN ...]`.

The averaged weights of encoder, heads and embedding, in float16. What is restored is what `instance_features.py`, `average_runs.py` and
`train_encoder.py --start` read; the optimiser is not kept, and decoders begin anew. The file goes once the pack ships that comes of it.
"""
import argparse
from pathlib import Path

import torch

from autoencoder import Autoencoder

KEPT = Path(__file__).parent / "resume.pt"
MOST_BYTES = 10_000_000


def halved(state: dict) -> dict:
    return {name: value.half() if value.is_floating_point() else value for name, value in state.items()}


def whole(state: dict) -> dict:
    return {name: value.float() if value.is_floating_point() else value for name, value in state.items()}


def part(state: dict, name: str) -> dict:
    return {key.removeprefix(f"{name}."): value for key, value in state.items() if key.startswith(f"{name}.")}


def keep(out: Path, runs: list):
    kept = {}
    for run in runs:
        state = torch.load(out / run / "encoder.pt", map_location="cpu")
        kept[run] = {name: halved(state[name]) for name in ("averaged", "averaged embedding") if name in state} | {"step": state.get("step")}
    torch.save(kept, KEPT)
    if KEPT.stat().st_size > MOST_BYTES:
        KEPT.unlink()
        raise SystemExit(f"{', '.join(runs)} take more than {MOST_BYTES} bytes: name fewer runs")


def restore(out: Path, runs: list):
    kept = torch.load(KEPT, map_location="cpu")
    for run in runs or kept:
        (out / run).mkdir(parents=True, exist_ok=True)
        torch.save({"averaged": whole(kept[run]["averaged"]), "step": kept[run]["step"]}, out / run / "encoder.pt")
        if "averaged embedding" in kept[run]:
            embedding, autoencoder = whole(kept[run]["averaged embedding"]), Autoencoder()
            autoencoder.encoder.load_state_dict(part(embedding, "encoder"))
            state = {"model": autoencoder.state_dict(), "losses": part(embedding, "heads"), "step": kept[run]["step"]}
            torch.save(state, out / run / "autoencoder.pt")
        print(run, "step", kept[run]["step"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", choices=("keep", "restore"))
    parser.add_argument("--out", required=True, help="the folder of the runs")
    parser.add_argument("--runs", nargs="*", default=[], help="all that are kept, if none is told to be restored")
    options = parser.parse_args()
    {"keep": keep, "restore": restore}[options.what](Path(options.out), options.runs)


if __name__ == "__main__":
    main()
