"""Which groups are compared with which, and the frame that the comparisons are put into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine.tally import as_keys
from cxlab.errors import BadParameter, UnknownName
from cxlab.results import NOTHING_HIDDEN
from cxlab.stats import CORRECTIONS, adjust_p
from cxlab.text import Text

from .event_table import Options, RiskTable, risk_table

__all__ = [
    "ALL",
    "Compared",
    "check_replicates",
    "compared",
    "compared_groups",
    "finish",
    "one_factor",
    "pairs_of",
]

ALL = "all"


@dataclass(frozen=True)
class Compared:
    """The groups of a factor, within strata, on a risk table whose groups are both together.

    Attributes
    ----------
    names, n, missing
        Per group of the factor: its name, usable and left out customers.
    group, stratum
        Per group of the risk table: the group of the factor and the stratum that it belongs to.
    known, kept
        Groups that have a name; those of them that are large enough.
    people
        Per group of the factor: how many people stand behind its rows.
    """

    risk: RiskTable
    factor: str
    names: pd.Series
    n: np.ndarray
    missing: np.ndarray
    group: np.ndarray
    stratum: np.ndarray
    known: np.ndarray
    kept: np.ndarray
    people: np.ndarray

    def shown_n(self, min_n: int) -> float:
        """Return the customers of the groups kept; nan where a small group would follow from it."""
        kept, rest = int(self.n[self.kept].sum()), len(self.known) - len(self.kept)
        hidden = int(self.n[self.known].sum()) - kept
        gives_away = hidden and (rest == 1 or hidden < min_n)
        return np.nan if min_n > NOTHING_HIDDEN and gives_away else kept

    @property
    def unnamed(self) -> int:
        """Return the customers whose group is not known."""
        none = self.names.isna().to_numpy()
        return int((self.n + self.missing)[none].sum())

    def method(self, test: str) -> str:
        """Return the test with its strata."""
        layers = self.risk.groups.columns[1:]
        return test + (f", stratified by {', '.join(layers)}" if len(layers) else "")

    def layers(self, chosen: Sequence[int] | np.ndarray) -> Iterator[list[np.ndarray]]:
        """Return, stratum by stratum, the groups of the risk table for each chosen group of the factor."""
        order = np.argsort(self.stratum, kind="stable")
        for members in np.split(order, np.flatnonzero(np.diff(self.stratum[order])) + 1):
            yield [members[self.group[members] == number] for number in chosen]


def compared(data: Any, options: Options, *, by: Any, strata: Any, min_n: int) -> Compared:
    """Count the groups of the one key of `by` within strata."""
    risk = risk_table(data, replace(options, by=[one_factor(by), *as_keys(strata)]))
    factor = risk.groups.columns[0]
    group, distinct = pd.factorize(risk.groups[factor], use_na_sentinel=False)
    names = pd.Series(distinct)
    n, missing = (np.bincount(group, weights=values, minlength=len(names)).astype("int64")
                  for values in (risk.n, risk.missing))  # fmt: skip
    known = np.flatnonzero(names.notna().to_numpy())
    people = np.bincount(group, weights=risk.people, minlength=len(names)).astype("int64")
    people = np.minimum(n, people)  # of strata that share customers the sum may be too large
    kept = known[people[known] >= max(min_n, 1)]
    return Compared(risk, factor, names, n, missing, group, _strata(risk.groups), known, kept, people)


def check_replicates(weight: str | None, weight_type: str, what: str) -> None:
    """Refuse weights of a sample, for which the variance of a test or rate does not hold."""
    if weight is not None and weight_type == "sampling":
        raise BadParameter(
            Text(
                "{what} does not take weights of a sample. If {weight!r} says how many equal "
                'customers a row stands for, pass weight_type="replicates"; else compare with '
                "cx.survival_difference, whose intervals hold for weights of a sample",
                what=what,
                weight=weight,
            )
        )


def _strata(groups: pd.DataFrame) -> np.ndarray:
    """Return the number of the stratum of each group: the columns but the first."""
    layers = list(groups.columns[1:])
    if not layers:
        return np.zeros(len(groups), dtype=np.intp)
    return groups.groupby(layers, dropna=False, observed=True).ngroup().to_numpy()


def one_factor(by: Any) -> Any:
    """Return the one key of `by`."""
    keys = as_keys(by)
    if len(keys) != 1:
        raise BadParameter(Text("by names the one column whose groups are compared; found {n}", n=len(keys)))
    return keys[0]


def compared_groups(risk: RiskTable) -> tuple[str, np.ndarray]:
    """Return the name of the column and the numbers of the groups that have a name."""
    factor = risk.groups.columns[0]
    return factor, np.flatnonzero(risk.groups[factor].notna().to_numpy())


def pairs_of(names: pd.Series, known: np.ndarray, against: Any) -> list[tuple[int, int]]:
    """Return the pairs of groups: all of them, or each with the one named `against`."""
    if isinstance(against, str) and against == "pairwise":
        return [(int(a), int(b)) for i, a in enumerate(known) for b in known[i + 1 :]]
    found = [int(number) for number in known if names.iloc[number] == against]
    if not found:
        raise UnknownName(
            "group to compare with", str(against), ["pairwise", *(str(names.iloc[k]) for k in known)]
        )
    return [(int(number), found[0]) for number in known if number != found[0]]


def finish(rows: list[dict[str, Any]], columns: Sequence[str], correction: str | None) -> pd.DataFrame:
    """Return comparisons as a frame, p-values corrected for the number of pairs."""
    if correction not in (None, *CORRECTIONS):
        raise BadParameter(
            Text(
                "correction {correction!r} is not known; available: {available} or None",
                correction=correction,
                available=list(CORRECTIONS),
            )
        )
    frame = pd.DataFrame(rows, columns=list(columns)).astype({"group": object, "versus": object})
    figures = [name for name in columns if name not in _TEXTS]
    frame = frame.astype(dict.fromkeys(figures, float))
    counts = [name for name in ("n", "n_versus", "missing") if name in frame]
    frame = frame.astype({name: "Int64" if frame[name].isna().any() else "int64" for name in counts})
    pairs = frame["versus"].ne("").to_numpy()
    adjusted = frame["p"].to_numpy(dtype=float, copy=True)
    adjusted[pairs] = adjust_p(adjusted[pairs], method=correction or "none")
    return frame.assign(p_adjusted=adjusted)


_TEXTS = ("factor", "group", "versus", "metric", "note", "method", "cause")
