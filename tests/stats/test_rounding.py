"""The same numbers on every processor: results do not hang on the last bits of a sum.

What a processor, a BLAS kernel or a number of threads changes is the order of additions. Here rows are
shuffled and weights scaled by factors that are no powers of 2, and the linear algebra runs with the kernels
of other processors.
"""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from .rounding import differences, results

ROOT = Path(__file__).parents[2]
# Kernels of OpenBLAS with narrower and wider vectors, and numbers of threads; a kernel that this processor
# lacks falls back to its own.
KERNELS = (("Prescott", "1"), ("Haswell", "2"), ("Zen", "1"), ("SkylakeX", "2"))


@pytest.fixture(scope="module")
def plain() -> dict[str, list]:
    return results()


def test_the_cases_reach_the_edges_they_are_for(plain):
    refused = {name for name, rows in plain.items() if isinstance(rows[0], str)}
    assert refused == {"cox, nobody to compare", "cox, each a stratum"}
    assert any("do not vary" in str(value) for value in plain["csat"])
    assert all("do not vary" in str(value) for value in plain["gap"])
    aliased = plain["cox, one of two to compare"]
    assert len(aliased) == 2
    assert sum(None in row[3:5] for row in aliased) == 1


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows(plain, seed):
    def shuffled(frame):
        return frame.sample(frac=1, random_state=seed).reset_index(drop=True)

    assert not differences(plain, results(order=shuffled))


@pytest.mark.parametrize("factor", [3.0, 1 / 7, 1e6])
def test_the_scale_of_weights(plain, factor):
    assert not differences(plain, results(weights=factor))


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="kernels of x86 processors")
@pytest.mark.parametrize(("kernel", "threads"), KERNELS)
def test_the_kernels_of_other_processors(plain, kernel, threads):
    environment = os.environ | {"OPENBLAS_CORETYPE": kernel, "OPENBLAS_NUM_THREADS": threads}
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("rounding.py"))],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert not differences(plain, json.loads(done.stdout))
