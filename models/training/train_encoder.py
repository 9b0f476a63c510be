"""Trains the instance encoder: `train_encoder.py --out FOLDER --run raabin-out --without raabin --minutes 20`.

Every cell of a batch comes in two dressings. What is learnt from: the leaf of each dressing; that both get the same
chances; that cells of one kind from different laboratories lie together (supervised contrast). A laboratory that
brings two kinds only (`few`) is compared with the kinds it lacks, and the others with the kind that it alone has, only where
cells of both wear one light: otherwise its light would speak for its kinds. The kind is drawn first, then a laboratory that has
it, and the light apart from both. Early layers stay as pretrained; styles are mixed after them. `--without` leaves a laboratory
out and tests on it.
"""
import argparse
import copy
import json
import math
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.nn import functional as F
from torch.utils.data import DataLoader, IterableDataset

import instance_crops
from instance_crops import LABORATORIES
from instance_dress import Wardrobe, dressed
from autoencoder import Autoencoder, set_up
from instance_encoder import GRID, Heads, normalised, pretrained
from kinds import KIND_OF_LEAF, KINDS, LEAVES
from naming_losses import EmbeddingHeads, agreement_loss, contrast_loss, naming_loss
from network import scale_features
from test_encoder import figures_of, named
from train_autoencoder import variance_floor

KIND_SHARES = {"neutrophil": 0.17, "eosinophil": 0.14, "basophil": 0.09, "lymphocyte": 0.18, "monocyte": 0.16,
               "immature granulocyte": 0.09, "erythroblast": 0.06, "blast": 0.08, "platelet": 0.03}
SHARES = {"acevedo": 0.34, "raabin": 0.32, "lmu": 0.18, "bccd": 0.16}  # of a kind's cells, and of the lights
SMALL, SMALL_UNTIL = 192, 0.7  # pixels that are looked at until so far in a run: a third cheaper
MOST_TESTED = 2500  # cells of a laboratory left out
FEW = 3  # a laboratory with fewer kinds is not asked about the others in its own light
AVERAGED = 0.998  # share of the averaged weights that stays at a step
FIRST_WEIGHTS = 1  # what is new begins alike whatever the seed: runs of several seeds can be averaged
LAST_RATE = 0.03  # of the rate: weights averaged over a while travel further than where a run cools down (Cha et al., SWAD, 2021)


class Batches(IterableDataset):
    """Endless batches of cells in two dressings: bytes 2n,224,224,3; possible leaves n,12; allowed leaves 2n,12; laboratory n; whose
    light each dressing wears 2n."""

    def __init__(self, labs, cells: int, seed: int, strength: float):
        self.labs, self.cells, self.seed, self.strength = labs, cells, seed, strength
        shares = np.array([SHARES[lab.site] for lab in labs])
        self.lights = shares / shares.sum()
        self.cells_of = {}  # kind -> laboratories, their shares, their cells with weights
        for kind in range(len(KINDS)):
            having = [n for n, lab in enumerate(labs) if (lab.kinds == kind).any()]
            if having:
                rare = np.array([min(1, (labs[n].kinds == kind).sum() / 40) for n in having])
                lots = [np.flatnonzero(labs[n].kinds == kind) for n in having]
                weights = [smear_weights(labs[n])[lot] for n, lot in zip(having, lots)]
                self.cells_of[kind] = having, normal(shares[having] * rare), lots, [normal(w) for w in weights]
        self.kinds = sorted(self.cells_of)
        self.kind_shares = normal(np.array([KIND_SHARES[KINDS[k]] for k in self.kinds]))
        sites = [{int(k) for k in lab.kinds if k >= 0} for lab in labs]
        self.present = [np.array([KIND_OF_LEAF[leaf] in own for leaf in range(len(LEAVES))], np.float32) for own in sites]
        self.few = [number for number, own in enumerate(sites) if len(own) < FEW]
        lone = {k for n in self.few for k in sites[n] if sum(k in other for other in sites) == 1}  # kinds that such a one alone has
        self.shared = np.array([KIND_OF_LEAF[leaf] not in lone for leaf in range(len(LEAVES))], np.float32)

    def __iter__(self):
        torch.set_num_threads(1)
        cv2.setNumThreads(1)
        rng = np.random.default_rng(self.seed)
        wardrobe = Wardrobe(self.labs)
        while True:
            pixels, possible, allowed, where, lights = [], [], [], [], []
            for _ in range(self.cells):
                kind = self.kinds[rng.choice(len(self.kinds), p=self.kind_shares)]
                having, shares, lots, weights = self.cells_of[kind]
                which = int(rng.choice(len(having), p=shares))
                lab, cell = having[which], int(rng.choice(lots[which], p=weights[which]))
                where.append(lab)
                possible.append(self.labs[lab].possible[cell])
                for view in (self.first_view, self.other_view):
                    shown, light = view(rng, lab, cell, wardrobe)
                    pixels.append(shown)
                    lights.append(lab if light < 0 else light)
                    allowed.append(self.allowed(lab, light))
            yield tuple(torch.from_numpy(np.stack(x)) for x in (pixels, possible, allowed, np.array(where), np.array(lights)))

    def allowed(self, lab: int, light: int) -> np.ndarray:
        """The leaves that a view is compared with: kinds that no laboratory shows side by side only in one light."""
        if lab in self.few:
            return self.present[lab] if light < 0 else np.ones(len(LEAVES), np.float32)
        return np.ones(len(LEAVES), np.float32) if light in self.few else self.shared

    def first_view(self, rng, lab: int, cell: int, wardrobe):
        """In the light of a laboratory that is drawn apart from the kind: no light speaks for a kind."""
        return dressed(rng, self.labs, wardrobe, lab, cell, self.strength, int(rng.choice(len(self.labs), p=self.lights)))

    def other_view(self, rng, lab: int, cell: int, wardrobe):
        return self.first_view(rng, lab, cell, wardrobe)


def normal(shares: np.ndarray) -> np.ndarray:
    return shares / shares.sum()


def smear_weights(lab) -> np.ndarray:
    """Of one kind, cells of smears with few of them count more."""
    groups = [f"{k['group']}/{kind}" for k, kind in zip(lab.known, lab.kinds)]
    _, group, count = np.unique(groups, return_inverse=True, return_counts=True)
    return count[group] ** -0.5


def losses_of(heads, feature, possible, allowed, where, lights, embedding=None):
    logits, points = heads(feature)
    twice = possible.repeat_interleave(2, 0)
    kinds = torch.tensor(KIND_OF_LEAF)[twice.argmax(1)]
    barred = (allowed[:, None] * twice[None]).sum(2) == 0  # the other's kind is not among what this view is compared with
    apart = (barred | barred.T) & (lights[:, None] != lights[None])
    labs = where.repeat_interleave(2)
    parts = {"names": naming_loss(logits, twice, allowed), "agreement": 0.5 * agreement_loss(logits),
             "contrast": 0.25 * contrast_loss(points, kinds, labs, apart=apart)}
    if embedding is not None:
        some = slice(0, len(feature) // 2)  # half of the pairs: the embedding costs a third of the encoder
        with torch.autocast("cpu", torch.bfloat16):
            z = embedding["encoder"](filled(scale_features(feature[some])))
        z = z.float()
        own = logits[some].detach().softmax(1).view(-1, 2, logits.shape[1]).mean(1).repeat_interleave(2, 0)
        said = embedding["heads"].losses(z, twice[some], labs[some], own, allowed[some], apart[some, some])
        parts.update({f"z {name}": 0.5 * value for name, value in said.items()}, **{"z floor": 2 * variance_floor(z)})
    return parts


def filled(scaled: torch.Tensor) -> torch.Tensor:
    """A feature of a small picture with its rim mirrored, as large as the embedding takes it."""
    rim = (GRID - scaled.shape[-1]) // 2
    return F.pad(scaled.float(), (rim,) * 4, mode="reflect") if rim else scaled


def embedding_of(start, model, pixels):
    """The embedding and its heads, as a checkpoint of the autoencoder has them or new; and that autoencoder."""
    autoencoder, heads = Autoencoder(), EmbeddingHeads()
    if start:
        state = torch.load(start, map_location="cpu")
        autoencoder.load_state_dict(state["model"])
        heads.load_state_dict({k: v for k, v in state["losses"].items() if k.split(".")[0] in ("names", "project")})
    else:
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            feature = model.eval()(normalised(pixels)).float()
        set_up(autoencoder, scale_features(feature))
    return torch.nn.ModuleDict({"encoder": autoencoder.encoder.to(memory_format=torch.channels_last), "heads": heads}), autoencoder


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True, help="folder with the cache of instance_crops.py")
    parser.add_argument("--run", required=True, help="folder in it for this run")
    parser.add_argument("--without", nargs="*", default=[], choices=LABORATORIES)
    parser.add_argument("--trunk", help="the pretrained weights")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--steps", type=int, help="instead of --minutes")
    parser.add_argument("--cells", type=int, default=32, help="in a batch, each in two dressings")
    parser.add_argument("--rate", type=float, default=7e-4)
    parser.add_argument("--strength", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--start", help="a checkpoint to begin from")
    parser.add_argument("--embedding", nargs="?", const="", help="the autoencoder's embedding learns too, from this checkpoint if one is told")
    parser.add_argument("--plain", action="store_true", help="names alone: no agreement, contrast or mixed styles")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.manual_seed(FIRST_WEIGHTS)
    out = Path(options.out) / options.run
    out.mkdir(parents=True, exist_ok=True)
    labs = [instance_crops.read(options.out, site) for site in LABORATORIES if site not in options.without]
    labs = [lab.subset(instance_crops.trains(lab) & (lab.kinds >= 0)) for lab in labs]
    model, heads = pretrained(options.trunk).frozen().to(memory_format=torch.channels_last), Heads()
    model.mixes_styles = not options.plain
    both = torch.nn.ModuleList([model, heads])
    averaged = copy.deepcopy(both).eval().requires_grad_(False)
    step, before = 0, 0.0
    state = torch.load(options.start or out / "encoder.pt") if options.resume or options.start else None
    if state:
        both.load_state_dict(state["averaged" if options.start else "models"])
        averaged.load_state_dict(state["averaged"])
    if state and options.resume:
        step, before = state["step"], state["progress"]
    stream = iter(DataLoader(Batches(labs, options.cells, options.seed + step, options.strength), None, num_workers=1, prefetch_factor=6))
    embedding, autoencoder, averaged_embedding = None, None, torch.nn.ModuleDict()
    if options.embedding is not None:
        embedding, autoencoder = embedding_of(options.embedding, model, next(stream)[0])
        averaged_embedding = copy.deepcopy(embedding).requires_grad_(False)
        if options.resume:
            embedding.load_state_dict(state["embedding"])
            averaged_embedding.load_state_dict(state["averaged embedding"])
    trunk = [p for n, p in model.named_parameters() if p.requires_grad and not n.startswith("neck")]
    fresh = [*model.neck.parameters(), *heads.parameters(), *(embedding.parameters() if embedding else ())]
    optimiser = torch.optim.AdamW([{"params": trunk, "share": 1.0}, {"params": fresh, "share": 3.0}], options.rate, weight_decay=0.03)
    if options.resume:
        optimiser.load_state_dict(state["optimiser"])
    torch.manual_seed(options.seed)
    begun, saved, told, sums, first = time.time(), time.time(), time.time(), {}, step
    while True:
        done = (step - first) / options.steps if options.steps else (time.time() - begun) / (60 * options.minutes)
        progress = before + (1 - before) * done
        if progress >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = options.rate * group["share"] * min(1, (step + 1) / 40) * (LAST_RATE + (1 - LAST_RATE) * (1 + math.cos(math.pi * progress)) / 2)
        both.train()
        pixels, possible, allowed, where, lights = next(stream)
        if progress < SMALL_UNTIL:
            rim = (pixels.shape[1] - SMALL) // 2
            pixels = pixels[:, rim:-rim, rim:-rim]
        with torch.autocast("cpu", torch.bfloat16):
            feature = model(normalised(pixels))
        parts = losses_of(heads, feature, possible, allowed, where, lights, embedding)
        total = parts["names"] if options.plain else sum(parts.values())
        optimiser.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_([*trunk, *fresh], 3.0)
        optimiser.step()
        step += 1
        keep = min(AVERAGED, step / (step + 8))
        averages(averaged, both, keep)
        if embedding:
            averages(averaged_embedding, embedding, keep)
        for name, value in parts.items():
            sums.setdefault(name, []).append(float(value.detach()))
        if step % 25 == 0:
            means = "  ".join(f"{k} {np.mean(v):.3f}" for k, v in sums.items())
            print(f"step {step}  {progress:.2f}  {25 / (time.time() - told):.2f}/s  {means}", flush=True)
            sums, told = {}, time.time()
        if time.time() - saved > 150:
            save(out, both, averaged, optimiser, step, progress, options, embedding, averaged_embedding)
            saved = time.time()
    save(out, both, averaged, optimiser, step, 1.0, options, embedding, averaged_embedding)
    if embedding:
        autoencoder.encoder = averaged_embedding["encoder"]
        torch.save({"model": autoencoder.state_dict(), "losses": averaged_embedding["heads"].state_dict(), "step": step,
                    "options": vars(options)}, out / "autoencoder.pt")
    print("steps", step, "minutes", round((time.time() - begun) / 60, 1), flush=True)
    for site in options.without or LABORATORIES:
        lab = instance_crops.read(options.out, site)
        lab = lab.subset(instance_crops.some((lab.kinds >= 0) & (bool(options.without) | ~instance_crops.trains(lab)), MOST_TESTED))
        figures = figures_of(named(*averaged, lab)[0], lab, instance_crops.taught(labs))
        (out / f"{site}.figures.json").write_text(json.dumps(figures, indent=1))
        print(site, json.dumps(figures), flush=True)


@torch.no_grad()
def averages(averaged, current, keep: float):
    for mean, now in zip(averaged.state_dict().values(), current.state_dict().values()):
        mean.lerp_(now, 1 - keep) if mean.is_floating_point() else mean.copy_(now)


def save(out, both, averaged, optimiser, step, progress, options, embedding, averaged_embedding):
    state = {"models": both.state_dict(), "averaged": averaged.state_dict(), "optimiser": optimiser.state_dict(), "step": step,
             "progress": progress, "options": vars(options)}
    if embedding:
        state.update({"embedding": embedding.state_dict(), "averaged embedding": averaged_embedding.state_dict()})
    torch.save(state, out / "encoder.part")
    (out / "encoder.part").rename(out / "encoder.pt")


if __name__ == "__main__":
    main()
