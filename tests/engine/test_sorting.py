"""Sorting on several cores gives what sorting on one gives."""

import numpy as np
import pytest

from cxlab.engine.sorting import cores_for, sort_in_place


@pytest.mark.parametrize("workers", [1, 2, 3, 8])
@pytest.mark.parametrize("size", [0, 1, 2, 7, 1000])
def test_sorted_as_numpy_sorts(workers, size):
    values = np.random.default_rng(size).integers(-5, 50, size)
    expected = np.sort(values)
    sort_in_place(values, workers)
    assert values.tolist() == expected.tolist()


def test_few_rows_take_one_thread():
    assert cores_for(0) == cores_for(10_000) == 1
