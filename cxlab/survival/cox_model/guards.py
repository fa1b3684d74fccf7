"""What a survival model must not be asked: refused in words, with the remedy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import in_memory, require
from cxlab.errors import BadValue, UnknownName
from cxlab.text import Text

from ..lifetimes.durations import unit_days, wall_clock
from .cautions import FEW_EVENTS, leaks
from .counted_rows import CountedDesign, ModelOptions
from .terms import Column

__all__ = [
    "check_known_from",
    "refuse_outcomes",
    "refuse_perfect_levels",
    "refuse_separation",
    "refuse_unestimable",
    "require_events",
    "require_two_sides",
]

TELLING = 0.9
"Gap of the shares of leavers and others with a value from which on the value is the outcome itself."


def require_events(counted: CountedDesign) -> None:
    """Refuse data in which too few leave for any model."""
    if counted.n_events == 0:
        raise BadValue(
            Text(
                "nobody left: all {n} durations are censored; a model of leaving needs events. Check "
                "the event column (1 means left)",
                n=counted.n,
            )
        )
    if counted.n_events < len(counted.columns):
        raise BadValue(
            Text(
                "{n} event cannot support {columns} coefficients; use fewer covariates or coarser levels "
                "(about {wanted} events per coefficient)",
                "{n} events cannot support {columns} coefficients; use fewer covariates or coarser levels "
                "(about {wanted} events per coefficient)",
                n=counted.n_events,
                columns=len(counted.columns),
                wanted=FEW_EVENTS,
            )
        )


def require_two_sides(counted: CountedDesign) -> None:
    """Refuse covariates that are known on one side only: of those who left, or of those who stayed."""
    for name, (rows, events) in counted.unknown.items():
        stayed, left = counted.n_known - counted.events_known, counted.events_known
        if stayed and rows - events == stayed:
            raise BadValue(
                Text(
                    "covariate {name!r} is known only for those who left (missing in all {stayed} rows "
                    "that end without leaving): it is recorded at leaving and cannot explain it; leave "
                    "it out",
                    name=name,
                    stayed=stayed,
                )
            )
        if left and events == left:
            raise BadValue(
                Text(
                    "covariate {name!r} is missing for all {left} who left, so nothing can be learnt "
                    "from it; leave it out, or give the value that was known before they left",
                    name=name,
                    left=left,
                )
            )


def refuse_perfect_levels(counted: CountedDesign) -> None:
    """Refuse a category in which at some levels everybody leaves and at all others nobody."""
    rows, start, size = counted.rows, 0, len(counted.rows.x)
    n, left = (np.bincount(rows.pattern, weights=rows.count * of, minlength=size) for of in (1, rows.event))
    for term in counted.terms:
        columns = list(range(start, start + len(term.columns)))
        start += len(columns)
        if term.levels is None or len(counted.cuts):
            continue
        level = (rows.x[:, columns] != 0) @ np.arange(1, len(columns) + 1)
        here, gone = (np.bincount(level, weights=of, minlength=len(columns) + 1) for of in (n, left))
        if np.all((gone == 0) | (gone == here)) and 0 < gone.sum() < here.sum():
            refuse_separation(term.columns, counted)


def refuse_outcomes(counted: CountedDesign) -> None:
    """Refuse a category, or a number of two values, that tells nearly without error who left.

    Such is a status as it stood when the data was taken: a forecast from it would be of the past. Tells: the
    shares of leavers and of the others that have one of its values differ by nine tenths.
    """
    if len(counted.cuts):
        return
    rows, start, size = counted.rows, 0, len(counted.rows.x)
    n, left = (np.bincount(rows.pattern, weights=rows.count * of, minlength=size) for of in (1, rows.event))
    stayed = n - left
    if min(left.sum(), stayed.sum()) < FEW_EVENTS:
        return
    for term in counted.terms:
        columns = list(range(start, start + len(term.columns)))
        start += len(columns)
        level = np.unique(rows.x[:, columns], axis=0, return_inverse=True)[1].ravel()
        if term.levels is None and level.max(initial=0) > 1:
            continue
        gap = np.abs(
            np.bincount(level, weights=left) / left.sum() - np.bincount(level, weights=stayed) / stayed.sum()
        )
        if TELLING <= gap.max() < 1:
            raise BadValue(
                Text(
                    "leakage: {covariate!r} tells nearly without error who left, so it is the outcome "
                    "and no cause of it; leave it out, or give its value as it was when follow-up began",
                    covariate=term.covariate,
                )
            )


def refuse_separation(columns: Sequence[Column], counted: CountedDesign) -> None:
    """Refuse covariates whose hazard ratio would grow without end, and say why it does."""
    names = list(dict.fromkeys(column.covariate for column in columns))
    named = [repr(name) for name in names]
    if leaking := [name for name in names if name in leaks(counted)]:
        raise BadValue(
            Text(
                "leakage: {leaking} is a function of tenure, so it tells how long customers stayed "
                "without error; leave it out, or use its value when follow-up began",
                leaking=[repr(item) for item in leaking],
            )
        )
    if counted.n_events < FEW_EVENTS * len(counted.columns):
        raise BadValue(
            Text(
                "no estimate for {named}: with {events} for {coefficients} chance alone separates those who "
                "left (about {wanted} events per coefficient are wanted); use fewer covariates or coarser "
                "levels",
                named=named,
                events=Text("{n} event", "{n} events", n=counted.n_events),
                coefficients=Text("{n} coefficient", "{n} coefficients", n=len(counted.columns)),
                wanted=FEW_EVENTS,
            )
        )
    raise BadValue(
        Text(
            "perfect separation by {named}: the hazard ratio would grow without end. Is the "
            "value recorded only after customers leave? Leave the covariate out, or join its "
            "levels",
            named=named,
        )
    )


def refuse_unestimable(options: ModelOptions) -> None:
    """Refuse a model without any coefficient that the data can tell."""
    named = [repr(name) for name in options.covariates]
    if options.strata:
        raise BadValue(
            Text(
                "no covariate can be estimated: whenever somebody leaves, all customers of the same stratum "
                "at risk are alike in {named}; use coarser strata",
                named=named,
            )
        )
    raise BadValue(
        Text(
            "no covariate can be estimated: whenever somebody leaves, all customers at risk are alike in "
            "{named}",
            named=named,
        )
    )


def check_known_from(
    data: Any, known_from: Mapping[str, str], options: ModelOptions, *, start: str, unit: str
) -> None:
    """Refuse covariates whose value became known only after the row's follow-up began (immortal time).

    Parameters
    ----------
    known_from
        Per covariate, the column with the tenure, or the date, from which its value was known.
    start, unit
        Column of the date that tenure counts from, and the unit of the durations, where those are dates.
    """
    for covariate in known_from:
        if covariate not in options.covariates:
            raise UnknownName("covariate", covariate, options.covariates)
    if not known_from:
        return
    entry = [options.entry] if options.entry else []
    frame = in_memory(data, list(dict.fromkeys([*known_from.values(), *entry])))
    begin = frame[entry[0]].to_numpy(dtype=float) if entry else np.zeros(len(frame))
    for covariate, column in known_from.items():
        known = _tenure_known(data, frame[column], column, start, unit)
        late = int(np.sum(known > begin))
        if late:
            raise BadValue(
                Text(
                    "covariate {covariate!r} became known after follow-up began in {late} of {n} rows: "
                    "only customers who stay long enough can have it, so they would seem to stay because "
                    "of it (immortal time). Split follow-up with cx.split_by_exposure, or use the value "
                    "at the start",
                    covariate=covariate,
                    late=late,
                    n=len(frame),
                )
            )


def _tenure_known(data: Any, values: pd.Series, column: str, start: str, unit: str) -> np.ndarray:
    if pd.api.types.is_numeric_dtype(values) or values.isna().all():
        return pd.to_numeric(values).to_numpy(dtype=float, na_value=np.nan)
    require(data, start)
    frame = in_memory(data, [column, start])
    when, zone = wall_clock(frame[column], column)
    since, _zone = wall_clock(frame[start], start, zone)
    days = (when - since).dt.total_seconds().to_numpy(dtype=float) / 86_400
    return days / unit_days(unit)
