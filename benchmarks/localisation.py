"""How often faults in several dimensions are found: F1 against a "largest rise" and an Adtributor-like rule.

    python benchmarks/localisation.py --runs 20

Faults are generated as Kalander (2022) describes: leaves with Weibull values, part of them 0, forecasts with
relative noise, one to three faults of one to three combinations each, in any number of dimensions. A second
world has counts of complaints. Results: docs/complaints.md.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from cxlab.stats.localise import Leaves, localise

Found = set[tuple[int | None, ...]]


@dataclass(frozen=True)
class World:
    """What is generated: dimensions, noise, severity, number of faults, and whether values are counts."""

    sizes: tuple[int, ...]
    noise: tuple[float, float] = (0.0, 0.25)
    severity: tuple[float, float] = (0.2, 1.0)
    deviation: tuple[float, float] = (0.0, 0.1)
    faults: tuple[int, int] = (1, 3)
    elements: tuple[int, int] = (1, 3)
    deepest: bool = False
    mean: float = 0.0
    "Above 0: counts with this mean per leaf, which rise by 1 + severity x 2."


WORLDS = {
    "S: 10 x 12 x 10 x 8 x 5, noise to 25 %": World((10, 12, 10, 8, 5)),
    "L: 10 x 24 x 10 x 15, single leaves": World(
        (10, 24, 10, 15), (0.0, 0.1), (0.5, 1.0), (0.0, 0.0), (1, 5), (1, 1), deepest=True
    ),
    "counts: 5 x 11 x 4 x 3, 8 complaints per leaf": World(
        (5, 11, 4, 3), severity=(0.3, 1.0), faults=(1, 2), elements=(1, 1), mean=8.0
    ),
}


def generate(world: World, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray, Found]:
    """Return codes, actual and expected numbers of all leaves, and the faults."""
    codes = np.array(list(product(*map(range, world.sizes))))
    noise = rng.uniform(*world.noise)
    if world.mean:
        expected = rng.gamma(1.0, world.mean, len(codes))
        actual = expected.copy()
    else:
        actual = 100 * rng.weibull(rng.uniform(0.5, 1.0), len(codes))
        actual *= rng.random(len(codes)) > rng.uniform(0, 0.25)
        expected = np.maximum(actual * (1 + rng.normal(0, noise, len(codes))), 0)
        swap = rng.random(len(codes)) < 0.5
        actual, expected = np.where(swap, expected, actual), np.where(swap, actual, expected)
    rises = bool(world.mean) or actual.sum() > expected.sum()
    faults: Found = set()
    used: list[dict[int, set[int]]] = []
    for _fault in range(rng.integers(world.faults[0], world.faults[1] + 1)):
        elements = _elements(world, rng, used)
        while any(None not in e and not actual[_inside(codes, e)].any() for e in elements):
            elements = _elements(world, rng, used)  # in a leaf without anything nothing can be found
        used.append(
            {d: {e[d] for e in elements} for d in range(len(world.sizes)) if elements[0][d] is not None}
        )
        severity = rng.uniform(*world.severity) + (0 if world.mean else noise)
        spread = rng.uniform(*world.deviation)
        for element in elements:
            inside = _inside(codes, element)
            if world.mean:
                actual[inside] *= 1 + 2 * severity
            else:
                cut = np.clip(1 - rng.normal(severity, spread, inside.sum()), 0, None)
                if rises:
                    expected[inside] = actual[inside] * cut
                else:
                    actual[inside] = expected[inside] * cut
        faults |= set(elements)
    if world.mean:
        actual = rng.poisson(actual).astype(float)
    return codes, actual, expected, faults


def _elements(
    world: World, rng: np.random.Generator, used: list[dict[int, set[int]]]
) -> list[tuple[int | None, ...]]:
    """Draw the combinations of one fault, none of whose values another fault uses in the same dimension."""
    count = len(world.sizes)
    while True:
        level = count if world.deepest else int(rng.integers(1, count + 1))
        dims = sorted(rng.choice(count, level, replace=False).tolist())
        if any(set(dims) == set(other) for other in used) and level < count:
            continue
        number = int(rng.integers(world.elements[0], world.elements[1] + 1))
        columns = []
        for dim in dims:
            free = sorted(
                set(range(world.sizes[dim])) - set().union(*(other.get(dim, set()) for other in used))
            )
            columns.append(rng.choice(free, number) if free else None)
        if any(column is None for column in columns):
            continue
        rows = {tuple(int(column[k]) for column in columns) for k in range(number)}
        if len(rows) == number:
            return [
                tuple(dict(zip(dims, row, strict=True)).get(d) for d in range(count)) for row in sorted(rows)
            ]


def _inside(codes: np.ndarray, values: tuple[int | None, ...]) -> np.ndarray:
    inside = np.ones(len(codes), dtype=bool)
    for dim, value in enumerate(values):
        if value is not None:
            inside &= codes[:, dim] == value
    return inside


def ours(codes: np.ndarray, actual: np.ndarray, expected: np.ndarray) -> Found:
    """Return what `localise` finds with its defaults."""
    return {found.codes for found in localise(Leaves.of(codes, actual, expected))}


def largest_rise(codes: np.ndarray, actual: np.ndarray, expected: np.ndarray) -> Found:
    """Return the combination, of 5 % of the total and three dimensions at most, that moved most."""
    best, found = 0.0, None
    sign = np.sign(actual.sum() - expected.sum()) or 1.0
    for dims, cells, v, f in _cuboids(codes, actual, expected, 3):
        large = f >= 0.05 * expected.sum()
        with np.errstate(invalid="ignore", divide="ignore"):
            moved = np.where(large & (f > 0), sign * (v - f) / f, -np.inf)
        if moved.max(initial=-np.inf) > best:
            best = float(moved.max())
            found = _values(codes.shape[1], dims, cells[int(moved.argmax())])
    return {found} if found else set()


def adtributor(codes: np.ndarray, actual: np.ndarray, expected: np.ndarray) -> Found:
    """Return the values that explain two thirds of the change, of the most surprising dimension."""
    change = actual.sum() - expected.sum()
    best, found = -np.inf, set()
    for dims, cells, v, f in _cuboids(codes, actual, expected, 1):
        power = (v - f) / change
        p, q = f / f.sum(), v / v.sum()
        with np.errstate(invalid="ignore", divide="ignore"):
            surprise = np.nan_to_num(0.5 * (p * np.log(2 * p / (p + q)) + q * np.log(2 * q / (p + q))))
        chosen, explained, surprised = [], 0.0, 0.0
        for cell in np.argsort(-surprise):
            if power[cell] > 0.1:
                chosen.append(cell)
                explained += power[cell]
                surprised += surprise[cell]
            if explained > 0.67:
                if surprised > best:
                    best, found = surprised, {_values(codes.shape[1], dims, cells[c]) for c in chosen}
                break
    return found


def _cuboids(codes: np.ndarray, actual: np.ndarray, expected: np.ndarray, deepest: int):
    for level in range(1, deepest + 1):
        for dims in combinations(range(codes.shape[1]), level):
            cells, at = np.unique(codes[:, dims], axis=0, return_inverse=True)
            at = at.reshape(-1)
            sums = (np.bincount(at, weights=values, minlength=len(cells)) for values in (actual, expected))
            yield dims, cells, *sums


def _values(count: int, dims: tuple[int, ...], cell: np.ndarray) -> tuple[int | None, ...]:
    named = dict(zip(dims, map(int, cell), strict=True))
    return tuple(named.get(dim) for dim in range(count))


def main() -> None:
    """Print one row per world: F1 (all runs together) of each method, and the time of ours."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--first-seed", type=int, default=1000, help="0 to 19 are those it was tuned on")
    given = parser.parse_args()
    runs = given.runs
    methods = {"cxlab": ours, "largest rise": largest_rise, "Adtributor-like": adtributor}
    for name, world in WORLDS.items():
        right = dict.fromkeys(methods, 0)
        said = dict.fromkeys(methods, 0)
        true, seconds = 0, 0.0
        for run in range(runs):
            codes, actual, expected, faults = generate(world, np.random.default_rng(given.first_seed + run))
            true += len(faults)
            for label, method in methods.items():
                started = time.perf_counter()
                found = method(codes, actual, expected)
                if label == "cxlab":
                    seconds += time.perf_counter() - started
                right[label] += len(found & faults)
                said[label] += len(found)
        row = [
            f"{label} {2 * right[label] / (said[label] + true):.3f} ({right[label]} of {said[label]} right)"
            for label in methods
        ]
        print(
            f"{name}: {true} faults in {runs} runs; F1 {'; '.join(row)}; {seconds / runs:.2f} s", flush=True
        )


if __name__ == "__main__":
    main()
