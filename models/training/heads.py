"""The linear head, calibration and the measure of what is unknown: what `heads.json` holds.

Layout: {"format": 1, "forest": {"temperature"}, "linear": {"classes", "mean", "deviation", "weights", "bias",
"temperature"}, "novelty": {"classes", "whitening", "means", "distance", "error", "weights", "threshold"}}. A forest's
probabilities are raised to 1 / temperature and normalised. The linear head is softmax((W ((z - mean) / deviation) +
bias) / temperature). Novelty is the weighted sum of the standardised distance to the nearest class (in z whitened by
the spread within classes) and the standardised reconstruction error; above the threshold a cell is unknown.
"""
import numpy as np
from sklearn.linear_model import LogisticRegression

from leaves import KIND_OF_LEAF, LEAVES

KNOWN_SHARE = 0.985  # of known cells in a simulated strange stain that stay below the threshold
ERROR_WEIGHT = 0.2  # the error rises with every strange stain, whatever the cell
SHRINKAGE = 0.1


def fit_linear(z: np.ndarray, leaf: np.ndarray, strength: float = 0.1) -> dict:
    mean, deviation = z.mean(0), z.std(0) + 1e-4
    model = LogisticRegression(C=strength, class_weight="balanced", max_iter=400, n_jobs=2)
    model.fit((z - mean) / deviation, leaf)
    return {"classes": list(LEAVES), "mean": mean, "deviation": deviation, "weights": model.coef_,
            "bias": model.intercept_, "temperature": 1.0}


def linear_chances(head: dict, z: np.ndarray) -> np.ndarray:
    logits = ((z - head["mean"]) / head["deviation"]) @ np.array(head["weights"]).T + head["bias"]
    logits = logits / head["temperature"]
    raised = np.exp(logits - logits.max(1, keepdims=True))
    return raised / raised.sum(1, keepdims=True)


def tempered(chances: np.ndarray, temperature: float) -> np.ndarray:
    raised = np.power(np.maximum(chances, 1e-6), 1 / temperature)
    return raised / raised.sum(1, keepdims=True)


def kinds_of(chances: np.ndarray) -> np.ndarray:
    """Chances of the seven kinds, of those of the leaves."""
    result = np.zeros((len(chances), 7))
    for leaf, kind in enumerate(KIND_OF_LEAF):
        result[:, kind] += chances[:, leaf]
    return result


def best_temperature(chances: np.ndarray, kinds: np.ndarray) -> float:
    """The temperature with the least negative log likelihood of the seven kinds."""
    tried = np.exp(np.linspace(np.log(0.2), np.log(3), 60))
    right = lambda t: kinds_of(tempered(chances, t))[np.arange(len(kinds)), kinds]
    return float(min(tried, key=lambda t: -np.log(np.maximum(right(t), 1e-6)).mean()))


def calibration_error(chances: np.ndarray, kinds: np.ndarray, bins: int = 15) -> float:
    sure, right = chances.max(1), chances.argmax(1) == kinds
    bin_of = np.minimum((sure * bins).astype(int), bins - 1)
    return float(sum(abs(sure[bin_of == b].mean() - right[bin_of == b].mean()) * (bin_of == b).mean()
                     for b in range(bins) if (bin_of == b).any()))


def fit_novelty(train: dict, leaf: np.ndarray, known: dict, strange: dict) -> dict:
    """`train` gives classes and their spread, `known` (cells that were not trained on) the usual distances,
    `strange` (the same in a strange stain) the threshold: a stain alone makes no cell unknown."""
    z = train["z"]
    means = np.stack([z[leaf == k].mean(0) for k in range(len(LEAVES))])
    within = np.cov((z - means[leaf]).T)
    within = (1 - SHRINKAGE) * within + SHRINKAGE * np.eye(len(within)) * np.trace(within) / len(within)
    values, vectors = np.linalg.eigh(within)
    whitening = (vectors / np.sqrt(values)) @ vectors.T
    novelty = {"classes": list(LEAVES), "whitening": whitening, "means": means @ whitening.T,
               "distance": {"mean": 0.0, "deviation": 1.0}, "error": {"mean": 0.0, "deviation": 1.0},
               "weights": [1.0, ERROR_WEIGHT], "threshold": 0.0}
    distance = nearest(novelty, known["z"])
    novelty["distance"] = {"mean": float(distance.mean()), "deviation": float(distance.std())}
    novelty["error"] = {"mean": float(known["error"].mean()), "deviation": float(known["error"].std())}
    novelty["threshold"] = float(np.quantile(score(novelty, strange), KNOWN_SHARE))
    return novelty


def nearest(novelty: dict, z: np.ndarray, without: int = -1) -> np.ndarray:
    """Distance to the nearest class in whitened embedding space; `without` leaves a kind's classes out."""
    kept = [i for i, kind in enumerate(KIND_OF_LEAF) if kind != without]
    white = z @ np.array(novelty["whitening"]).T
    return np.sqrt(((white[:, None] - np.array(novelty["means"])[kept][None]) ** 2).sum(2)).min(1)


def score(novelty: dict, arrays: dict, without: int = -1) -> np.ndarray:
    distance = nearest(novelty, arrays["z"], without)
    parts = zip(novelty["weights"], (distance, arrays["error"]), (novelty["distance"], novelty["error"]))
    return sum(weight * (x - usual["mean"]) / usual["deviation"] for weight, x, usual in parts)


def plain(value):
    """The same with lists and rounded numbers, for JSON."""
    if isinstance(value, dict):
        return {key: plain(x) for key, x in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(x) for x in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value
