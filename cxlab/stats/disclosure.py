"""Disclosure control of tables of counts: which cells to hide so that none can be computed from the totals.

References
----------
Hundepool et al. (2012), Statistical Disclosure Control, Wiley, chapter 4: primary and secondary suppression,
and the attacker's bounds on a hidden cell as linear programmes over what is published.
Gusfield, D. (1988), A graph theoretic approach to statistical data security, SIAM J. Comput. 17: the cells of
a two-way table that its totals determine are the bridges of a graph.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

__all__ = ["cell_bounds", "hidden_cells", "solved_cells"]

LARGEST_PROGRAMME = 60
"""Hidden cells up to which bounds are found by linear programmes; above, by linear algebra alone."""
LARGEST_FLOW = 2**30
TOLERANCE = 1e-8


def hidden_cells(
    counts: np.ndarray, lines: Sequence[np.ndarray], *, k: int, small: np.ndarray | None = None
) -> np.ndarray:
    """Return which cells to hide.

    Parameters
    ----------
    counts
        Counts of the cells, 0 or more.
    lines
        One array per published family of totals: for each cell the number of the line (row, column ...) that
        it is summed in. All zeros stands for the grand total. Totals below `k` are taken as not published.
    k
        Cells with 1 to k - 1 are hidden; so are further ones, the smallest that serve, until the published
        figures leave every hidden cell a range of at least k. Zeros are shown, since they speak of nobody,
        but where nothing else could hide a cell. Of more than 60 hidden cells in several families only the
        exact value is kept from being computed.
    small
        Cells to hide whatever their count: where the people behind it are counted elsewhere.

    Examples
    --------
    >>> hidden_cells(np.array([3, 40, 12, 60]), [np.zeros(4, dtype=int)], k=5).tolist()
    [True, False, True, False]
    """
    counts = np.asarray(counts, dtype=float)
    hidden = (counts > 0) & (counts < k)
    if small is not None:
        hidden = hidden | np.asarray(small, dtype=bool)
    published = [_published(counts, np.asarray(line), k, hidden) for line in lines]
    wide = np.zeros(len(counts), dtype=bool)  # hiding more only widens what a hidden cell can be
    while hidden.any():
        narrow, width = _narrow(counts, published, hidden, k, hidden & ~wide)
        wide |= hidden & ~narrow
        spare = ~hidden & (counts > 0)
        if not spare.any():
            spare = ~hidden
        if not narrow.any() or not spare.any():
            break
        alone = np.any(
            [np.bincount(line[hidden], minlength=line.max() + 1)[line] == 1 for line in published], axis=0
        )
        first = narrow & alone if (narrow & alone).any() else narrow
        if len(published) > 1 and hidden.sum() > LARGEST_PROGRAMME:
            for place in np.flatnonzero(first).tolist():  # of many cells all at once
                hidden[_partner(place, counts, published, hidden, spare & ~hidden)] = True
            continue
        cell = int(np.argmin(np.where(first, width, np.inf)))
        hidden[_partner(cell, counts, published, hidden, spare)] = True
    return hidden


def cell_bounds(
    counts: np.ndarray,
    lines: Sequence[np.ndarray],
    hidden: np.ndarray,
    asked: np.ndarray | None = None,
    enough: float = np.inf,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the lowest and highest value that each cell can have, given the totals and the cells shown.

    Parameters
    ----------
    counts, lines
        As for `hidden_cells`.
    hidden
        The cells that are not shown.
    asked
        The hidden cells whose bounds are wanted; default all of them. For the others the value itself is
        given.
    enough
        How far a cell has to be able to grow for its lowest value not to be looked for any more.

    Examples
    --------
    >>> total = [np.zeros(3, dtype=int)]
    >>> low, high = cell_bounds(np.array([3, 40, 12]), total, np.array([True, False, True]))
    >>> low.tolist(), high.tolist()
    ([0.0, 40.0, 0.0], [15.0, 40.0, 15.0])
    """
    counts = np.asarray(counts, dtype=float)
    low, high = counts.copy(), counts.copy()
    cells = np.flatnonzero(hidden)
    if len(lines) == 1:  # each line's hidden cells share what is left of its total
        left = np.bincount(lines[0][cells], weights=counts[cells], minlength=int(lines[0].max(initial=0)) + 1)
        several = np.bincount(lines[0][cells], minlength=len(left)) > 1
        low[cells] = np.where(several[lines[0][cells]], 0.0, counts[cells])
        high[cells] = left[lines[0][cells]]
        return low, high
    wanted = np.flatnonzero((np.ones(len(counts), dtype=bool) if asked is None else asked)[cells])
    whole = bool((counts[cells] == np.floor(counts[cells])).all()) and counts[cells].sum() < LARGEST_FLOW
    inside = counts[cells], [line[cells] for line in lines], wanted
    found = _flow_bounds(*inside, enough) if len(lines) == 2 and whole else _programme_bounds(*inside)
    low[cells[wanted]], high[cells[wanted]] = found
    return low, high


def _programme_bounds(
    counts: np.ndarray, lines: Sequence[np.ndarray], wanted: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the bounds of the wanted hidden cells by two linear programmes each."""
    from scipy.optimize import linprog

    known = _equations(lines, np.arange(len(counts)))
    totals = known @ counts
    low, high = np.zeros(len(wanted)), np.zeros(len(wanted))
    for place, cell in enumerate(wanted):
        aim = np.zeros(len(counts))
        aim[cell] = 1.0
        low[place] = round(linprog(aim, A_eq=known, b_eq=totals).fun, 6)
        high[place] = round(-linprog(-aim, A_eq=known, b_eq=totals).fun, 6)
    return low, high


def _flow_bounds(
    counts: np.ndarray, lines: Sequence[np.ndarray], wanted: np.ndarray, enough: float = np.inf
) -> tuple[np.ndarray, np.ndarray]:
    """Return the bounds of the wanted hidden cells of a two-way table of whole numbers as largest flows.

    A cell grows as others shrink along a circle of cells: what can flow from its column to its row, where a
    cell lets through any growth from row to column, and from column to row no more than it holds. Ten times
    as fast as the programmes, with the same result (Gusfield 1988).
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_flow

    rows, columns = (np.unique(line, return_inverse=True)[1] for line in lines)
    columns = columns + rows.max(initial=-1) + 1
    size, any_ = int(columns.max(initial=-1)) + 1, int(counts.sum()) + 1
    low, high = counts[wanted].astype(float), counts[wanted].astype(float)
    # What stands alone in a line is known from its total.
    free = (np.bincount(rows)[rows] > 1) & (np.bincount(columns)[columns] > 1)
    for place in np.flatnonzero(free[wanted]):
        cell = wanted[place]
        others = np.arange(len(counts)) != cell
        between = np.zeros((size, size), dtype=np.int32)
        np.add.at(between, (columns[others], rows[others]), counts[others].astype(np.int32))
        between[rows[others], columns[others]] = any_
        room = csr_array(between)
        up = maximum_flow(room, int(columns[cell]), int(rows[cell])).flow_value
        high[place] = counts[cell] + up
        if up < enough:
            down = maximum_flow(room, int(rows[cell]), int(columns[cell])).flow_value
            low[place] = counts[cell] - min(counts[cell], down)
    return low, high


def solved_cells(equations: np.ndarray) -> np.ndarray:
    """Return which unknowns a system of linear equations determines, whatever its right-hand sides.

    An unknown is determined if no vector of the null space moves it.

    Parameters
    ----------
    equations
        One row per equation, one column per unknown.

    Examples
    --------
    >>> solved_cells(np.array([[1, 1, 0], [0, 1, 1], [0, 0, 1]])).tolist()
    [True, True, True]
    >>> solved_cells(np.array([[1, 1, 0], [0, 0, 2]])).tolist()
    [False, False, True]
    """
    equations = np.atleast_2d(np.asarray(equations, dtype=float))
    unknowns = equations.shape[1]
    if not unknowns or not equations.shape[0]:
        return np.zeros(unknowns, dtype=bool)
    _u, sizes, directions = np.linalg.svd(equations, full_matrices=True)
    rank = int((sizes > TOLERANCE * max(sizes.max(initial=0.0), 1.0)).sum())
    free = directions[rank:]
    return np.abs(free).max(axis=0, initial=0.0) < TOLERANCE


def _equations(lines: Sequence[np.ndarray], cells: np.ndarray) -> np.ndarray:
    """Return what the totals say of the hidden cells: one row per line that holds one."""
    rows = [line[cells] == number for line in lines for number in np.unique(line[cells])]
    return np.array(rows, dtype=float).reshape(len(rows), len(cells))


def _narrow(
    counts: np.ndarray, lines: Sequence[np.ndarray], hidden: np.ndarray, k: int, asked: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return which of the hidden cells asked for can be told too well, and how wide the range of each is."""
    cells = np.flatnonzero(hidden)
    if len(lines) > 1 and len(cells) > LARGEST_PROGRAMME:
        solved = _bridges(lines[0][cells], lines[1][cells])
        for line in lines[2:]:
            solved &= np.bincount(line[cells])[line[cells]] == 1
        width = np.full(len(counts), np.inf)
        width[cells[solved]] = 0.0
        return hidden & (width == 0), width
    width = np.full(len(counts), np.inf)
    if len(lines) == 2:  # most have room enough within one circle of four: no flow need be found for them
        asked = asked.copy()
        asked[cells] &= ~_room_in_fours(counts[cells], lines[0][cells], lines[1][cells], k)
    low, high = cell_bounds(counts, lines, hidden, asked, enough=k)
    width[asked] = (high - low)[asked]
    return asked & (width < k), width


def _room_in_fours(counts: np.ndarray, rows: np.ndarray, columns: np.ndarray, k: int) -> np.ndarray:
    """Return which hidden cells can move by `k` with three others at the corners of a square.

    A cell and its opposite corner grow as the two beside it shrink, and the other way round.
    """
    rows, columns = (np.unique(line, return_inverse=True)[1] for line in (rows, columns))
    table = np.full((rows.max(initial=-1) + 1, columns.max(initial=-1) + 1), -1.0)
    np.maximum.at(table, (rows, columns), counts)  # of several in one place one that is there
    found = np.zeros(len(counts), dtype=bool)
    for place, (row, column) in enumerate(zip(rows, columns, strict=True)):
        beside, below, corner = table[row][None, :], table[:, column][:, None], table
        there = (beside >= 0) & (below >= 0) & (corner >= 0)
        there[row], there[:, column] = False, False
        room = np.minimum(beside, below) + np.minimum(counts[place], corner)
        found[place] = bool((there & (room >= k)).any())
    return found


def _bridges(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return which hidden cells of a two-way table its totals determine.

    Rows and columns are the nodes of a graph and hidden cells its edges: what can move is what lies on a
    circle of cells, so a cell is determined if it is a bridge (Gusfield 1988), found by depth-first search.
    """
    first = np.unique(rows, return_inverse=True)[1]
    second = np.unique(columns, return_inverse=True)[1] + first.max(initial=-1) + 1
    around: list[list[tuple[int, int]]] = [[] for _ in range(int(second.max(initial=-1)) + 1)]
    for edge, (a, b) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        around[a].append((b, edge))
        around[b].append((a, edge))
    found = np.zeros(len(rows), dtype=bool)
    order, low = [0] * len(around), [0] * len(around)
    for root in range(len(around)):
        if not order[root]:
            _search(root, around, order, low, found)
    return found


def _search(
    root: int, around: list[list[tuple[int, int]]], order: list[int], low: list[int], found: np.ndarray
) -> None:
    """Walk one part of the graph and mark its bridges: edges that nothing below leads back across."""
    clock = max(order) + 1
    order[root] = low[root] = clock
    stack = [(root, -1, iter(around[root]))]
    while stack:
        node, came, following = stack[-1]
        other, edge = next(following, (-1, -1))
        if edge < 0:
            stack.pop()
            if stack:
                above = stack[-1][0]
                low[above] = min(low[above], low[node])
                found[came] |= low[node] > order[above]
        elif edge == came:
            continue
        elif order[other]:
            low[node] = min(low[node], order[other])
        else:
            clock += 1
            order[other] = low[other] = clock
            stack.append((other, edge, iter(around[other])))


def _published(counts: np.ndarray, line: np.ndarray, k: int, hidden: np.ndarray) -> np.ndarray:
    """Join the lines whose own totals have to be hidden: only their sum can be told.

    The total of a line of one hidden cell is that cell, whatever its size: no other could hide it.
    """
    numbers, place = np.unique(line, return_inverse=True)
    if len(numbers) < 2:
        return place
    totals = np.bincount(place, weights=counts)
    single = (np.bincount(place) == 1) & (np.bincount(place, weights=hidden) == 1)
    joined = hidden_cells(totals, [np.zeros(len(totals), dtype=np.intp)], k=k, small=single)
    return np.where(joined[place], -1, place) + 1


def _partner(
    cell: int, counts: np.ndarray, lines: Sequence[np.ndarray], hidden: np.ndarray, spare: np.ndarray
) -> int:
    """Choose the smallest cell that shares a line with the one to protect, first where it stands alone."""
    size = np.where(spare, counts, np.inf)
    alone = [line for line in lines if ((line == line[cell]) & hidden).sum() == 1]
    for line in [*alone, *lines]:
        beside = np.where(line == line[cell], size, np.inf)
        if np.isfinite(beside.min()):
            return int(np.argmin(beside))
    return int(np.argmin(size))
