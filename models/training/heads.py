"""The linear head, calibration and the measure of what is unknown: what `heads.json` holds.

Layout: {"format": 1, "forest": {"temperature"}, "linear": {"classes", "mean", "deviation", "weights", "bias",
"temperature"}, "novelty": {"classes", "whitening", "means", "distance", "error", "weights", "threshold"}, "doubt": {"inputs", "mean",
"deviation", "weights", "bias", "doubtful", "unknown"}}. A forest's
probabilities are raised to 1 / temperature and normalised. The linear head is softmax((W ((z - mean) / deviation) +
bias) / temperature). Novelty is the weighted sum of the standardised distance to the nearest class (in z whitened by
the spread within classes) and the standardised reconstruction error; above the threshold a cell is unknown. Doubt is the chance that the name is wrong, 1 / (1 + exp(-(weights ((x - mean) / deviation)
+ bias))) of `doubt_inputs`; a cell above `doubtful` is worth a look, one above `unknown` is not named.
"""
import numpy as np
from sklearn.linear_model import LogisticRegression

from kinds import KIND_OF_LEAF
from leaves import LEAVES

KNOWN_SHARE = 0.985  # of known cells in a simulated strange stain that stay below the threshold
ERROR_WEIGHT = 0.2  # the error rises with every strange stain, whatever the cell
SHRINKAGE = 0.1


def fit_linear(z: np.ndarray, leaf: np.ndarray, strength: float = 0.1, classes=LEAVES) -> dict:
    mean, deviation = z.mean(0), z.std(0) + 1e-4
    model = LogisticRegression(C=strength, class_weight="balanced", max_iter=400, n_jobs=2)
    model.fit((z - mean) / deviation, leaf)
    return {"classes": list(classes), "mean": mean, "deviation": deviation, "weights": model.coef_,
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
    """Chances of the kinds, of those of the leaves; one pack knows the first ten leaves, another more."""
    kind_of = KIND_OF_LEAF[:chances.shape[1]]
    result = np.zeros((len(chances), max(kind_of) + 1))
    for leaf, kind in enumerate(kind_of):
        result[:, kind] += chances[:, leaf]
    return result


def best_temperature(chances: np.ndarray, kinds: np.ndarray) -> float:
    """The temperature with the least negative log likelihood of the kinds."""
    tried = np.exp(np.linspace(np.log(0.2), np.log(3), 60))
    right = lambda t: kinds_of(tempered(chances, t))[np.arange(len(kinds)), kinds]
    return float(min(tried, key=lambda t: -np.log(np.maximum(right(t), 1e-6)).mean()))


def calibration_error(chances: np.ndarray, kinds: np.ndarray, bins: int = 15) -> float:
    sure, right = chances.max(1), chances.argmax(1) == kinds
    bin_of = np.minimum((sure * bins).astype(int), bins - 1)
    return float(sum(abs(sure[bin_of == b].mean() - right[bin_of == b].mean()) * (bin_of == b).mean()
                     for b in range(bins) if (bin_of == b).any()))


def fit_novelty(train: dict, leaf: np.ndarray, known: dict, strange: dict, classes=LEAVES, naming=None) -> dict:
    """`train` gives classes and their spread, `known` (cells that were not trained on) the usual distances,
    `strange` (the same in a strange stain) the threshold: a stain alone makes no cell unknown. Only the first `naming` numbers count."""
    z = train["z"]
    means = np.stack([z[leaf == k].mean(0) for k in range(len(classes))])
    within = np.cov((z - means[leaf]).T)
    within = (1 - SHRINKAGE) * within + SHRINKAGE * np.eye(len(within)) * np.trace(within) / len(within)
    values, vectors = np.linalg.eigh(within)
    whitening = (vectors / np.sqrt(values)) @ vectors.T
    whitening[:, naming or len(whitening):] = 0
    novelty = {"classes": list(classes), "whitening": whitening, "means": means @ whitening.T,
               "distance": {"mean": 0.0, "deviation": 1.0}, "error": {"mean": 0.0, "deviation": 1.0},
               "weights": [1.0, ERROR_WEIGHT], "threshold": 0.0}
    distance = nearest(novelty, known["z"])
    novelty["distance"] = {"mean": float(distance.mean()), "deviation": float(distance.std())}
    novelty["error"] = {"mean": float(known["error"].mean()), "deviation": float(known["error"].std())}
    novelty["threshold"] = float(np.quantile(score(novelty, strange), KNOWN_SHARE))
    return novelty


def nearest(novelty: dict, z: np.ndarray, without: int = -1) -> np.ndarray:
    """Distance to the nearest class in whitened embedding space; `without` leaves a kind's classes out."""
    kept = [i for i, kind in enumerate(KIND_OF_LEAF[:len(novelty["means"])]) if kind != without]
    white = z @ np.array(novelty["whitening"]).T
    return np.sqrt(((white[:, None] - np.array(novelty["means"])[kept][None]) ** 2).sum(2)).min(1)


def score(novelty: dict, arrays: dict, without: int = -1) -> np.ndarray:
    distance = nearest(novelty, arrays["z"], without)
    parts = zip(novelty["weights"], (distance, arrays["error"]), (novelty["distance"], novelty["error"]))
    return sum(weight * (x - usual["mean"]) / usual["deviation"] for weight, x, usual in parts)


def odds_against(chance: np.ndarray) -> np.ndarray:
    return np.log((1.01 - chance) / (chance + 0.01))


def doubt_inputs(forest_chances: np.ndarray, linear: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """n,3: the odds against the named kind by the forest (tempered) and by the linear head, and the distance to the nearest class."""
    kinds, other = kinds_of(forest_chances), kinds_of(linear)
    named, row = kinds.argmax(1), np.arange(len(kinds))
    return np.stack([odds_against(kinds[row, named]), odds_against(other[row, named]), distance], 1)


def fit_doubt(inputs: np.ndarray, wrong: np.ndarray, weight: np.ndarray) -> dict:
    """Logistic regression of being wrong, on cells of laboratories that were left out and on those kept from training. The two odds
    weigh the same: they are alike, and apart one would count against a name that a refitted forest is sure of."""
    mean, deviation = inputs.mean(0), inputs.std(0) + 1e-6
    scaled = (inputs - mean) / deviation
    model = LogisticRegression(C=1.0, max_iter=400).fit(np.stack([scaled[:, :2].mean(1), scaled[:, 2]], 1), wrong, weight)
    odds, distance = model.coef_[0]
    return {"inputs": ["forest", "linear", "distance"], "mean": mean, "deviation": deviation,
            "weights": np.array([odds / 2, odds / 2, distance]), "bias": float(model.intercept_[0]), "doubtful": 0.5, "unknown": 0.8}


def doubts(doubt: dict, inputs: np.ndarray) -> np.ndarray:
    """The chance of being wrong, 0 to 1."""
    sum_ = ((inputs - doubt["mean"]) / doubt["deviation"]) @ np.array(doubt["weights"]) + doubt["bias"]
    return 1 / (1 + np.exp(-sum_))


def plain(value):
    """The same with lists and rounded numbers, for JSON."""
    if isinstance(value, dict):
        return {key: plain(x) for key, x in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(x) for x in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value
