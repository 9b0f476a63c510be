"""Golden values: PyTorch's own inputs and outputs per stage, on tiles drawn here (no real image).

All arrays are float32 in NHWC order; tiles are uint8 H,W,3; boxes are x1, y1, x2, y2 in tile pixels.
"""
import cv2
import numpy as np
import torch

import forest
from autoencoder import reconstruction_error
from network import LEVELS, pool_features, scale_features

BOXES = {
    64: [[6.3, 8.1, 52.7, 49.9], [-2.0, 20.5, 38.4, 66.0]],
    256: [[30.2, 41.7, 92.4, 101.3], [178.5, 0.0, 256.0, 71.2], [120.0, 140.5, 140.9, 152.3]],
}


def draw_tile(size: int, seed: int = 3) -> np.ndarray:
    """Cream paper, red discs, purple cells with dark nuclei: enough to wake every layer."""
    rng = np.random.default_rng(seed + size)
    tile = np.full((size, size, 3), (236, 222, 206), np.float32)
    for _ in range(size * size // 1500):
        x, y = rng.integers(0, size, 2).tolist()
        cv2.circle(tile, (x, y), int(rng.integers(12, 17)), (214, 160, 158), -1, cv2.LINE_AA)
        cv2.circle(tile, (x, y), 5, (226, 190, 184), -1, cv2.LINE_AA)
    spots = [(size // 2, size // 2)] if size == 64 else [(61, 72), (200, 40), (110, 200), (215, 190)]
    for x, y in spots:
        cv2.circle(tile, (x, y), int(rng.integers(25, 33)), (196, 176, 214), -1, cv2.LINE_AA)
        for _ in range(3):
            dx, dy = rng.integers(-9, 10, 2).tolist()
            cv2.circle(tile, (x + dx, y + dy), int(rng.integers(8, 13)), (96, 58, 140), -1, cv2.LINE_AA)
    tile = cv2.GaussianBlur(tile, (0, 0), 1.0) + rng.normal(0, 3, tile.shape)
    return tile.clip(0, 255).astype(np.uint8)


def nhwc(x: torch.Tensor) -> np.ndarray:
    return np.ascontiguousarray(x.detach().permute(0, 2, 3, 1).numpy().astype(np.float32))


@torch.no_grad()
def golden(detector, autoencoder, trees: dict) -> dict:
    """Name -> array. The models carry the float16-rounded weights already."""
    values, scaled = {}, None
    heads = detector.roi_heads
    for size in (64, 256):
        tile = draw_tile(size)
        name = f"tile{size}"
        values[name] = tile
        image = torch.from_numpy(tile).permute(2, 0, 1).float() / 255
        detector.transform.size_divisible = size
        levels = detector.pyramid([image])
        for level in LEVELS if size == 64 else ("p5",):
            values[f"{name}.{level}"] = nhwc(levels[level])
        objectness, deltas = detector.rpn.head([levels[level] for level in LEVELS[1:]])
        for number, (score, delta) in enumerate(zip(objectness, deltas)):
            values[f"{name}.objectness{number + 3}"] = nhwc(score)
            values[f"{name}.deltas{number + 3}"] = nhwc(delta)
        boxes = [torch.tensor(BOXES[size])]
        values[f"{name}.boxes"] = boxes[0].numpy()
        pooled = heads.box_roi_pool(levels, boxes)
        score, delta = heads.box_predictor(heads.box_head(pooled))
        values[f"{name}.box.input"] = nhwc(pooled)
        values[f"{name}.box.score"], values[f"{name}.box.deltas"] = score.numpy(), delta.numpy()
        pooled = heads.mask_roi_pool(levels, boxes)
        values[f"{name}.mask.input"] = nhwc(pooled)
        values[f"{name}.mask.logits"] = nhwc(heads.mask_head(pooled))
        feature = pool_features(levels, boxes)
        values[f"{name}.feature"] = nhwc(feature)
        if size == 256:
            found = detector([image])[0]
            values[f"{name}.detections"] = torch.cat(
                [found["boxes"], found["scores"][:, None]], 1).numpy()
            scaled = scale_features(feature)[:2]
    z, rebuilt, drawn = autoencoder(scaled)
    values["ae.input"], values["ae.embedding"] = nhwc(scaled), z.numpy()
    values["ae.feature"], values["ae.image"] = nhwc(rebuilt), nhwc(drawn)
    values["ae.error"] = reconstruction_error(scaled, rebuilt).numpy()
    rng = np.random.default_rng(5)
    inputs = np.concatenate([z.numpy(), np.tanh(rng.normal(0, 0.7, (8, 50)))]).astype(np.float32)
    values["forest.input"] = inputs
    values["forest.probabilities"] = forest.predict(trees, inputs).astype(np.float32)
    detector.transform.size_divisible = 256
    return values
