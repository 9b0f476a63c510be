"""Fits what names the cells of the second look: `fit_instances.py --out FOLDER --run RUN`.

With `--held` the run is one that left a laboratory out: the same is fitted without it, its cells are named, and both are kept
in held.npz and namer.json. Without, forest.json, heads.json and figures.json of the pack are written. The temperature and the doubt
are calibrated on the runs in `--left-out`, on what is kept from training and on that in strange stains.
Platelets name no class of the pack: they only teach what is to be doubted.
"""
import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

import forest
import heads
import instance_crops
from autoencoder import EMBEDDING, Autoencoder, reconstruction_error
from fit import rounded
from instance_crops import LABORATORIES
from instance_dress import Wardrobe, aligned, dressed, recoloured
from instance_features import features_of, scaled_features
from kinds import FIVE, KIND_OF_LEAF, KINDS, LEAVES
from naming_losses import NAMING
from test_encoder import interval, load_shipped
from train_encoder import MOST_TESTED
from weights import autoencoder_layers, quantise

NAMED = LEAVES[:-1]
PLATELET = KINDS.index("platelet")
MOST_WRONG = 0.03  # of the cells that are not doubtful
RIGHT_AMONG_UNKNOWN = 1 / 3  # a doubtful name that is right more often than that helps a reader, who sees that it is doubtful
STRANGE, STRANGE_SHARE = 2.0, 0.5
SAMPLES, BETWEEN, NOISE = 24000, 0.6, 0.08  # embeddings that the forest learns on, which share of them between two, how noisy
RARER = {"basophil": 1.0, "immature granulocyte": 1.5, "erythroblast": 1.5, "blast": 1.5}  # natural logarithms: how much rarer in blood than
# in training, and then some; one laboratory alone shows the last three, and in another they are named too often
OWN_SHARE, LEFT_OUT_SHARE = 0.5, 0.5  # how much what is kept from training counts, and each laboratory left out


def load_autoencoder(path) -> Autoencoder:
    model = Autoencoder().eval()
    model.load_state_dict(torch.load(path, map_location="cpu")["model"])
    quantise(autoencoder_layers(model))
    return model.requires_grad_(False)


@torch.no_grad()
def embedded(autoencoder, batches, errors: bool = False) -> dict:
    result = {"z": [], "error": []}
    for scaled in batches:
        z = autoencoder.encoder(scaled)
        result["z"].append(z.numpy())
        result["error"].append(reconstruction_error(scaled, autoencoder.feature(z)).numpy() if errors else np.zeros(len(z)))
    return {key: np.concatenate(value) for key, value in result.items()}


def kept_batches(folder: Path, size: int = 128):
    features = np.load(folder / "features.npy", mmap_mode="r")
    for begin in range(0, len(features), size):
        yield torch.from_numpy(features[begin:begin + size].astype(np.float32))


def naming_part(z: np.ndarray) -> np.ndarray:
    """The embedding with nothing in the numbers that carry the look: nothing is split by them."""
    return np.where(np.arange(z.shape[1]) < NAMING, z, 0)


class Teacher:
    """The head that learnt with the embedding: it saw every view of the training, and is surer of itself where it may be."""

    def __init__(self, losses: dict):
        self.weights, bias = (losses[f"names.{k}"].numpy()[:-1] for k in ("weight", "bias"))
        self.bias = bias - np.array([RARER.get(KINDS[KIND_OF_LEAF[leaf]], 0) for leaf in range(len(NAMED))])

    def chances(self, z: np.ndarray) -> np.ndarray:
        """n,11 of the named leaves."""
        logits = 3 * z[:, :NAMING] @ self.weights.T + self.bias
        raised = np.exp(logits - logits.max(1, keepdims=True))
        return raised / raised.sum(1, keepdims=True)

    def as_linear_head(self) -> dict:
        weights = np.zeros((len(NAMED), EMBEDDING))
        weights[:, :NAMING] = self.weights
        return {"classes": list(NAMED), "mean": np.zeros(EMBEDDING), "deviation": np.full(EMBEDDING, 1 / 3), "weights": weights,
                "bias": self.bias, "temperature": 1.0}


def between(z: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Embeddings near and between those given: another laboratory's cells lie where no view of the training does."""
    rng = np.random.default_rng(seed)
    one, other = rng.integers(len(z), size=(2, count))
    share = np.where(rng.random(count) < BETWEEN, rng.random(count), 1)[:, None]
    mixed = share * z[one] + (1 - share) * z[other] + NOISE * rng.standard_normal((count, z.shape[1]))
    return naming_part(mixed.clip(-1, 1).astype(np.float32))


class Namer:
    """Forest, linear head and distance to the known classes. The forest learns the teacher's chances, near and between the
    embeddings given; fitted on the labels of these views alone it is surer and more often wrong in another laboratory."""

    def __init__(self, z, possible, teacher: Teacher, seed: int):
        leaf = (teacher.chances(z) * possible).argmax(1)
        z = naming_part(z)
        self.present = np.unique(leaf)
        self.leaf = np.searchsorted(self.present, leaf)
        self.classes = [NAMED[i] for i in self.present]
        asked = between(z, SAMPLES, seed)
        self.trees = forest.compact_taught(forest.fit_taught(asked, teacher.chances(asked), seed), NAMED)
        self.linear = teacher.as_linear_head()
        self.temperature = 1.0

    def save(self, path: Path):
        path.write_text(json.dumps(heads.plain(vars(self))))

    @classmethod
    def load(cls, path: Path) -> "Namer":
        namer = cls.__new__(cls)
        vars(namer).update(json.loads(path.read_text()))
        namer.present = np.array(namer.present)
        namer.linear = {k: np.array(v) if isinstance(v, list) and k != "classes" else v for k, v in namer.linear.items()}
        return namer

    def by_forest(self, z):
        return heads.tempered(forest.predict(self.trees, z), self.temperature)

    def by_linear(self, z):
        return heads.linear_chances(self.linear, z)

    def calibrate(self, z, known: dict):
        """The usual distances, by cells that did not train."""
        self.novelty = heads.fit_novelty({"z": naming_part(z)}, self.leaf, known, known, self.classes, NAMING)

    def sight(self, z):
        """What the doubt goes by."""
        return heads.doubt_inputs(self.by_forest(z), self.by_linear(z), heads.nearest(self.novelty, z, -2))

    def temper(self, temperature: float):
        self.temperature = self.linear["temperature"] = temperature

    def wrong(self, cells: dict):
        return heads.kinds_of(self.by_forest(cells["z"])).argmax(1) != cells["kind"]


def figures_of(namer: Namer, cells: dict) -> dict:
    result = {}
    for name, chances in (("forest", namer.by_forest(cells["z"])), ("linear head", namer.by_linear(cells["z"]))):
        kinds, truth = heads.kinds_of(chances), cells["kind"]
        right = kinds.argmax(1) == truth
        recall = {KINDS[k]: round(float(right[truth == k].mean()), 3) for k in np.unique(truth)}
        five = [right[truth == k].mean() for k in FIVE if (truth == k).any()]
        result[name] = {"n": len(right), "accuracy": float(right.mean()), "interval": interval(right),
                        "balanced": float(np.mean(list(recall.values()))), "five": float(np.mean(five)) if five else None,
                        "recall": recall, "calibration error": heads.calibration_error(kinds, truth)}
    return result


def cells_of(encoder, autoencoder, out: str, site: str, keep, errors=False) -> dict:
    lab = instance_crops.read(out, site)
    lab = lab.subset(keep(lab))
    return {**embedded(autoencoder, features_of(encoder, lab), errors), "kind": lab.kinds, "site": np.full(len(lab.kinds), site)}


def strange_cells(encoder, autoencoder, out: str, site: str, keep, seed: int) -> dict:
    """The same cells dressed more strangely than in training: what another laboratory is like, where none was left out."""
    lab = instance_crops.read(out, site)
    lab = lab.subset(keep(lab) & (lab.kinds != PLATELET))
    rng, wardrobe = np.random.default_rng(seed), Wardrobe([lab], seed)
    shown = [aligned(recoloured(rng, dressed(rng, [lab], wardrobe, 0, cell, STRANGE)[0], STRANGE)) for cell in range(len(lab.kinds))]
    batches = (scaled_features(encoder, torch.from_numpy(np.stack(shown[i:i + 48]))) for i in range(0, len(shown), 48))
    return {**embedded(autoencoder, batches), "kind": lab.kinds}


def shared_temperature(parts: list) -> float:
    """The temperature with the least negative log likelihood. `parts`: (namer, cells, share): what is kept from training alone
    would make a name too sure in another laboratory."""
    def cost(temperature):
        total = 0.0
        for namer, cells, share in parts:
            chances = heads.kinds_of(heads.tempered(forest.predict(namer.trees, cells["z"]), temperature))
            total -= share * np.log(np.maximum(chances[np.arange(len(chances)), cells["kind"]], 1e-6)).mean()
        return total
    return float(min(np.exp(np.linspace(np.log(0.4), np.log(2), 25)), key=cost))


def doubt_figures(doubt: dict, inputs, wrong) -> dict:
    score = heads.doubts(doubt, inputs)
    sure = score <= doubt["doubtful"]
    return {"n": len(wrong), "wrong": float(wrong.mean()), "doubtful": float(1 - sure.mean()),
            "wrong among the sure": float(wrong[sure].mean()) if sure.any() else 0.0,
            "unknown": float((score > doubt["unknown"]).mean()),
            "right called unknown": float((score[~wrong] > doubt["unknown"]).mean())}


def threshold(score, wrong, weight) -> float:
    """The highest doubt under which at most `MOST_WRONG` are wrong."""
    order = np.argsort(score)
    share = np.cumsum((wrong * weight)[order]) / np.cumsum(weight[order])
    fine = np.flatnonzero(share <= MOST_WRONG)
    return float(score[order][fine[-1]]) if len(fine) else float(score.min())


def unknown_from(score, wrong, weight) -> float:
    """The lowest doubt over which at most `RIGHT_AMONG_UNKNOWN` would have been named right."""
    order = np.argsort(-score)
    share = np.cumsum((~wrong * weight)[order]) / np.cumsum(weight[order])
    fine = np.flatnonzero(share <= RIGHT_AMONG_UNKNOWN)
    return float(score[order][fine[-1]]) if len(fine) else 1.0


def calibrated_doubt(parts: dict) -> dict:
    """`parts`: name -> inputs, wrong, share; each part counts by its share however many cells it has."""
    weight = np.concatenate([np.full(len(wrong), share / len(wrong)) for _, wrong, share in parts.values()])
    inputs, wrong = (np.concatenate([part[i] for part in parts.values()]) for i in (0, 1))
    doubt = heads.fit_doubt(inputs, wrong, weight / weight.mean())
    score = heads.doubts(doubt, inputs)
    doubt["doubtful"] = threshold(score, wrong, weight)
    doubt["unknown"] = max(unknown_from(score, wrong, weight), doubt["doubtful"])
    return doubt


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--run", required=True)
    parser.add_argument("--held", choices=LABORATORIES, help="what this run left out: nothing of a pack is written")
    parser.add_argument("--left-out", nargs="*", default=[], help="runs with held.npz")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    folder = Path(options.out) / options.run
    encoder, autoencoder = load_shipped(folder / "encoder.pt"), load_autoencoder(folder / "autoencoder.pt")
    views = np.load(folder / "views.npz")
    named = views["possible"][:, -1] == 0
    z = embedded(autoencoder, kept_batches(folder))["z"][named]
    teacher = Teacher(torch.load(folder / "autoencoder.pt", map_location="cpu")["losses"])
    namer = Namer(z, views["possible"][named][:, :-1], teacher, options.seed)
    # what is kept from training, of the laboratories that trained
    sites = [site for site in LABORATORIES if site != options.held]
    own = [cells_of(encoder, autoencoder, options.out, s, lambda lab: ~instance_crops.trains(lab) & (lab.kinds >= 0), not options.held)
           for s in sites]
    own = {key: np.concatenate([a[key] for a in own]) for key in own[0]}
    kept = {key: value[own["kind"] != PLATELET] for key, value in own.items()}
    namer.calibrate(z, kept)
    figures = {f"kept, {site}": figures_of(namer, {k: v[kept["site"] == site] for k, v in kept.items()}) for site in sites}
    if options.held:
        taught = instance_crops.taught([instance_crops.read(options.out, site) for site in sites]) - {PLATELET}
        other = cells_of(encoder, autoencoder, options.out, options.held, lambda lab: instance_crops.some(np.isin(lab.kinds, list(taught)), MOST_TESTED))
        figures[f"left out, {options.held}"] = figures_of(namer, other)
        np.savez(folder / "held.npz", z=other["z"], kind=other["kind"])
        namer.save(folder / "namer.json")
        (folder / "z.figures.json").write_text(json.dumps(rounded(figures), indent=1))
        print(json.dumps(rounded(figures)), flush=True)
        return
    strange = [strange_cells(encoder, autoencoder, options.out, s, lambda lab: ~instance_crops.trains(lab) & (lab.kinds >= 0), options.seed)
               for s in sites]
    strange = {key: np.concatenate([a[key] for a in strange]) for key in strange[0]}
    figures["strange stains, untempered"] = figures_of(namer, strange)
    held = {run: (Namer.load(Path(options.out) / run / "namer.json"), dict(np.load(Path(options.out) / run / "held.npz")))
            for run in options.left_out}
    temperature = shared_temperature([(namer, kept, OWN_SHARE), (namer, strange, STRANGE_SHARE),
                                      *((other, cells, LEFT_OUT_SHARE) for other, cells in held.values())])
    for each in (namer, *(other for other, _ in held.values())):
        each.temper(temperature)
    for run, (other, cells) in held.items():
        figures[f"{run}, as shipped"] = figures_of(other, cells)
    for site in sites:
        figures[f"kept, {site}, as shipped"] = figures_of(namer, {k: v[kept["site"] == site] for k, v in kept.items()})
    forest.save(folder / "forest.json", namer.trees)
    parts = {"kept": (namer.sight(own["z"]), namer.wrong(own), OWN_SHARE)}  # a platelet is always wrong
    parts["strange stains"] = (namer.sight(strange["z"]), namer.wrong(strange), STRANGE_SHARE)
    figures["strange stains"] = figures_of(namer, strange)
    for run, (other, cells) in held.items():
        parts[run] = (other.sight(cells["z"]), other.wrong(cells), LEFT_OUT_SHARE)
    doubt = calibrated_doubt(parts)
    for name, (inputs, wrong, _) in parts.items():
        figures[f"doubt, {name}"] = doubt_figures(doubt, inputs, wrong)
    figures["reconstruction"] = {"mean": float(kept["error"].mean()), "std": float(kept["error"].std())}
    np.savez(folder / "kept.npz", **own)
    with open(folder / "heads.json", "w") as file:
        json.dump(heads.plain({"format": 1, "forest": {"temperature": namer.temperature}, "linear": namer.linear,
                               "novelty": namer.novelty, "doubt": doubt}), file, separators=(",", ":"))
    (folder / "figures.json").write_text(json.dumps(rounded(figures), indent=1))
    print(json.dumps(rounded(figures), indent=1), flush=True)


if __name__ == "__main__":
    main()
