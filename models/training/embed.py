"""Embeds cells through the frozen detector and autoencoder, fits the forest, and measures both."""
import argparse
import json
from pathlib import Path

import numpy as np
import torch

import forest
from autoencoder import crop_images, reconstruction_error
from cells import default_data, fields
from views import canvases, features


def labelled(read, most=None) -> list:
    """Acevedo's fields with a kind and a box; every n-th where there are more than `most`."""
    found = [f for f in read if f.kind >= 0 and len(f.boxes)]
    return found[:: -(-len(found) // most)] if most else found


@torch.no_grad()
def embed(detector, autoencoder, chosen, seed: int, stain: float, spread: float = 1.0, images=False):
    """Arrays per cell: z, pooled (the 256 channel means), kind; with `images` crop, drawn and error too."""
    rng = np.random.default_rng(seed)
    result = {"z": [], "pooled": [], "error": [], "crop": [], "drawn": []}
    for start in range(0, len(chosen), 32):
        tiles, boxes = canvases(rng, chosen[start:start + 32], stain, spread, 0.01)
        scaled, used, tensors = features(detector, tiles, boxes, detect=True)
        z = autoencoder.encoder(scaled)
        result["z"].append(z.cpu().numpy())
        result["pooled"].append(scaled.mean((2, 3)).cpu().numpy())
        if images:
            rebuilt = autoencoder.feature(z)
            result["error"].append(reconstruction_error(scaled, rebuilt).cpu().numpy())
            result["crop"].append(crop_images(tensors, used).cpu().numpy())
            result["drawn"].append(autoencoder.image(rebuilt).cpu().numpy())
    arrays = {key: np.concatenate(value) for key, value in result.items() if value}
    arrays["kind"] = np.array([f.kind for f in chosen])
    return arrays


def retrieval(crops: np.ndarray, drawn: np.ndarray) -> float:
    """Share of pairs in which the rebuilt crop is nearer (MSE) to its own crop than to the other's."""
    a = drawn.reshape(len(drawn), -1).astype(np.float32)
    b = crops.reshape(len(crops), -1).astype(np.float32)
    distance = (a ** 2).sum(1)[:, None] + (b ** 2).sum(1)[None] - 2 * a @ b.T
    nearer = distance.diagonal()[:, None] < distance
    np.fill_diagonal(nearer, False)
    return float(nearer.sum() / (len(a) * (len(a) - 1)))


def accuracy(model, arrays, key="z") -> dict:
    right = model.predict(arrays[key].astype(np.float32)) == arrays["kind"]
    kinds = arrays["kind"]
    balanced = np.mean([right[kinds == k].mean() for k in np.unique(kinds)])
    return {"accuracy": round(float(right.mean()), 4), "balanced": round(float(balanced), 4), "n": len(kinds)}


def gather(detector, autoencoder, chosen, passes, seed: int = 100):
    """Several views of every cell. passes: (stain, spread) per view."""
    views = [embed(detector, autoencoder, chosen, seed + i, *p) for i, p in enumerate(passes)]
    return {key: np.concatenate([v[key] for v in views]) for key in ("z", "pooled", "kind")}


def embedding_figures(detector, autoencoder, read, quick: bool = False, model=None) -> dict:
    """Spread of z, retrieval, forest on z and on the pooled features, on acevedo's tenth."""
    chosen = labelled(read["choose"], 210 if quick else None)
    plain = embed(detector, autoencoder, chosen, 1, 0.0, 1.15, images=True)
    stained = embed(detector, autoencoder, chosen, 2, 1.0, 1.15)
    rescaled = embed(detector, autoencoder, chosen, 3, 0.0, 1.4)
    figures = {
        "smallest standard deviation of z": round(float(plain["z"].std(0).min()), 4),
        "retrieval": round(retrieval(plain["crop"], plain["drawn"]), 4),
    }
    if model is None:
        train = gather(detector, autoencoder, labelled(read["train"], 1200), [(0.5, 1.3)])
        model = forest.fit(train["z"], train["kind"])
        pooled = forest.fit(train["pooled"], train["kind"])
        figures["pooled, plain"] = accuracy(pooled, plain, "pooled")
        figures["pooled, stained"] = accuracy(pooled, stained, "pooled")
    figures["forest, plain"] = accuracy(model, plain)
    figures["forest, simulated stain"] = accuracy(model, stained)
    figures["forest, resolution wrong by up to 1.4 times"] = accuracy(model, rescaled)
    shuffled = dict(plain, z=plain["z"][np.random.default_rng(4).permutation(len(plain["z"]))])
    figures["forest, embeddings shuffled between cells"] = accuracy(model, shuffled)
    figures["n"] = len(chosen)
    figures["reconstruction"] = {"mean": round(float(plain["error"].mean()), 6),
                                 "std": round(float(plain["error"].std()), 6)}
    return figures


def main():
    from evaluate import detection_figures, kind_accuracy
    from export import load_models
    parser = argparse.ArgumentParser(description="Fits the forest and measures the pack.")
    parser.add_argument("--data", default=default_data())
    parser.add_argument("--out", required=True)
    parser.add_argument("--views", type=int, default=4, help="views per cell")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    out = Path(options.out)
    read = fields(options.data, options.out)
    detector, autoencoder = load_models(out)
    passes = [(0.0, 1.25) if i % 2 == 0 else (1.0, 1.25) for i in range(options.views)]
    train = gather(detector, autoencoder, labelled(read["train"]), passes, options.seed * 100)
    np.savez_compressed(out / "embeddings.npz", **train)
    model = forest.fit(train["z"], train["kind"], options.seed)
    forest.save(out / "forest.json", forest.compact(model))
    figures = {"autoencoder and forest, acevedo tenth": embedding_figures(
        detector, autoencoder, read, model=model)}
    figures["reconstruction"] = figures["autoencoder and forest, acevedo tenth"].pop("reconstruction")
    blood = [f for f in read["choose"] if f.site == "bccd"]
    figures["detector, bccd val"] = detection_figures(detector, blood)
    figures["detector, bccd val, simulated stain"] = detection_figures(detector, blood, stain=True)
    figures["detector, bccd val, 0.7 times the resolution"] = detection_figures(detector, blood, 0.7)
    figures["detector, bccd val, 1.4 times the resolution"] = detection_figures(detector, blood, 1.4)
    cells = labelled(read["choose"])
    figures["detector, acevedo tenth"] = detection_figures(detector, cells)
    figures["detector, acevedo tenth, simulated stain"] = detection_figures(detector, cells, stain=True)
    pig = [f for f in read["choose"] if f.site == "warty-pig"]
    figures["detector, warty-pig val"] = detection_figures(detector, pig)
    print("kind head (not shipped):", kind_accuracy(detector, cells))
    (out / "figures.json").write_text(json.dumps(figures, indent=1))
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
