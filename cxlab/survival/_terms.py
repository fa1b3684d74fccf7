"""Covariates as columns of a model: numbers as they are, categories against a named reference level."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlab.errors import BadParameter, BadValue, UnknownName

__all__ = ["Column", "Term", "encode", "terms_for"]

_PLAIN = ("No", "no", "Nein", "nein", "False", "N", "0")
"""Levels that say the absence of something: the natural reference where one is there."""
MOST_LEVELS = 200


@dataclass(frozen=True)
class Column:
    """One coefficient: a number's covariate, or one level of a category against the reference level.

    `band` is the stretch of tenure that it holds in, (from, until], where an effect may change.
    """

    covariate: str
    level: Hashable = None
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
    cells: pd.DataFrame, covariates: Sequence[str], *, weight: np.ndarray, reference: Mapping[str, Hashable]
) -> list[Term]:
    """Decide how each covariate enters.

    Numbers enter as they are, centred at their mean; text, categories and truth values by level. The
    reference level is the one given, else "no" or False where there is one, else the most frequent.

    Raises
    ------
    BadValue
        A covariate has one value only, dates, or as many levels as customers.
    """
    for name in reference:
        if name not in covariates:
            raise UnknownName("covariate", name, covariates)
    return [_term(cells[name], name, weight, reference) for name in covariates]


def _term(values: pd.Series, name: str, weight: np.ndarray, reference: Mapping[str, Hashable]) -> Term:
    if pd.api.types.is_datetime64_any_dtype(values):
        raise BadValue(
            f"column {name!r} holds dates; a date is no covariate. If it says when something happened, use "
            "cx.split_by_exposure, so that it counts from that day on only"
        )
    codes, levels = pd.factorize(values)
    distinct = len(levels)
    if distinct < 2:
        raise BadValue(
            f"covariate {name!r} has one value only in the usable rows and can explain nothing; leave it out"
        )
    if values.dtype.kind in "iuf" and name not in reference:
        return Term(name, typical=float(np.average(values.to_numpy(dtype=float), weights=weight)))
    if distinct > MOST_LEVELS:
        raise BadValue(
            f"covariate {name!r} has {distinct:,} levels, more than {MOST_LEVELS}; group them, or use strata"
        )
    levels = levels.astype(object)
    size = dict(zip(levels, np.bincount(codes, weights=weight, minlength=len(levels)), strict=True))
    ordered = _ordered(values, levels)
    chosen = reference.get(name, _default(size, ordered))
    if chosen not in ordered:
        raise BadParameter(f"reference of {name!r}: {chosen!r} is none of {', '.join(map(str, ordered))}")
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
