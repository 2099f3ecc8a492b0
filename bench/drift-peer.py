"""Population stability index by NumPy of the columns that bench/drift.ts wrote, in the same bins.

Usage: drift-peer.py FILE ROWS FEATURES EDGES
FILE holds float64, little-endian: the features column by column, then for each its EDGES edges, then its EDGES + 1 expected shares.
Prints one line of JSON: seconds, best of three, and the index of each column.
"""

import json
import sys
import time

import numpy

path, rows, width, edges = sys.argv[1], *map(int, sys.argv[2:])
values = numpy.fromfile(path, dtype="<f8")
columns = values[: rows * width].reshape(width, rows)
bounds = values[rows * width : rows * width + width * edges].reshape(width, edges)
expected = numpy.maximum(values[rows * width + width * edges :].reshape(width, edges + 1), 1e-4)


def psi(column, bound, share):
    counts = numpy.bincount(numpy.searchsorted(bound, column, side="right"), minlength=edges + 1)
    actual = numpy.maximum(counts / rows, 1e-4)
    return float(numpy.sum((actual - share) * numpy.log(actual / share)))


def seconds():
    began = time.perf_counter()
    found = [psi(columns[j], bounds[j], expected[j]) for j in range(width)]
    return time.perf_counter() - began, found


took, found = min((seconds() for _ in range(3)), key=lambda result: result[0])
print(json.dumps({"seconds": took, "psi": found}))
