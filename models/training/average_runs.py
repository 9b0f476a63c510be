"""Averages the weights of runs that began from one another: `average_runs.py --out FOLDER --run TO RUN RUN ...`.

Runs of one origin that saw other dressings err differently, and the mean of their weights keeps what each does well
(Wortsman et al., Model soups, 2022). Writes encoder.pt and autoencoder.pt for `instance_features.py` and what follows.
"""
import argparse
from pathlib import Path

import torch


def mean(states: list) -> dict:
    """Of state dictionaries with the same names; counts are the first's."""
    first = states[0]
    return {name: torch.stack([state[name].double() for state in states]).mean(0).to(value.dtype) if value.is_floating_point() else value
            for name, value in first.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--run", required=True, help="folder that is written")
    parser.add_argument("runs", nargs="+")
    parser.add_argument("--decoders-of", help="the run whose decoders stay as they are")
    options = parser.parse_args()
    out = Path(options.out)
    (out / options.run).mkdir(exist_ok=True)
    encoders = [torch.load(out / run / "encoder.pt", map_location="cpu")["averaged"] for run in options.runs]
    torch.save({"averaged": mean(encoders), "options": vars(options)}, out / options.run / "encoder.pt")
    parts = [torch.load(out / run / "autoencoder.pt", map_location="cpu") for run in options.runs]
    averaged = {part: mean([state[part] for state in parts]) for part in ("model", "losses")}
    if options.decoders_of:
        kept = parts[options.runs.index(options.decoders_of)]["model"]
        averaged["model"].update({name: value for name, value in kept.items() if not name.startswith("encoder.")})
    torch.save({**averaged, "step": 0, "options": vars(options)}, out / options.run / "autoencoder.pt")


if __name__ == "__main__":
    main()
