"""Embeds cells through the frozen detector and autoencoder; figures of an embedding."""
import numpy as np
import torch

from autoencoder import crop_images, reconstruction_error
from crops import by_nuclei
from network import MEAN, STD, pool_features, scale_features


def crop_features(detector, images: torch.Tensor, boxes: torch.Tensor) -> torch.Tensor:
    """Scaled features n,256,14,14 of one box n,4 in each image n,3,s,s (0..1)."""
    with torch.no_grad():
        mean, std = (torch.tensor(x, device=images.device).view(3, 1, 1) for x in (MEAN, STD))
        normal = ((images - mean) / std).contiguous(memory_format=torch.channels_last)
        return scale_features(pool_features(detector.backbone(normal), list(boxes[:, None]))).contiguous()


@torch.no_grad()
def embed(detector, autoencoder, crops, seed: int, stain: float, spread: float, index=None, dressed=False,
          images: bool = False, unbalanced: float = 0.12, nuclei: bool = False) -> dict:
    """Arrays per cell: z, pooled (the 256 channel means), error, kind, possible; with `images` crop and drawn.

    `dressed` shows them as in training (other grounds, cut short), else as they are or stained, a share `unbalanced` of
    them without red cells to balance the stain by; with `nuclei` each is balanced by its nucleus then.
    """
    rng = torch.Generator().manual_seed(seed)
    index = torch.arange(len(crops)) if index is None else index
    result = {key: [] for key in ("z", "pooled", "error", "crop", "drawn")}
    for part in index.split(48):
        shown, boxes = (crops.view(part, rng, stain)[:2] if dressed
                        else crops.plain(part, rng, stain, spread, unbalanced))
        shown = by_nuclei(shown, boxes) if nuclei else shown
        scaled = crop_features(detector, shown, boxes)
        z = autoencoder.encoder(scaled)
        rebuilt = autoencoder.feature(z)
        result["z"].append(z.numpy())
        result["pooled"].append(scaled.mean((2, 3)).numpy())
        result["error"].append(reconstruction_error(scaled, rebuilt).numpy())
        if images:
            result["crop"].append(crop_images(shown, list(boxes[:, None])).numpy())
            result["drawn"].append(autoencoder.image(rebuilt).numpy())
    arrays = {key: np.concatenate(value) for key, value in result.items() if value}
    arrays["kind"], arrays["possible"] = crops.kinds[index].numpy(), crops.possible[index].numpy()
    arrays["cell"] = index.numpy()
    return arrays


def gather(detector, autoencoder, crops, views: int, seed: int, index=None) -> dict:
    """Several views of every cell: a third as they are, the others dressed."""
    every = [embed(detector, autoencoder, crops, seed + i, 0.0, 1.15, index) if i < max(1, views // 3) else
             embed(detector, autoencoder, crops, seed + i, 1.0, 1.35, index, dressed=True)
             for i in range(views)]
    return {key: np.concatenate([view[key] for view in every]) for key in every[0]}


def retrieval(crops: np.ndarray, drawn: np.ndarray) -> float:
    """Share of pairs in which the rebuilt crop is nearer (MSE) to its own crop than to the other's."""
    a = drawn.reshape(len(drawn), -1).astype(np.float32)
    b = crops.reshape(len(crops), -1).astype(np.float32)
    distance = (a ** 2).sum(1)[:, None] + (b ** 2).sum(1)[None] - 2 * a @ b.T
    nearer = distance.diagonal()[:, None] < distance
    np.fill_diagonal(nearer, False)
    return float(nearer.sum() / (len(a) * (len(a) - 1)))


def embedding_figures(detector, autoencoder, crops) -> dict:
    """Spread of z, retrieval, and how far nearest neighbours (cosine, of other cells) are of the same kind."""
    autoencoder.eval()
    plain = embed(detector, autoencoder, crops, 1, 0.0, 1.0, images=True)
    stained = embed(detector, autoencoder, crops, 2, 1.0, 1.15)
    some = slice(0, None, 3)
    figures = {"smallest standard deviation of z": float(plain["z"].std(0).min()),
               "retrieval": retrieval(plain["crop"][some], plain["drawn"][some]),
               "error": float(plain["error"].mean())}
    for name, asked in (("plain", plain), ("stained", stained)):
        a, b = (x["z"] / np.linalg.norm(x["z"], axis=1, keepdims=True) for x in (asked, plain))
        near = a @ b.T
        np.fill_diagonal(near, -2)
        votes = plain["kind"][np.argsort(-near, 1)[:, :5]]
        right = (votes == asked["kind"][:, None]).sum(1) >= 3
        figures[f"five neighbours agree, {name}"] = float(right.mean())
    autoencoder.train()
    return {key: round(value, 4) for key, value in figures.items()} | {"n": len(crops)}
