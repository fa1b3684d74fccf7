"""Hidden cells cannot be computed: bounds by linear programme, checked by trying all tables."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlab.stats.disclosure import (
    _bridges,
    _flow_bounds,
    _programme_bounds,
    _room_in_fours,
    cell_bounds,
    hidden_cells,
    solved_cells,
)

ONE = [np.zeros(4, dtype=int)]


def brute_bounds(counts, lines, hidden):
    """Try every whole-number filling of the hidden cells that keeps all totals."""
    cells = np.flatnonzero(hidden)
    low, high = counts.astype(float), counts.astype(float)
    found = []
    for values in itertools.product(*(range(int(counts.sum()) + 1) for _ in cells)):
        tried = counts.copy()
        tried[cells] = values
        if all((np.bincount(line, tried) == np.bincount(line, counts)).all() for line in lines):
            found.append(tried)
    return np.min(found, axis=0).astype(float), np.max(found, axis=0).astype(float) if found else (low, high)


def test_one_small_group_takes_the_smallest_other_with_it():
    assert hidden_cells(np.array([3, 40, 12, 60]), ONE, k=5).tolist() == [True, False, True, False]
    assert hidden_cells(np.array([30, 40, 12, 60]), ONE, k=5).sum() == 0
    assert hidden_cells(np.array([0, 40, 12, 60]), ONE, k=5).sum() == 0
    assert hidden_cells(np.array([4, 4, 12, 60]), ONE, k=5).tolist() == [True, True, False, False]
    assert hidden_cells(np.array([1, 2, 12, 60]), ONE, k=5).tolist() == [True, True, True, False]


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=2, max_size=5))
def test_bounds_of_one_line_are_those_of_all_tables(values):
    counts = np.array(values)
    lines = [np.zeros(len(counts), dtype=int)]
    hidden = np.arange(len(counts)) < 2
    for given_, tried in zip(
        cell_bounds(counts, lines, hidden), brute_bounds(counts, lines, hidden), strict=True
    ):
        np.testing.assert_allclose(given_, tried)


@settings(derandomize=True, max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=4, max_size=4))
def test_bounds_of_rows_and_columns_are_those_of_all_tables(values):
    counts = np.array(values)
    lines = [np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])]
    hidden = np.ones(4, dtype=bool)
    for given_, tried in zip(
        cell_bounds(counts, lines, hidden), brute_bounds(counts, lines, hidden), strict=True
    ):
        np.testing.assert_allclose(given_, tried, atol=1e-6)


@settings(derandomize=True, max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=9, max_size=12))
def test_no_hidden_cell_of_a_two_way_table_can_be_told(values):
    counts = np.array(values[:9])
    rows, columns = np.repeat(range(3), 3), np.tile(range(3), 3)
    hidden = hidden_cells(counts, [rows, columns], k=5)
    assert hidden[(counts > 0) & (counts < 5)].all()
    totals = [np.bincount(line, counts) for line in (rows, columns)]
    published = all((total >= 5).all() for total in totals)
    if published and hidden.any() and not hidden[counts > 0].all():
        low, high = cell_bounds(counts, [rows, columns], hidden)
        assert (high - low)[hidden].min() >= 5 - 1e-6


def test_a_row_of_one_cell_is_not_given_away_by_its_own_total():
    counts = np.array([3, 0, 20, 30, 40, 50])
    rows, columns = np.repeat(range(3), 2), np.tile(range(2), 3)
    hidden = hidden_cells(counts, [rows, columns], k=5)
    # The first row's total (3) is hidden with the second's (50), so another cell of those two rows will do.
    assert hidden.tolist() == [True, False, True, False, False, False]


@pytest.mark.parametrize("k", [0, 1])
def test_without_a_minimum_nothing_is_hidden(k):
    assert not hidden_cells(np.array([1, 2, 3, 4]), ONE, k=k).any()


def test_no_cells_need_no_hiding():
    assert hidden_cells(np.array([]), [np.zeros(0, dtype=int)], k=5).size == 0


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=14))
def test_bridges_are_what_linear_equations_determine(cells):
    rows, columns = np.array(sorted(cells)).T
    equations = [line == number for line in (rows, columns) for number in np.unique(line)]
    assert _bridges(rows, columns).tolist() == solved_cells(np.array(equations)).tolist()


def test_a_cell_hidden_for_the_people_behind_it_takes_another_with_it():
    visits, few = np.array([30, 40, 12, 60]), np.array([False, True, False, False])
    assert hidden_cells(visits, ONE, k=5, small=few).tolist() == [False, True, True, False]


def test_where_all_others_are_0_one_of_them_is_hidden():
    assert hidden_cells(np.array([3, 0, 0]), [np.zeros(3, dtype=int)], k=5).sum() >= 2


@pytest.mark.parametrize("seed", range(20))
def test_flows_find_the_bounds_of_the_linear_programmes(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 12))
    lines, counts = [rng.integers(0, 4, n), rng.integers(0, 4, n)], rng.integers(0, 9, n).astype(float)
    found = _flow_bounds(counts, lines, np.arange(n))
    assert np.allclose(found, _programme_bounds(counts, lines, np.arange(n)))


def test_bounds_are_given_for_the_cells_asked_for_and_for_counts_with_fractions():
    lines = [np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])]
    hidden, asked = np.ones(4, dtype=bool), np.array([True, False, False, False])
    low, high = cell_bounds(np.array([3.0, 4.0, 5.0, 6.0]), lines, hidden, asked)
    assert (low.tolist(), high.tolist()) == ([0, 4, 5, 6], [7, 4, 5, 6])
    low, high = cell_bounds(np.array([3.5, 4.0, 5.0, 6.0]), lines, hidden, asked)
    assert (low[0], high[0]) == (0, 7.5)


@pytest.mark.parametrize("seed", range(30))
def test_what_has_room_in_a_square_has_it_by_the_bounds(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(4, 16))
    lines, counts = [rng.integers(0, 4, n), rng.integers(0, 4, n)], rng.integers(0, 9, n).astype(float)
    room = _room_in_fours(counts, lines[0], lines[1], 5)
    low, high = _programme_bounds(counts, lines, np.arange(n))
    assert not (room & (high - low < 5)).any()
