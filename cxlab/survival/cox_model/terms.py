"""Covariates as columns of a model: numbers as they are, categories against a named reference level."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from cxlab.errors import BadParameter, BadValue, UnknownName
from cxlab.text import Text

__all__ = ["Column", "Term", "encode", "terms_for"]

_PLAIN = ("No", "no", "Nein", "nein", "False", "N", "0")
"""Levels that say the absence of something: the natural reference where one is there."""
MOST_LEVELS = 200
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}\b|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")


@dataclass(frozen=True)
class Column:
    """One coefficient: a number's covariate, or one level of a category against the reference level.

    `band` is the stretch of tenure that it holds in, (from, until], where an effect may change.
    """

    covariate: str
    category: Hashable = None
    reference: Hashable = None
    band: tuple[float, float] | None = None


@dataclass(frozen=True)
class Term:
    """One covariate; `levels` without the reference, None for a number."""

    covariate: str
    levels: tuple[Hashable, ...] | None = None
    reference: Hashable = None
    typical: float = 0.0
    "Mean of a number: where the baseline stands."
    lowest: float = -np.inf
    highest: float = np.inf
    "Smallest and largest number that the model has seen."

    @property
    def columns(self) -> list[Column]:
        """The coefficients of this covariate."""
        if self.levels is None:
            return [Column(self.covariate)]
        return [Column(self.covariate, level, self.reference) for level in self.levels]

    def encode(self, values: pd.Series) -> np.ndarray:
        """Return one row per value; a level that the model has not seen gives nan."""
        if self.levels is None:
            numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
            return (numbers - self.typical)[:, None]
        place = pd.Index([self.reference, *self.levels], dtype=object).get_indexer(
            pd.Index(values.astype(object), dtype=object)
        )
        table = np.vstack([np.eye(len(self.levels) + 1)[:, 1:], np.full((1, len(self.levels)), np.nan)])
        return table[place]


def terms_for(
    cells: pd.DataFrame,
    covariates: Sequence[str],
    *,
    weight: np.ndarray,
    happened: np.ndarray,
    reference: Mapping[str, Hashable],
) -> list[Term]:
    """Decide how each covariate enters.

    Numbers enter as they are, centred at their mean; text, categories and truth values by level. The
    reference level is the one given, else "no" or False where there is one, else the most frequent; by
    default a level at which somebody leaves, since hazards are compared with it.

    Raises
    ------
    BadValue
        A covariate has one value only, dates, infinite numbers, or too many levels; nobody leaves at the
        reference level.
    """
    for name in reference:
        if name not in covariates:
            raise UnknownName("covariate", name, covariates)
    for name in covariates:
        _refuse(cells[name], name)
    return [_term(cells[name], name, weight, happened, reference) for name in covariates]


def _refuse(values: pd.Series, name: str) -> None:
    """Refuse dates, spans of time and infinite numbers."""
    if pd.api.types.is_datetime64_any_dtype(values) or _dates_as_text(values):
        raise BadValue(
            Text(
                "column {name!r} holds dates; a date is no covariate. If it says when something "
                "happened, use cx.split_by_exposure, so that it counts from that day on only",
                name=name,
            )
        )
    if pd.api.types.infer_dtype(values, skipna=True).startswith("timedelta"):
        raise BadValue(
            Text(
                "column {name!r} holds spans of time; give a number, such as data[{name!r}].dt.days",
                name=name,
            )
        )
    if values.dtype.kind == "f" and np.isinf(values.to_numpy(dtype=float)).any():
        raise BadValue(
            Text("column {name!r} holds infinite numbers; correct them or set them to missing", name=name)
        )


def _dates_as_text(values: pd.Series) -> bool:
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = pd.Series(values.cat.categories)
    if getattr(values.dtype, "kind", "O") != "O":
        return False
    levels = values.drop_duplicates()
    return bool(len(levels)) and all(
        isinstance(level, date) or (isinstance(level, str) and _DATE.match(level)) for level in levels
    )


def _check_reference(
    name: str, chosen: Hashable, ordered: Sequence[Hashable], usable: Sequence[Hashable]
) -> None:
    """Refuse a level that is not there, and one that nobody left where another could be compared with."""
    if chosen not in ordered:
        raise BadParameter(
            Text(
                "reference of {name!r}: {chosen!r} is none of {ordered}",
                name=name,
                chosen=chosen,
                ordered=[str(item) for item in ordered],
            )
        )
    if chosen not in usable:
        raise BadValue(
            Text(
                "nobody at the reference level {level!r} of {name!r} left, so there is nothing to "
                "compare with; choose another: {usable}",
                level=str(chosen),
                name=name,
                usable=[str(item) for item in usable],
            )
        )


def _term(
    values: pd.Series,
    name: str,
    weight: np.ndarray,
    happened: np.ndarray,
    reference: Mapping[str, Hashable],
) -> Term:
    codes, levels = pd.factorize(values)
    distinct = len(levels)
    if distinct < 2:
        raise BadValue(
            Text(
                "covariate {name!r} has one value only in the usable rows and can explain nothing; "
                "leave it out",
                name=name,
            )
        )
    if values.dtype.kind in "iuf" and name not in reference:
        numbers = values.to_numpy(dtype=float)
        lowest, highest = float(numbers.min()), float(numbers.max())
        return Term(name, None, None, float(np.average(numbers, weights=weight)), lowest, highest)
    if distinct > MOST_LEVELS:
        raise BadValue(
            Text(
                "covariate {name!r} has {distinct} levels, more than {most}; group them, or, if it "
                "is only to be held fixed, give it as strata",
                name=name,
                distinct=distinct,
                most=MOST_LEVELS,
            )
        )
    levels = levels.astype(object)
    size = dict(zip(levels, np.bincount(codes, weights=weight, minlength=len(levels)), strict=True))
    gone = np.bincount(codes, weights=weight * happened, minlength=len(levels))
    left = dict(zip(levels, gone, strict=True))
    ordered = _ordered(values, levels)
    usable = [level for level in ordered if left[level] > 0] or ordered
    chosen = reference.get(name, _default(size, usable))
    _check_reference(name, chosen, ordered, usable)
    return Term(name, tuple(level for level in ordered if level != chosen), chosen)


def _ordered(values: pd.Series, levels: pd.Index) -> list[Hashable]:
    """Return the levels in the order of the category, else sorted."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        present = set(levels)
        return [level for level in values.cat.categories if level in present]
    return sorted(levels, key=lambda level: (isinstance(level, str), level))


def _default(size: Mapping[Hashable, float], ordered: Sequence[Hashable]) -> Hashable:
    plain = [level for level in ordered if level is False or str(level) in _PLAIN]
    return plain[0] if plain else max(ordered, key=lambda level: size[level])


def encode(terms: Sequence[Term], frame: pd.DataFrame) -> np.ndarray:
    """Return the model's columns for the rows of a frame."""
    return np.column_stack([term.encode(frame[term.covariate]) for term in terms])
