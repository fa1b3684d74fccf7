"""Where a survival model would say more than the data can: refused or noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cxlab.engine import in_memory
from cxlab.errors import BadValue
from cxlab.language import N_

from ._cells import Counted
from ._terms import Column

__all__ = ["FEW_EVENTS", "LEAK", "check_known_from", "column_note", "leaks", "notes", "refuse_separation"]

FEW_EVENTS = 10
"Events per coefficient below which estimates and intervals are not to be trusted."
LEAK = 0.8
"Rank correlation with tenure from which a covariate is taken for a function of it."

ALIASED = N_("no estimate: determined by the other covariates")
NO_EVENT = N_("nobody with this level left: the hazard ratio tends to 0, its interval is unknown")


def column_note(aliased: bool, empty: bool) -> str:
    """Return why a coefficient has no estimate."""
    return ALIASED if aliased else NO_EVENT if empty else ""


def require_events(counted: Counted) -> None:
    """Refuse data in which too few leave for any model."""
    if counted.n_events == 0:
        raise BadValue(
            f"nobody left: all {counted.n:,} durations are censored; a model of leaving needs events. "
            "Check the event column (1 means left)"
        )
    if counted.n_events < len(counted.columns):
        raise BadValue(
            f"{counted.n_events:,} events cannot support {len(counted.columns)} coefficients; use fewer "
            f"covariates or coarser levels (about {FEW_EVENTS} events per coefficient)"
        )


def refuse_separation(columns: Sequence[Column]) -> None:
    """Refuse covariates that tell those who left from those who stayed without error."""
    named = ", ".join(dict.fromkeys(repr(column.covariate) for column in columns))
    raise BadValue(
        f"perfect separation by {named}: the hazard ratio would grow without end. Is the value recorded only "
        "after customers leave? Leave the covariate out, or join its levels"
    )


def check_known_from(data: Any, known_from: Mapping[str, str], entry: str | None) -> None:
    """Refuse covariates whose value became known only after the row's follow-up began (immortal time).

    Parameters
    ----------
    known_from
        Per covariate, the column with the tenure from which its value was known.
    """
    if not known_from:
        return
    wanted = [*known_from.values(), *([entry] if entry else [])]
    frame = in_memory(data, list(dict.fromkeys(wanted)))
    start = frame[entry].to_numpy(dtype=float) if entry else np.zeros(len(frame))
    for covariate, column in known_from.items():
        late = int(np.sum(frame[column].to_numpy(dtype=float) > start))
        if late:
            raise BadValue(
                f"covariate {covariate!r} became known after follow-up began in {late:,} of {len(frame):,} "
                "rows: only customers who stay long enough can have it, so they would seem to stay because "
                "of it (immortal time). Split follow-up with cx.split_by_exposure, or use the value at the "
                "start"
            )


def leaks(counted: Counted) -> list[str]:
    """Return the covariates that rise or fall with tenure so closely that they are a function of it."""
    rows = counted.rows
    found: list[str] = []
    if len(counted.cuts) or all(term.levels is not None for term in counted.terms):
        return found
    tenure = _rank(rows.exit, rows.weight)
    start = 0
    for term in counted.terms:
        width = len(term.columns)
        if term.levels is None:
            values = rows.x[:, start][rows.pattern]
            if abs(_correlation(_rank(values, rows.weight), tenure, rows.weight)) > LEAK:
                found.append(term.covariate)
        start += width
    return found


def _rank(values: np.ndarray, weight: np.ndarray) -> np.ndarray:
    distinct, place = np.unique(values, return_inverse=True)
    size = np.bincount(place, weights=weight, minlength=len(distinct))
    return (np.cumsum(size) - size / 2)[place]


def _correlation(a: np.ndarray, b: np.ndarray, weight: np.ndarray) -> float:
    a, b = a - np.average(a, weights=weight), b - np.average(b, weights=weight)
    scale = np.sqrt((weight * a * a).sum() * (weight * b * b).sum())
    return float((weight * a * b).sum() / scale) if scale > 0 else 0.0


def notes(counted: Counted) -> tuple[str, ...]:
    """Return what the reader must know: few events, leaks, rows left out, rows that say nothing."""
    said = []
    per_coefficient = counted.n_events / len(counted.columns)
    if per_coefficient < FEW_EVENTS:
        said.append(
            f"only {counted.n_events} events for {len(counted.columns)} coefficients "
            f"({per_coefficient:.1f} each, wanted {FEW_EVENTS}): estimates may be far off"
        )
    said += [
        f"leakage: {name} is almost a function of tenure, so it tells how long customers stayed, not why"
        for name in leaks(counted)
    ]
    said += [f"{count} rows left out: {why}" for why, count in counted.left_out.items()]
    return tuple(said)
