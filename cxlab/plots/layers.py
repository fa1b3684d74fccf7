"""Place a directed graph in layers, so that most arrows point down and few cross (after Sugiyama).

Arrows that would close a circle are turned round for the layout and drawn upwards; arrows over several layers
pass through invisible nodes, which keep them clear of the visible ones.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

__all__ = ["Layout", "layered"]

Edge = tuple[Hashable, Hashable]
_SWEEPS = 24
_ROOM = 6.0  # widths of a node that a row of nodes and arrows passing by should not exceed
_LANE, _NARROWEST = 0.42, 0.16  # what an arrow passing by takes of a node's width


@dataclass
class Layout:
    """Where nodes lie and arrows pass: x in widths of a node, y is the layer, 0 on top."""

    place: dict[Hashable, tuple[float, float]] = field(default_factory=dict)
    route: dict[Edge, list[tuple[float, float]]] = field(default_factory=dict)
    back: set[Edge] = field(default_factory=set)
    width: float = 1.0
    layers: int = 0


def layered(
    edges: Sequence[tuple[Hashable, Hashable, float]], *, first: Hashable = None, last: Hashable = None
) -> Layout:
    """Lay out a graph whose edges (from, to, weight) are given heaviest first; no loops to itself.

    >>> layout = layered([("a", "b", 3), ("b", "c", 2), ("c", "a", 1)])
    >>> sorted(layout.place, key=lambda node: layout.place[node][1]), layout.back
    (['a', 'b', 'c'], {('c', 'a')})
    """
    down, back = _acyclic(edges, first, last)
    layer = _layers(down, first, last)
    chains = _chains(down, layer)
    rows = _rows(chains, layer)
    x = _columns(rows, chains)
    layout = Layout(layers=len(rows), back=back)
    for node in layer:
        layout.place[node] = (x[node], layer[node])
    for source, target, _weight in edges:
        turned = (source, target) in back
        chain = chains[(target, source) if turned else (source, target)]
        points = [(x[node], float(_level(node, layer))) for node in chain]
        layout.route[source, target] = points[::-1] if turned else points
    left, right = min(x.values()), max(x.values())
    layout.width = right - left + 1
    shift = -left
    layout.place = {node: (a + shift, b) for node, (a, b) in layout.place.items()}
    layout.route = {edge: [(a + shift, b) for a, b in points] for edge, points in layout.route.items()}
    return layout


def _dummy(node: object) -> bool:
    return isinstance(node, tuple) and len(node) == 3 and node[0] == "via"


def _acyclic(
    edges: Sequence[tuple[Hashable, Hashable, float]], first: Hashable, last: Hashable
) -> tuple[dict[Edge, float], set[Edge]]:
    """Keep arrows, heaviest first, as long as they close no circle; turn the others round."""
    after: dict[Hashable, set[Hashable]] = defaultdict(set)
    down: dict[Edge, float] = defaultdict(float)
    back = set()
    # The ends come first: nothing may precede the start or follow the end.
    ordered = sorted(edges, key=lambda edge: -(edge[0] == first or edge[1] == last))
    for source, target, weight in ordered:
        if _reaches(after, target, source):
            back.add((source, target))
            down[target, source] += weight
            after[target].add(source)
        else:
            down[source, target] += weight
            after[source].add(target)
    return dict(down), back


def _reaches(after: dict[Hashable, set[Hashable]], start: Hashable, goal: Hashable) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        node = waiting.pop()
        if node == goal:
            return True
        for following in after[node] - seen:
            seen.add(following)
            waiting.append(following)
    return False


def _layers(down: dict[Edge, float], first: Hashable, last: Hashable) -> dict[Hashable, int]:
    """Give each node the layer after its latest predecessor, then pull it towards its successors."""
    before: dict[Hashable, list[Hashable]] = defaultdict(list)
    after: dict[Hashable, list[Hashable]] = defaultdict(list)
    nodes: dict[Hashable, None] = {}
    for source, target in down:
        before[target].append(source)
        after[source].append(target)
        nodes |= {source: None, target: None}
    layer: dict[Hashable, int] = {}
    waiting = [node for node in nodes if not before[node]]
    missing = {node: len(before[node]) for node in nodes}
    order = []
    while waiting:
        node = waiting.pop(0)
        order.append(node)
        layer[node] = max((layer[previous] + 1 for previous in before[node]), default=0)
        for following in after[node]:
            missing[following] -= 1
            if not missing[following]:
                waiting.append(following)
    for node in reversed(order):
        if after[node] and node != first:
            latest = min(layer[following] for following in after[node]) - 1
            layer[node] = latest if not before[node] else max(layer[node], min(latest, layer[node] + 1))
    if last in layer:
        layer[last] = max(layer.values())
    return layer


def _chains(down: dict[Edge, float], layer: dict[Hashable, int]) -> dict[Edge, list[Hashable]]:
    """Return for each arrow the nodes it passes, the invisible ones included."""
    chains = {}
    for number, (source, target) in enumerate(down):
        between = [("via", number, level) for level in range(layer[source] + 1, layer[target])]
        chains[source, target] = [source, *between, target]
    return chains


def _rows(chains: dict[Edge, list[Hashable]], layer: dict[Hashable, int]) -> list[list[Hashable]]:
    """Order each layer by the middle of the neighbours, downwards and upwards in turn.

    To lessen crossings.
    """
    rows: list[dict[Hashable, None]] = [{} for _ in range(max(layer.values(), default=-1) + 1)]
    above: dict[Hashable, list[Hashable]] = defaultdict(list)
    below: dict[Hashable, list[Hashable]] = defaultdict(list)
    for chain in chains.values():
        for upper, lower in itertools.pairwise(chain):
            above[lower].append(upper)
            below[upper].append(lower)
        for node in chain:
            rows[_level(node, layer)][node] = None
    ordered = [list(row) for row in rows]
    best, fewest = [list(row) for row in ordered], _crossings(ordered, below)
    for sweep in range(_SWEEPS):
        levels = range(1, len(ordered)) if sweep % 2 == 0 else range(len(ordered) - 2, -1, -1)
        neighbours = above if sweep % 2 == 0 else below
        for level in levels:
            beside = ordered[level - 1] if sweep % 2 == 0 else ordered[level + 1]
            place = {node: number for number, node in enumerate(beside)}
            own = {node: number for number, node in enumerate(ordered[level])}
            ordered[level].sort(key=lambda node: _middle(neighbours[node], place, own[node]))
        crossed = _crossings(ordered, below)
        if crossed < fewest:
            best, fewest = [list(row) for row in ordered], crossed
    return best


def _level(node: Hashable, layer: dict[Hashable, int]) -> int:
    return int(node[2]) if _dummy(node) else layer[node]  # type: ignore[index]


def _middle(neighbours: list[Hashable], place: dict[Hashable, int], own: float) -> float:
    known = [place[node] for node in neighbours if node in place]
    return sum(known) / len(known) if known else own


def _crossings(rows: list[list[Hashable]], below: dict[Hashable, list[Hashable]]) -> int:
    count = 0
    for upper, lower in itertools.pairwise(rows):
        place = {node: number for number, node in enumerate(lower)}
        ends = [sorted(place[node] for node in below[source] if node in place) for source in upper]
        flat = [end for part in ends for end in part]
        count += sum(a > b for number, a in enumerate(flat) for b in flat[number + 1 :])
    return count


def _columns(rows: list[list[Hashable]], chains: dict[Edge, list[Hashable]]) -> dict[Hashable, float]:
    """Give each node a place near the middle of its neighbours, at least its width from those beside it."""
    near: dict[Hashable, list[Hashable]] = defaultdict(list)
    for chain in chains.values():
        for upper, lower in itertools.pairwise(chain):
            # An arrow's invisible nodes hold together more firmly than two visible ones: straight lines.
            pull = 3 if _dummy(upper) and _dummy(lower) else 1
            near[upper] += [lower] * pull
            near[lower] += [upper] * pull
    width = _widths(rows)
    widest = max((sum(width[node] for node in row) for row in rows), default=1.0)
    x = {}
    for row in rows:
        start = (widest - sum(width[node] for node in row)) / 2
        for node in row:
            x[node] = start + width[node] / 2
            start += width[node]
    for _sweep in range(_SWEEPS):
        for row in rows:
            wanted = [
                sum(x[n] for n in near[node]) / len(near[node]) if near[node] else x[node] for node in row
            ]
            x.update(zip(row, _apart([width[node] for node in row], wanted), strict=True))
    return x


def _widths(rows: list[list[Hashable]]) -> dict[Hashable, float]:
    """Return how wide each node is: arrows passing by move together where a row holds many of them."""
    lane = _LANE
    for row in rows:
        passing = sum(map(_dummy, row))
        if passing:
            lane = min(lane, max((_ROOM - (len(row) - passing)) / passing, _NARROWEST))
    return {node: lane if _dummy(node) else 1.0 for row in rows for node in row}


def _apart(widths: list[float], wanted: list[float]) -> list[float]:
    """Return places as near to the wanted ones as the widths allow, pooling those that would overlap."""
    offset, offsets = 0.0, []
    for number, width in enumerate(widths):
        offset += (widths[number - 1] + width) / 2 if number else 0.0
        offsets.append(offset)
    blocks: list[list[float]] = []  # [sum, count]
    for value, away in zip(wanted, offsets, strict=True):
        blocks.append([value - away, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            total, count = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += count
    means = [total / count for total, count in blocks for _ in range(int(count))]
    return [mean + away for mean, away in zip(means, offsets, strict=True)]
