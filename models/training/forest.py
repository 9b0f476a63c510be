"""Fits the random forest on embeddings, and writes it as compact JSON.

Layout: {"format": 1, "features": 50, "classes": [names], "trees": [tree]}; per node of a tree, in
arrays: `feature` (-1 marks a leaf), `threshold`, `left`, `right` (node indices; go left where the value is
SMALLER than the threshold); `distribution` holds one run of class weights 0..255 per leaf, leaves in
node order, to be normalised when read. The forest's answer is the mean of its trees' distributions.
"""
import json

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor, RandomForestClassifier

from leaves import LEAVES


def fit(embeddings: np.ndarray, kinds: np.ndarray, seed: int = 1, trees: int = 100, leaves: int = 200,
        extra: bool = True):
    """scikit-learn's forest, class-balanced, depth at most 16."""
    family = ExtraTreesClassifier if extra else RandomForestClassifier
    forest = family(trees, max_depth=16, max_leaf_nodes=leaves, min_samples_leaf=4, max_features=12,
                    bootstrap=True, class_weight="balanced", n_jobs=2, random_state=seed)
    return forest.fit(embeddings.astype(np.float32), kinds)


def fit_taught(embeddings: np.ndarray, chances: np.ndarray, seed: int = 1, trees: int = 100, leaves: int = 240):
    """A forest of the same size that learns the chances another head gives."""
    forest = ExtraTreesRegressor(trees, max_depth=16, max_leaf_nodes=leaves, min_samples_leaf=4, max_features=12, bootstrap=True,
                                 n_jobs=2, random_state=seed)
    return forest.fit(embeddings.astype(np.float32), chances)


def compact(forest, classes=LEAVES) -> dict:
    """scikit-learn goes left at value <= threshold, ml-cart at value < threshold: thresholds are
    rounded up to five decimals, so that both agree but for values within 1e-5."""
    def weights(tree):
        values = np.zeros((tree.node_count, len(classes)))
        values[:, forest.classes_.astype(int)] = tree.value[:, 0, :]
        return values
    return compacted(forest, weights, classes)


def compact_taught(forest, classes=LEAVES) -> dict:
    return compacted(forest, lambda tree: np.maximum(tree.value[:, :, 0], 0), classes)


def compacted(forest, weights, classes) -> dict:
    trees = []
    for estimator in forest.estimators_:
        tree = estimator.tree_
        leaf = tree.children_left < 0
        values = weights(tree)
        share = values / values.sum(1, keepdims=True)
        threshold = (np.floor(tree.threshold * 1e5) + 1) / 1e5
        trees.append({
            "feature": np.where(leaf, -1, tree.feature).tolist(),
            "threshold": [0 if end else round(float(t), 5) for end, t in zip(leaf, threshold)],
            "left": np.where(leaf, 0, tree.children_left).tolist(),
            "right": np.where(leaf, 0, tree.children_right).tolist(),
            "distribution": np.round(share[leaf] * 255).astype(int).flatten().tolist(),
        })
    return {"format": 1, "features": int(forest.n_features_in_), "classes": list(classes), "trees": trees}


def save(path, model: dict):
    with open(path, "w") as file:
        json.dump(model, file, separators=(",", ":"))


def predict(model: dict, embeddings: np.ndarray) -> np.ndarray:
    """Class probabilities as the browser computes them from the compact form."""
    total = np.zeros((len(embeddings), len(model["classes"])))
    for tree in model["trees"]:
        feature, threshold = np.array(tree["feature"]), np.array(tree["threshold"])
        left, right = np.array(tree["left"]), np.array(tree["right"])
        share = np.array(tree["distribution"], float).reshape(-1, len(model["classes"]))
        share /= np.maximum(share.sum(1, keepdims=True), 1)
        number = np.cumsum(feature < 0) - 1
        node = np.zeros(len(embeddings), int)
        while True:
            inner = feature[node] >= 0
            if not inner.any():
                break
            smaller = embeddings[np.arange(len(node)), feature[node]] < threshold[node]
            node = np.where(inner, np.where(smaller, left[node], right[node]), node)
        total += share[number[node]]
    return total / len(model["trees"])
