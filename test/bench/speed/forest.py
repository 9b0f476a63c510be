"""A forest of scikit-learn as large as the pack's, fitted to random rows: what it names changes nothing about its time.

Arguments: trees, leaves of a tree, features, classes. The first line read holds the rows (single precision, base64); each
further line is answered by the milliseconds of processor time that all of them took.
"""
import base64
import sys
import time

import numpy
from sklearn.ensemble import RandomForestClassifier

trees, leaves, features, classes = map(int, sys.argv[1:])
rows = numpy.frombuffer(base64.b64decode(sys.stdin.readline()), dtype=numpy.float32).reshape(-1, features)
random = numpy.random.default_rng(0)
forest = RandomForestClassifier(n_estimators=trees, max_leaf_nodes=leaves, n_jobs=1, random_state=0)
forest.fit(random.uniform(-1, 1, (2000, features)), numpy.arange(2000) % classes)
for line in sys.stdin:
    start = time.process_time()
    forest.predict_proba(rows)
    print((time.process_time() - start) * 1000, flush=True)
