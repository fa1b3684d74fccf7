"""Cox regression: which customers leave sooner, and by how much."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from cxlab.errors import BadParameter
from cxlab.metrics._groups import check_options
from cxlab.text import Text

from ..counting.event_table import AUTO, entry_column
from . import guards
from .coefficients import coefficients
from .counted_rows import CountedDesign, ModelOptions, count_rows
from .few_clusters import cluster_laws, clusters_of
from .newton import fit_cox
from .partial_likelihood import Rows
from .result import CoxResult

__all__ = ["cox"]

TIES = ("efron", "breslow")


def cox(
    data: Any,
    *,
    duration: str = "duration",
    event: str = "event",
    covariates: str | Sequence[str],
    entry: str | None = AUTO,
    strata: str | Sequence[str] | None = None,
    cluster: str | None = None,
    weight: str | None = None,
    weight_type: str = "sampling",
    reference: Mapping[str, Hashable] | None = None,
    time_varying: Mapping[str, Sequence[float]] | None = None,
    known_from: Mapping[str, str] | None = None,
    start: str = "signup_date",
    unit: str = "days",
    ties: str = "efron",
    min_n: int = 5,
    level: float = 0.95,
) -> CoxResult:
    """Fit Cox's proportional hazards model.

    Equal rows are counted first (by the engine, so DuckDB or Parquet do for large data) and the model is
    fitted to the counts: exactly the fit to the rows, in a fraction of the time where durations are whole
    days or months and covariates are categories.

    Parameters
    ----------
    data
        One row per customer, or per stretch of follow-up (start/stop) where covariates vary in time:
        pandas, polars, pyarrow, DuckDB or a path.
    duration, event
        Tenure at the end of the row; whether the customer left then (True/False or 1/0).
    covariates
        Numbers, categories, text or truth values; categories enter by level against a reference level.
    entry
        Tenure from which the row is observed (late entry, or the start of a stretch); by default the column
        "entry" where there is one; None: everybody is observed from the start.
    strata
        Columns whose groups have baselines of their own, and no hazard ratio.
    cluster
        Column of rows that belong together, such as the customer of several stretches: robust errors, with
        tests and intervals that hold with few clusters; a row without a value is a cluster of its own.
    weight, weight_type
        "sampling" (as in all functions of curves): weights of a sample, with robust errors; "replicates": how
        many equal rows a row stands for. Rows of weight 0 are left out.
    reference
        Reference level per covariate; by default "no" or False, else the most frequent level.
    time_varying
        Covariates whose effect may change, and the tenures at which: ``{"tech_support": [12]}`` gives one
        hazard ratio up to 12 and one after.
    known_from
        Per covariate, the column with the tenure, or the date, from which its value was known; values that
        came after follow-up began are refused.
    start, unit
        Column of the date that tenure counts from, and the unit of the durations ("days", "weeks", "months",
        "years"): where `known_from` names dates.
    ties : {"efron", "breslow"}
    min_n
        Levels of fewer customers (counted by `cluster` where given, else by row) are fitted, but their
        figures not shown; nor are those of levels compared with so few.
    level
        Confidence level.

    Returns
    -------
    CoxResult

    Raises
    ------
    BadValue
        Impossible rows, nobody left, a covariate with one value only or one that separates perfectly those
        who left from those who stayed.
    MissingColumn, BadParameter

    References
    ----------
    Cox (1972), JRSS B 34. Efron (1977), JASA 72. Therneau and Grambsch (2000), Modeling Survival Data.
    R: survival::coxph.

    Examples
    --------
    >>> import pandas as pd
    >>> months, left = [5, 8, 12, 9, 11, 3, 9, 4, 5, 10], [1, 0, 1, 0, 1, 1, 1, 1, 1, 0]
    >>> tenure = pd.DataFrame({"duration": months, "event": left, "dsl": list("nnnnnyyyyy")})
    >>> model = cox(tenure, covariates="dsl", reference={"dsl": "n"})
    >>> model.table[["covariate", "category", "estimate", "hazard_ratio"]].round(3)
      covariate category  estimate  hazard_ratio
    0       dsl        y     1.745         5.726
    """
    check_options(level, min_n)
    if ties not in TIES:
        raise BadParameter(
            Text("ties {ties!r} is not known; available: {available}", ties=ties, available=list(TIES))
        )
    _require_mapping(reference, "reference", '{"tariff": "basic"}')
    _require_mapping(time_varying, "time_varying", '{"tariff": [12]}')
    options = ModelOptions(
        duration, event, _listed(covariates), entry, _listed(strata), cluster, weight, weight_type,
        dict(reference or {}), dict(time_varying or {}),
    )  # fmt: skip
    options = replace(options, entry=entry_column(data, entry))
    guards.check_known_from(data, known_from or {}, options, start=start, unit=unit)
    counted = count_rows(data, options)
    guards.require_two_sides(counted)
    guards.require_events(counted)
    guards.refuse_perfect_levels(counted)
    guards.refuse_outcomes(counted)
    return _result(counted, options, ties, (level, min_n))


def _listed(names: str | Sequence[str] | None) -> tuple[str, ...]:
    if names is None:
        return ()
    return (names,) if isinstance(names, str) else tuple(names)


def _require_mapping(given: Any, name: str, example: str) -> None:
    """Refuse a bare name or list where each covariate wants a value of its own."""
    if given is not None and not isinstance(given, Mapping):
        raise BadParameter(
            Text(
                "{name} says something per covariate, such as {example}; found {given!r}",
                name=name,
                example=example,
                given=given,
            )
        )


def _result(counted: CountedDesign, options: ModelOptions, ties: str, shown: tuple[float, int]) -> CoxResult:
    rows, empty = _without_empty_levels(counted)
    fit = fit_cox(rows, ties=ties)
    if not fit.kept.any() and not empty.any():
        guards.refuse_unestimable(options)
    if fit.diverging.any():
        kept = np.flatnonzero(~empty)[fit.kept]
        guards.refuse_separation([counted.columns[j] for j in kept[fit.diverging]], counted)
    robust = options.cluster is not None or (options.weight is not None and options.weight_type == "sampling")
    variance = fit.robust(clusters_of(counted, empty)) if robust else fit.variance
    place = np.flatnonzero(~empty)[fit.kept]
    beta, whole = np.zeros(len(counted.columns)), np.zeros((len(counted.columns),) * 2)
    beta[place] = fit.beta
    beta[empty] = -np.inf
    whole[np.ix_(place, place)] = variance
    laws = None
    if options.cluster is not None:
        found = cluster_laws(fit, clusters_of(counted, empty))  # type: ignore[arg-type]
        laws = dict(zip(place.tolist(), found, strict=True))
    table = coefficients(counted, beta, whole, place, empty, *shown, laws=laws)
    return CoxResult(
        table, fit.log_likelihood, fit.null, counted.n, counted.n_events, counted.left_out, shown[0], options,
        counted, fit, beta, whole,
    )  # fmt: skip


def _without_empty_levels(counted: CountedDesign) -> tuple[Rows, np.ndarray]:
    """Leave out the rows of levels in which nobody leaves: in the limit they carry no hazard at all."""
    rows = counted.rows
    left = np.bincount(rows.pattern, weights=rows.count * rows.event, minlength=len(rows.x))
    empty = np.array([
        column.category is not None and left @ (rows.x[:, j] != 0) == 0
        for j, column in enumerate(counted.columns)
    ])  # fmt: skip
    if not empty.any():
        return rows, empty
    kept = ~np.any(rows.x[:, empty] != 0, axis=1)[rows.pattern]
    chosen = {name: getattr(rows, name)[kept] for name in vars(rows) if name != "x"}
    return Rows(**chosen, x=rows.x[:, ~empty]), empty
