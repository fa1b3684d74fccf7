"""How often do the 95 % intervals of cxlab.stats hold the true value? Writes docs/coverage.md.

Run: python benchmarks/coverage.py

Everything is drawn from one seed, so that the page can be reproduced to the digit with the same numpy.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
from scipy.special import ndtr, ndtri

from cxlab import stats

SEED = 20161
PAGE = Path(__file__).resolve().parents[1] / "docs" / "coverage.md"
SIZES = (10, 30, 100, 1000)
# up, middle, down
SHAPES = {".50/.30/.20": (0.5, 0.3, 0.2), ".90/.08/.02": (0.9, 0.08, 0.02), ".05/.90/.05": (0.05, 0.9, 0.05)}
POOR = 93.0
Limits = tuple[np.ndarray, np.ndarray]

INTRODUCTION = """\
# Coverage of the intervals

Written by `python benchmarks/coverage.py` with seed {seed}; do not edit.

Each cell: how often, in per cent, a 95 % interval holds the true value, and in brackets its mean width
(scores on -1..1, shares on 0..1). **Bold**: below {poor:g} %. An interval that cannot be computed counts as a
miss unless a column says otherwise. With 20,000 samples a coverage of 95 is known to +/- 0.3, with 4,000 to
+/- 0.7, with 1,500 (bootstrap) to +/- 1.1.
"""


def cell(limits: Limits, truth: float | np.ndarray) -> str:
    """Return coverage in per cent and mean width; bold where coverage falls short."""
    low, high = limits
    covered = 100 * np.mean((low <= truth) & (truth <= high))
    text = f"**{covered:.1f}**" if covered < POOR else f"{covered:.1f}"
    return f"{text} ({np.nanmean(high - low):.3f})"


def table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a Markdown table."""
    lines = [" | ".join(str(item) for item in row) for row in (heads, *rows)]
    lines.insert(1, " | ".join("---" for _ in heads))
    return "\n".join(f"| {line} |" for line in lines)


def around(estimate: np.ndarray, se: np.ndarray, df: float | np.ndarray = np.inf) -> Limits:
    """Return estimate +/- t * se."""
    result = stats.t_interval(estimate, se, df=df)
    return result.low, result.high


def net_of_counts(counts: np.ndarray) -> np.ndarray:
    """Return the net score of counts (up, middle, down)."""
    return (counts[..., 0] - counts[..., 2]) / counts.sum(-1)


@cache
def bootstrapped(counts: tuple[int, ...], method: str) -> tuple[float, float]:
    """Bootstrap one sample; small samples repeat, so each distinct one is computed once."""
    result = stats.bootstrap_counts(counts, net_of_counts, draws=1000, seed=1, method=method)
    return result.low, result.high


def simple(rng: np.random.Generator, runs: int = 20_000, resampled: int = 1500) -> str:
    """Simulate net scores of simple random samples.

    Adjusted Wald, the default, and the score interval hold their level from n = 10 up, lopsided or not; where
    nearly everybody is in the middle they are wider than they need be. Wald falls to two thirds when nine in
    ten answer alike, and so does the bootstrap, which cannot see a kind of answer that the sample lacks:
    neither is meant for lopsided answers with n below 100.
    """
    rows = []
    for name, shape in SHAPES.items():
        truth = shape[0] - shape[2]
        for n in SIZES:
            draws = rng.multinomial(n, shape, size=runs)
            up, down = draws[:, 0], draws[:, 2]
            closed = [
                cell(stats.net_interval(up, down, n, method=m), truth)
                for m in ("wald", "adjusted_wald", "score")
            ]
            boot = []
            for method in ("percentile", "bca"):
                limits = np.array([bootstrapped(tuple(row), method) for row in draws[:resampled].tolist()])
                boot.append(cell((limits[:, 0], limits[:, 1]), truth))
            rows.append([name, n, *closed, *boot])
    heads = ["up/middle/down", "n", "Wald", "adjusted Wald", "score", "bootstrap percentile", "bootstrap BCa"]
    return table(heads, rows)


def shares(rng: np.random.Generator, runs: int = 20_000) -> str:
    """Simulate shares of simple random samples.

    Wilson is the default everywhere. It moves in steps with n, as any such interval does.
    """
    rows = []
    for p in (0.5, 0.1, 0.02):
        for n in SIZES:
            hits = rng.binomial(n, p, size=runs)
            observed = hits / n
            plain = around(observed, np.sqrt(observed * (1 - observed) / n))
            rows.append([p, n, cell(plain, p), cell(stats.wilson(hits, n), p)])
    return table(["share", "n", "Wald", "Wilson"], rows)


def differences(rng: np.random.Generator, runs: int = 20_000) -> str:
    """Simulate differences of two net scores.

    Adjusted Wald, the default, is careful where both scores are lopsided and small; Wald is not to be used
    where either n is below 30.
    """
    names = list(SHAPES)
    rows = []
    for a, b in ((0, 0), (0, 1), (1, 1), (2, 1)):
        first, second = SHAPES[names[a]], SHAPES[names[b]]
        truth = first[0] - first[2] - second[0] + second[2]
        for n_a, n_b in ((10, 10), (10, 100), (30, 30), (100, 100), (1000, 1000)):
            x, y = rng.multinomial(n_a, first, size=runs), rng.multinomial(n_b, second, size=runs)
            args = (x[:, 0], x[:, 2], n_a, y[:, 0], y[:, 2], n_b)
            results = [stats.net_difference(*args, method=m) for m in ("wald", "adjusted_wald")]
            rows.append(
                [names[a], names[b], f"{n_a}, {n_b}", *(cell((r.low, r.high), truth) for r in results)]
            )
    return table(["first", "second", "n", "Wald", "adjusted Wald"], rows)


def weighted(rng: np.random.Generator, runs: int = 4000) -> str:
    """Simulate net scores of weighted samples.

    Weights are exp(sigma z), with z correlated with the answer as given: sigma .5 is a usual survey weight
    (design effect 1.3), sigma 1 a heavy one (2.7). The linearised standard error rests on few heavy answers
    and is too small in small samples, with Wald and even with adjusted Wald on the size n* it implies. Kish's
    n is careful, but gives away precision in large samples where weights and answers go together.
    `weighted_n` moves from Kish's n to n* as the sample grows. It falls short where heavy weights meet ten
    lopsided answers.
    """
    rows = []
    for name, shape in SHAPES.items():
        cut_up, cut_down = ndtri(1 - shape[0]), ndtri(shape[2])
        for sigma, rho in ((0.5, 0.0), (0.5, 0.3), (1.0, 0.0), (1.0, 0.3)):
            # Weighting by exp(sigma z) shifts the mean of z by sigma.
            truth = 1 - ndtr(cut_up - rho * sigma) - ndtr(cut_down - rho * sigma)
            for n in SIZES:
                z = rng.standard_normal((runs, n))
                answer = rho * z + np.sqrt(1 - rho**2) * rng.standard_normal((runs, n))
                y, w = (answer > cut_up).astype(float) - (answer < cut_down), np.exp(sigma * z)
                rows.append([name, sigma, rho, n, *weighted_cells(y, w, truth)])
    heads = ["up/middle/down", "sigma", "correlation", "n"]
    kinds = ["linearised Wald", "adjusted Wald on n*", "adjusted Wald on Kish's n", "`weighted_n` (default)"]
    return table([*heads, *kinds], rows)


def weighted_cells(y: np.ndarray, w: np.ndarray, truth: float) -> list[str]:
    """Return the cells of one row of the weighted table."""
    n = y.shape[1]
    sums = {"w": w, "ww": w**2, "wy": w * y, "wwy": w**2 * y, "wwyy": w**2 * y**2}
    mean = stats.weighted_mean(np.full(len(y), n), **{key: value.sum(1) for key, value in sums.items()})
    up, down = ((w * (y == sign)).sum(1) / w.sum(1) for sign in (1, -1))
    variance = stats.net_variance(up, down, 1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        implied = np.where(variance > 0, variance * n / (n - 1) / mean.se**2, mean.n_eff)
    chosen = stats.weighted_n(variance, mean.se, n=n, n_eff=mean.n_eff)
    by_count = [
        cell(stats.adjusted_wald(up * size, down * size, size), truth)
        for size in (implied, mean.n_eff, chosen)
    ]
    return [cell(around(mean.estimate, mean.se), truth), *by_count]


def clustered(rng: np.random.Generator, runs: int = 4000) -> str:
    """Simulate net scores of clustered samples.

    The latent intra-cluster correlation is .1. "Unlike" sizes are log-normal with sigma 1: a few clusters
    hold most answers. Ignoring clusters is wrong at any size. CR1 with the normal quantile needs many
    clusters, and with t(G - 1) clusters of like size. The default takes the degrees of freedom from the
    effective number of clusters, (sum size)^2 / sum size^2 - 1, at least 1, and never counts a sample as more
    than its answers: careful, and very wide, with five clusters; a little short with many very unlike ones.
    """
    rows = []
    for name, shape in SHAPES.items():
        for clusters in (5, 10, 40):
            for size, spread in ((10, 0), (10, 1), (50, 0), (50, 1)):
                sizes = np.full((runs, clusters), size)
                if spread:
                    sizes = np.maximum(1, rng.lognormal(np.log(size) - 0.5, 1, sizes.shape).astype(int))
                up, down = clustered_counts(rng, shape, sizes, icc=0.1)
                kind = "unlike" if spread else "alike"
                cells = clustered_cells(up, down, sizes, shape[0] - shape[2])
                rows.append([name, clusters, size, kind, *cells])
    heads = ["up/middle/down", "clusters", "mean size", "sizes", "clusters ignored", "CR1, normal"]
    return table([*heads, "CR1, t(G-1)", "`clustered_n`, t (default)"], rows)


def clustered_counts(
    rng: np.random.Generator, shape: tuple[float, ...], sizes: np.ndarray, icc: float
) -> Limits:
    """Draw up and down counts per cluster from a probit model with a random cluster effect."""
    effect, rest = np.sqrt(icc) * rng.standard_normal(sizes.shape), np.sqrt(1 - icc)
    p_up = 1 - ndtr((ndtri(1 - shape[0]) - effect) / rest)
    p_down = ndtr((ndtri(shape[2]) - effect) / rest)
    up = rng.binomial(sizes, p_up)
    return up, rng.binomial(sizes - up, np.clip(p_down / (1 - p_up), 0, 1))


def clustered_cells(up: np.ndarray, down: np.ndarray, sizes: np.ndarray, truth: float) -> list[str]:
    """Return the cells of one row of the clustered table."""
    runs, clusters = sizes.shape
    group = np.repeat(np.arange(runs), clusters)
    mean = stats.cluster_mean((up - down).ravel(), sizes.ravel(), group=group)
    n, ups, downs = sizes.sum(1), up.sum(1), down.sum(1)
    variance = stats.net_variance(ups, downs, n)
    chosen = stats.clustered_n(variance, mean.se, n=n, n_eff=n, clusters=mean.clusters)
    default = stats.adjusted_wald(ups / n * chosen, downs / n * chosen, chosen, df=mean.df)
    return [
        cell(stats.adjusted_wald(ups, downs, n), truth),
        cell(around(mean.estimate, mean.se), truth),
        cell(around(mean.estimate, mean.se, clusters - 1), truth),
        cell(default, truth),
    ]


def split_changes(rng: np.random.Generator, runs: int = 3000) -> str:
    """Simulate rate and mix effects of a change between two periods.

    Intervals of `net_rate_mix` for the totals of the rate and the mix effect and for the whole change.
    Samples in which a part is absent are included: what would have been that part's rate effect is counted as
    mix in them. With ten answers per part and period the intervals of the mix effect are too wide.
    """
    cases = {
        "three even parts": [((0.4, 0.35, 0.25), (0.3, 0.35, 0.35)), (0, 0, 0)],
        "one rare part (4 %)": [((0.6, 0.36, 0.04), (0.5, 0.46, 0.04)), (0, 0, 1)],
        "lopsided parts": [((0.5, 0.3, 0.2), (0.3, 0.3, 0.4)), (1, 1, 2)],
    }
    shapes = list(SHAPES.values())
    rows = []
    for name, ((p0, p1), which) in cases.items():
        before = np.array([shapes[k] for k in which])
        after = np.clip(before + np.array([[0.05, 0, -0.05], [0, 0, 0], [-0.05, 0, 0.05]]), 0.01, None)
        after /= after.sum(1, keepdims=True)
        cells = [np.array(p)[:, None] * s for p, s in ((p0, before), (p1, after))]
        truth = split_of(cells)
        for n in (30, 100, 300, 1000):
            drawn = [rng.multinomial(n, c.ravel(), size=runs).reshape(-1, *c.shape) for c in cells]
            splits = [split_of(pair) for pair in zip(*drawn, strict=True)]
            rows.append([name, n, *effect_cells(splits, truth)])
    return table(["parts", "n per period", "rate", "mix", "change"], rows)


def split_of(cells: Iterable[np.ndarray]) -> stats.RateMix:
    """Split the change between two tables of parts x (up, middle, down)."""
    return stats.net_rate_mix(*(column for c in cells for column in (c[:, 0], c[:, 2], c.sum(1))))


def effect_cells(splits: list[stats.RateMix], truth: stats.RateMix) -> list[str]:
    """Return the coverage of the three totals."""
    result = []
    for effect in ("total_rate", "total_mix", "total"):
        found = [getattr(split, effect) for split in splits]
        limits = np.array([item.low for item in found]), np.array([item.high for item in found])
        result.append(cell(limits, getattr(truth, effect).estimate))
    return result


def durations(rng: np.random.Generator) -> str:
    """Simulate exponential durations, half of them censored, without and with late entry.

    "Survival" is the curve's log-log interval at the true median, where there is one; "curve reaches": in how
    many samples survival is known at that time. A limit of the median that does not exist counts as 0 or
    infinite. With late entry and ten durations the risk set often runs empty early, and the median is not to
    be trusted: show the number at risk.
    """
    rows = []
    for late in (False, True):
        for n in SIZES:
            runs = 3000 if n < 1000 else 1000
            entry = rng.uniform(0, 1, (runs, n)) if late else np.zeros((runs, n))
            # Memoryless: given that it lasts until entry, a duration is entry plus a fresh one.
            lasts, seen = (entry + rng.exponential(1, (runs, n)) for _ in range(2))
            ended, run = (lasts <= seen).ravel(), np.repeat(np.arange(runs), n)
            # One row per exit, and with late entry one per entry.
            both = [np.ones(ended.size)] + [np.zeros(ended.size)] * late
            exits = np.concatenate(both)
            life = stats.product_limit(
                np.concatenate([np.minimum(lasts, seen).ravel(), entry.ravel()][: 1 + late]),
                np.tile(ended, 1 + late) * exits,
                np.tile(~ended, 1 + late) * exits,
                entered=1 - exits if late else None,
                group=np.tile(run, 1 + late),
            )
            rows.append(["late" if late else "from the start", n, *duration_cells(life)])
    return table(["entry", "n", "survival, log-log", "curve reaches", "median", "upper limit exists"], rows)


def duration_cells(life: stats.LifeTable) -> list[str]:
    """Return coverage at the true median; where a limit of the median is unknown it is 0 or infinite."""
    median = np.log(2)
    survival, (low, high) = stats.survival_at(life, median)
    half = stats.survival_quantile(life)
    inside = (np.nan_to_num(half.low) <= median) & (median <= np.nan_to_num(half.high, nan=np.inf))
    known, closed = ~np.isnan(low), np.isfinite(half.high)
    text = f"{100 * inside.mean():.1f}"
    return [
        cell((low[known], high[known]), 0.5),
        f"{100 * np.mean(~np.isnan(survival)):.0f} %",
        text if 100 * inside.mean() >= POOR else f"**{text}**",
        f"{100 * closed.mean():.0f} %",
    ]


SECTIONS = {
    "Net score, simple random sample": simple,
    "Share, simple random sample": shares,
    "Difference of two net scores": differences,
    "Net score, weighted sample": weighted,
    "Net score, clustered sample": clustered,
    "Change of a net score, split in rate and mix": split_changes,
    "Durations": durations,
}


def main() -> None:
    """Simulate all sections and write the page."""
    started = time.perf_counter()
    parts = [INTRODUCTION.format(seed=SEED, poor=POOR)]
    for index, (title, section) in enumerate(SECTIONS.items()):
        reading = str(inspect.getdoc(section)).split("\n\n", 1)[1]
        parts += [f"## {title}", reading, section(np.random.default_rng([SEED, index]))]
        print(f"{title}: {time.perf_counter() - started:.0f} s", flush=True)
    PAGE.write_text("\n\n".join(part.strip() for part in parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
