"""Whether the drivers are the same everywhere and at all times: importance by channel, segment and period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from cxlab.errors import BadParameter
from cxlab.results import hide, note_of, protected
from cxlab.stats import adjust_p
from cxlab.stats.relative_importance import correlations
from cxlab.text import Text

from ._design import Design, designed, treatment
from ._fit import weights_by
from ._rated import Rated, check_options, rated, set_aside
from ._resampling import FEWEST_CLUSTERS, Resampled, limits, resampled, sure_p

__all__ = ["driver_changes"]

Against = Literal["rest", "previous"]
FEWEST_COMPARED = 200
"""Ratings on each side below which importance is too rough, and its test too generous, to be compared."""


def driver_changes(
    data: Any,
    *,
    by: str | Sequence[str] | Mapping[str, Against],
    outcome: str = "nps",
    drivers: Sequence[str] | Mapping[str, str],
    against: Against = "rest",
    weight: str | None = None,
    cluster: str | None = None,
    method: str = "johnson",
    not_rated: str = "auto",
    correction: str = "holm",
    draws: int = 500,
    seed: int = 0,
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Compare the importance of each factor between groups or periods.

    Parameters
    ----------
    data, outcome, drivers, weight, cluster, method, not_rated, draws, seed, min_n, level
        As for `key_drivers`. A customer with answers in two groups is drawn for both at once.
    by
        Column of the groups or periods; several; or {column: against}.
    against
        "rest": each group with all others; "previous": each period with the one before, in sorted order.
    correction
        Of the p-values, over all columns, groups and factors.

    Returns
    -------
    DataFrame
        A row per group and factor: factor (the column compared by), group, versus, aspect, metric
        ("driver_importance"), value, value_versus (importance on both sides, shares), estimate (their
        difference), low, high, se, p, p_adjusted, n, n_versus (ratings), note, correction, method, level.
        Without a second group there are no rows; a group too small to tell has no figures, and says why.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> price, service, shop = rng.integers(1, 6, 800), rng.integers(1, 6, 800), rng.random(800) < 0.5
    >>> score = np.where(shop, price + 0.2 * service, 0.2 * price + service) + rng.normal(0, 1, 800)
    >>> survey = pd.DataFrame({"price": price, "service": service, "nps": score})
    >>> survey["channel"] = np.where(shop, "shop", "web")
    >>> found = driver_changes(survey, by="channel", drivers=["price", "service"])
    >>> found[["group", "aspect", "value", "value_versus", "estimate"]].round(2).head(2)
      group   aspect  value  value_versus  estimate
    0  shop    price   0.96          0.05       0.9
    1  shop  service   0.04          0.95      -0.9
    """
    check_options(level, min_n, draws, correction)
    columns = [by] if isinstance(by, str) else list(by)
    sides = dict(by) if isinstance(by, Mapping) else dict.fromkeys(columns, against)
    for wanted in sides.values():
        if wanted not in ("rest", "previous"):
            text = Text("against must be 'rest' or 'previous'; found {found}", found=repr(wanted))
            raise BadParameter(text)
    options: dict[str, Any] = {"outcome": outcome, "drivers": drivers, "weight": weight, "cluster": cluster}
    options |= {"method": method, "not_rated": not_rated, "draws": draws, "seed": seed}
    shown: dict[str, Any] = {"min_n": min_n, "level": level}
    tables = [_changes(data, by=name, against=side, **options, **shown) for name, side in sides.items()]
    known = [table for table in tables if len(table)]
    table = pd.concat(known, ignore_index=True) if known else tables[0]
    adjusted = adjust_p(table["p"].to_numpy(dtype=float), method=correction)
    table = table.assign(p_adjusted=adjusted, correction=correction)
    return protected(table[list(COLUMNS)], min_n=min_n, parts=False)


def _changes(
    data: Any,
    *,
    by: str,
    outcome: str,
    drivers: Sequence[str] | Mapping[str, str],
    against: Against,
    weight: str | None,
    cluster: str | None,
    method: str,
    not_rated: str,
    draws: int,
    seed: int,
    min_n: int,
    level: float,
) -> pd.DataFrame:
    """Compare the groups of one column."""
    answers = rated(data, outcome=outcome, drivers=drivers, weight=weight, cluster=cluster, also=[by])
    key = ("groups", by, not_rated, draws, seed)
    if key not in answers.kept:
        answers.kept[key] = _grouped(answers, by, not_rated, draws, seed)
    found: _Parts | None = answers.kept[key]
    sides = [] if found is None else _sides(len(found.labels), against)
    if found is None or not sides:
        return _empty()
    parts, labels, there, names = replace(found, method=method), found.labels, found.there, found.names
    rows = [
        _compared(parts, own, rest, level).assign(
            group=labels[own[0]], versus=against if against == "rest" else labels[rest[0]], aspect=names,
            people=int(there[:, own].any(axis=1).sum()), people_versus=int(there[:, rest].any(axis=1).sum()))
        for own, rest in sides
    ]  # fmt: skip
    table = pd.concat(rows, ignore_index=True).assign(factor=by, metric="driver_importance", level=level)
    table = table.assign(p_adjusted=np.nan, correction="", method=method)
    few = (table["people"] < min_n) | (table["people_versus"] < min_n)
    table = hide(table, few.to_numpy(), note_of(min_n), keep=["level"]) if few.any() else table
    return table[list(COLUMNS)]


COLUMNS = ("factor", "group", "versus", "aspect", "metric", "value", "value_versus", "estimate", "low",
           "high", "se", "p", "p_adjusted", "n", "n_versus", "note", "correction", "method",
           "level")  # fmt: skip


def _empty() -> pd.DataFrame:
    texts = ("factor", "group", "versus", "aspect", "metric", "note", "correction", "method")
    return pd.DataFrame({name: pd.Series(dtype=object if name in texts else float) for name in COLUMNS})


def _grouped(answers: Rated, by: str, not_rated: str, draws: int, seed: int) -> _Parts | None:
    """Add up the answers of each group and draw clusters; None where no factor can be judged."""
    answers = _in_groups(answers, by)
    labels, part = np.unique(answers.groups[by].to_numpy(), return_inverse=True)
    reasons = set_aside(answers)
    usable = [place for place in range(len(answers.names)) if place not in reasons]
    if not usable or len(labels) < 2:
        return None
    x = answers.ratings[:, usable]
    design = designed(x, answers.outcome, treatment(answers, usable, not_rated))
    lot: dict[str, Any] = {"weights": answers.weights, "draws": draws, "seed": seed, "part": part}
    sums = resampled(design.values, cluster=answers.cluster, **lot)
    together, there = _together(x, part, len(labels)), _present(answers, part, len(labels))
    bare = replace(design, values=np.zeros((0, 0)))  # rows are not needed any more, and are many
    return _Parts(labels, [answers.names[place] for place in usable], bare, sums, together, there)


def _in_groups(answers: Rated, by: str) -> Rated:
    """Return those with a group."""
    kept = answers.groups[by].notna().to_numpy()
    rows = {name: getattr(answers, name)[kept] for name in ("ratings", "outcome", "cluster")}
    weights = None if answers.weights is None else answers.weights[kept]
    return replace(answers, weights=weights, groups=answers.groups[kept], **rows)


def _sides(size: int, against: str) -> list[tuple[list[int], list[int]]]:
    if against == "previous":
        return [([place], [place - 1]) for place in range(1, size)]
    # Of two groups each is the other's rest: one comparison, not two.
    groups = range(1 if size == 2 else size) if size > 1 else range(0)
    return [([place], [other for other in range(size) if other != place]) for place in groups]


@dataclass(frozen=True)
class _Parts:
    """Sums per group, how often any two factors were rated together in each, and who answered in which."""

    labels: np.ndarray
    names: list[str]
    design: Design
    sums: Resampled
    together: np.ndarray
    there: np.ndarray
    method: str = ""

    def importance(self, parts: list[int]) -> tuple[np.ndarray, np.ndarray]:
        """Return the importance in some groups together: of the data, and of each draw."""
        found = []
        for one in (self.sums.whole, self.sums.draws):
            added = replace(one, sums=one.sums[..., parts, :, :].sum(axis=-3))
            weights = weights_by(self.method, correlations(self.design.covariances(added)))
            with np.errstate(invalid="ignore", divide="ignore"):
                found.append(weights / weights.sum(axis=-1, keepdims=True))
        return found[0], found[1]

    def few(self, parts: list[int]) -> np.ndarray:
        """Return which factors too few rated in some groups; pairwise, all depend on every pair."""
        count = self.together[parts].sum(axis=0)
        if not self.design.masked:
            return np.full(len(count), (count < FEWEST_COMPARED).any())
        return np.asarray(np.diag(count) < FEWEST_COMPARED)


def _compared(parts: _Parts, own: list[int], rest: list[int], level: float) -> pd.DataFrame:
    (a, drawn_a), (b, drawn_b) = parts.importance(own), parts.importance(rest)
    few = parts.few(own) | parts.few(rest)
    none = np.where(few, np.nan, 0.0)
    groups = parts.sums.groups
    around = limits(a - b + none, drawn_a - drawn_b + none, groups, level=level)
    unsure = Text("no interval: fewer than {n} customers or clusters", n=FEWEST_CLUSTERS)
    lacking = Text("fewer than {n} ratings on one side", n=FEWEST_COMPARED)
    sure: Any = "" if groups >= FEWEST_CLUSTERS else unsure
    counts = [np.diag(parts.together[side].sum(axis=0)).astype(int) for side in (own, rest)]
    return pd.DataFrame(
        {
            "value": a + none, "value_versus": b + none, "estimate": a - b + none, "low": around.low,
            "high": around.high, "se": around.se, "p": sure_p(a - b, around.se, groups),
            "n": counts[0], "n_versus": counts[1], "note": [lacking if one else sure for one in few],
        }
    )  # fmt: skip


def _together(x: np.ndarray, part: np.ndarray, size: int) -> np.ndarray:
    """Return how many in each group rated any two factors."""
    known = (~np.isnan(x)).astype(np.float32)
    return np.stack([known[part == place].T @ known[part == place] for place in range(size)])


def _present(answers: Rated, part: np.ndarray, size: int) -> np.ndarray:
    """Return which clusters (rows) have answers in which parts (columns)."""
    found = np.zeros((int(answers.cluster.max(initial=-1)) + 1, size), dtype=bool)
    found[answers.cluster, part] = True
    return found
