"""Trains LightGBM on the rows that bench/boosted-trees.ts wrote, with the same parameters and one thread.

Usage: boosted-trees-peer.py FILE TRAIN_ROWS TEST_ROWS FEATURES
FILE holds float32, little-endian: the features column by column over train and test rows, then the labels.
Prints one line of JSON: seconds of training, binning included, and the AUC on the test rows.
"""

import json
import sys
import time

import lightgbm
import numpy

path, train, test, width = sys.argv[1], *map(int, sys.argv[2:])
rows = train + test
values = numpy.fromfile(path, dtype="<f4")
features = numpy.ascontiguousarray(values[: rows * width].reshape(width, rows).T)
label = values[rows * width :]

parameters = {
    "objective": "binary",
    "num_leaves": 31,
    "learning_rate": 0.1,
    "max_bin": 255,
    "min_data_in_leaf": 20,
    "lambda_l2": 1.0,
    "num_threads": 1,
    "seed": 1,
    "deterministic": True,
    "force_col_wise": True,
    "verbosity": -1,
}


def seconds():
    began = time.perf_counter()
    model = lightgbm.train(parameters, lightgbm.Dataset(features[:train], label[:train]), num_boost_round=200)
    return time.perf_counter() - began, model


took, model = min((seconds() for _ in range(3)), key=lambda result: result[0])
score = model.predict(features[train:], raw_score=True, num_threads=1)
order = numpy.argsort(score, kind="stable")
rank = numpy.empty(test)
rank[order] = numpy.arange(1, test + 1)
ones = label[train:] == 1
auc = (rank[ones].sum() - ones.sum() * (ones.sum() + 1) / 2) / (ones.sum() * (~ones).sum())
print(json.dumps({"seconds": took, "auc": auc}))
