"""What the reader of a survival model must know, in words: few events, leaks, rows left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxlab.text import Text

from .counted_rows import CountedDesign
from .terms import Column, Term

__all__ = ["FEW_EVENTS", "LEAK", "column_note", "entangled", "leaks", "notes", "outside"]

FEW_EVENTS = 10
"Events per coefficient below which estimates and intervals are not to be trusted."
LEAK = 0.8
"Rank correlation with tenure (of levels: correlation ratio) that makes a covariate a function of it."
INFLATED = 100.0
"How many times the variance of a coefficient is what it would be without the other covariates."
UNEQUAL = 0.1, 2.0
"Difference, and ratio, of the shares missing that make a missing value say something about leaving."

ALIASED = Text("no estimate: determined by the other covariates")
NO_EVENT = Text("nobody with this level left: the hazard ratio tends to 0, its interval is unknown")
REASONS: dict[str, Text] = {
    text: text
    for text in (
        Text("no duration"), Text("no entry"), Text("no event code"), Text("no time at risk"),
        Text("no weight"), Text("duration of 0"),
    )
}  # fmt: skip
_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?")


def column_note(aliased: bool, empty: bool) -> str:
    """Return why a coefficient has no estimate."""
    return ALIASED if aliased else NO_EVENT if empty else ""


def leaks(counted: CountedDesign) -> list[str]:
    """Return the covariates that go with tenure so closely that they are a function of it."""
    if len(counted.cuts):
        return []
    rows = counted.rows
    tenure = _rank(rows.exit, rows.weight)
    found, start = [], 0
    for term in counted.terms:
        columns = slice(start, start + len(term.columns))
        start = columns.stop
        share = _levels_share if term.levels is not None else _correlation
        if share(rows.x[:, columns], rows.pattern, tenure, rows.weight) > LEAK:
            found.append(term.covariate)
    return found


def _rank(values: np.ndarray, weight: np.ndarray) -> np.ndarray:
    distinct, place = np.unique(values, return_inverse=True)
    size = np.bincount(place, weights=weight, minlength=len(distinct))
    return (np.cumsum(size) - size / 2)[place]


def _correlation(x: np.ndarray, pattern: np.ndarray, tenure: np.ndarray, weight: np.ndarray) -> float:
    a = _rank(x[pattern, 0], weight)
    a, b = a - np.average(a, weights=weight), tenure - np.average(tenure, weights=weight)
    scale = np.sqrt((weight * a * a).sum() * (weight * b * b).sum())
    return abs(float((weight * a * b).sum() / scale)) if scale > 0 else 0.0


def _levels_share(x: np.ndarray, pattern: np.ndarray, tenure: np.ndarray, weight: np.ndarray) -> float:
    """Return the correlation ratio of tenure by level, less what as many levels would reach by chance."""
    level = (x != 0) @ np.arange(1, x.shape[1] + 1)
    of = level[pattern]
    size = np.bincount(of, weights=weight, minlength=x.shape[1] + 1)
    mean = np.bincount(of, weights=weight * tenure, minlength=len(size)) / np.maximum(size, 1e-300)
    n, k = size.sum(), int(np.sum(size > 0))
    whole = float(weight @ (tenure - np.average(tenure, weights=weight)) ** 2)
    if n <= k or whole <= 0:
        return 0.0
    within = float(weight @ (tenure - mean[of]) ** 2)
    return float(np.sqrt(max(1 - within / whole * (n - 1) / (n - k), 0.0)))


def notes(counted: CountedDesign) -> tuple[str, ...]:
    """Return what the reader must know: few events, leaks, text that is none, rows left out."""
    per_coefficient = counted.n_events / len(counted.columns)
    said: list[str] = []
    if per_coefficient < FEW_EVENTS:
        said.append(
            Text(
                "few events: {events} for {columns} coefficients ({each} each, wanted {wanted}); estimates "
                "may be far off",
                events=counted.n_events,
                columns=len(counted.columns),
                each=round(per_coefficient, 1),
                wanted=FEW_EVENTS,
            )
        )
    said += [
        Text(
            "leakage: {covariate} is almost a function of tenure, so it tells how long customers stayed, not "
            "why",
            covariate=name,
        )
        for name in leaks(counted)
    ]
    said += [note for term in counted.terms for note in _text_numbers(term)]
    said += [note for name, missing in counted.unknown.items() for note in _unequal(counted, name, *missing)]
    return (*said, *_left_out(counted))


def entangled(columns: Sequence[Column], variance: np.ndarray, information: np.ndarray) -> tuple[str, ...]:
    """Say which coefficients the data can hardly tell apart, by their inflated variance."""
    inflated = np.diag(variance) * np.diag(information) > INFLATED
    names = list(dict.fromkeys(c.covariate for c, one in zip(columns, inflated, strict=True) if one))
    if len(names) < 2:
        return ()
    said = Text(
        "{covariates} nearly determine each other, so their single effects cannot be told apart; keep one",
        covariates=", ".join(names),
    )
    return (said,)


def _text_numbers(term: Term) -> list[str]:
    levels: Sequence[object] = () if term.levels is None else (term.reference, *term.levels)
    if len(levels) < 3 or not all(isinstance(v, str) and _NUMBER.fullmatch(v.strip()) for v in levels):
        return []
    said = Text(
        "{covariate} holds numbers as text and enters as {count} levels; if it measures something, give "
        "pd.to_numeric of it",
        covariate=term.covariate,
        count=len(levels),
    )
    return [said]


def _unequal(counted: CountedDesign, name: str, rows: int, events: int) -> list[str]:
    """Say where a value is missing far more often for those who left than for those who stayed."""
    left, stayed = counted.events_known, counted.n_known - counted.events_known
    if not left or not stayed:
        return []
    shares = events / left, (rows - events) / stayed
    if max(shares) - min(shares) < UNEQUAL[0] or max(shares) < UNEQUAL[1] * min(shares):
        return []
    left_percent, stayed_percent = (round(100 * share) for share in shares)
    said = Text(
        "{covariate} is missing for {left}% of those who left and for {stayed}% of the others: those left "
        "out are not like the rest",
        covariate=name,
        left=left_percent,
        stayed=stayed_percent,
    )
    return [said]


def _left_out(counted: CountedDesign) -> list[str]:
    said: list[str] = []
    for why, count in counted.left_out.items():
        reason = REASONS.get(why) or Text("no {covariate}", covariate=why.removeprefix("no "))
        said.append(Text("{n} row left out: {why}", "{n} rows left out: {why}", n=count, why=reason))
    return said


def outside(terms: Sequence[Term], frame: pd.DataFrame) -> np.ndarray:
    """Return per row the first number that lies outside what the model has seen, empty where none does."""
    found = np.full(len(frame), "", dtype=object)
    for term in reversed([term for term in terms if term.levels is None]):
        values = pd.to_numeric(frame[term.covariate], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        found[(values < term.lowest) | (values > term.highest)] = term.covariate
    return found
