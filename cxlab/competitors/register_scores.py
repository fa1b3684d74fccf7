"""Companies in a public register of complaints: how they answer, and what the complaints are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import require, tally
from cxlab.errors import BadValue, UnknownName
from cxlab.results import protected
from cxlab.stats import adjust_p, proportion_difference
from cxlab.text import Text

from ._cells import check_options
from .scores import CompanyScores, scores_of_cells

__all__ = ["register_mix", "register_peers", "register_scores"]


def register_scores(
    complaints: Any,
    *,
    outcomes: Mapping[str, object],
    company: str = "company",
    by: str | None = None,
    companies: Sequence[str] = (),
    min_n: int = 5,
    level: float = 0.95,
) -> CompanyScores:
    """Share of complaints with a favourable outcome, per company.

    Parameters
    ----------
    complaints
        One row per complaint.
    outcomes
        Column of the outcome -> the favourable value, e.g. ``{"timely": "Yes", "disputed": "No"}``. Rows
        without a value do not count for that outcome.
    company
        Column of the company.
    by
        Column within whose values companies are compared: products differ in how often an answer is disputed.
    companies
        Only these; by default all.
    min_n
        Cells of fewer complaints are hidden.
    level
        Confidence level.

    Returns
    -------
    CompanyScores
        The aspects are the outcomes.

    Notes
    -----
    A register knows no customers: how many complaints a company has says as much of its size as of its
    service, and is not compared. Standard errors are those of a share with a success and a failure added
    (Agresti and Caffo 2000), so that a company without a single late answer is not taken for one that cannot
    be late.

    Raises
    ------
    UnknownName
        A company that is asked for does not occur.
    BadValue
        The favourable value of an outcome does not occur.

    Examples
    --------
    >>> made = pd.DataFrame({"company": ["A"] * 40 + ["B"] * 40, "timely": ["Yes"] * 70 + ["No"] * 10})
    >>> register_scores(made, outcomes={"timely": "Yes"}).table[["company", "aspect", "estimate", "n"]]
      company  aspect  estimate   n
    0       A  timely      1.00  40
    1       B  timely      0.75  40
    """
    check_options(level, min_n)
    parts = [_cells(complaints, company, column, value, by) for column, value in outcomes.items()]
    cells = pd.concat(parts, ignore_index=True)
    if companies:
        names = sorted(cells["company"].unique())
        for name in companies:
            if name not in names:
                raise UnknownName("company", name, names)
        cells = cells[cells["company"].isin(companies)].reset_index(drop=True)
    return scores_of_cells(cells, metric="favourable_share", share=True, min_n=min_n, level=level)


def _cells(complaints: Any, company: str, outcome: str, good: object, by: str | None) -> pd.DataFrame:
    names = [company, *([by] if by else [])]
    require(complaints, *names, outcome)
    counted = tally(complaints, by=[*names, outcome])
    counted = counted[counted[outcome].notna() & counted[company].notna()]
    favourable = counted[outcome].astype(str).str.casefold() == str(good).casefold()
    if not favourable.any():
        found = sorted(counted[outcome].astype(str).unique())[:5]
        raise BadValue(
            Text(
                "column {column} never holds {value}; it holds {found}",
                column=outcome,
                value=repr(good),
                found=found,
            )
        )
    counted = counted.assign(
        company=counted[company].astype(str), hits=counted["n"].where(favourable, 0), aspect=outcome,
        stratum=counted[by].astype(object).where(counted[by].notna(), "") if by else "",
    )  # fmt: skip
    cells = counted.groupby(["company", "aspect", "stratum"], as_index=False)[["n", "hits"]].sum()
    share = (cells["hits"] + 1) / (cells["n"] + 2)
    return cells.assign(
        mean=cells["hits"] / cells["n"], variance=share * (1 - share),
        se=np.sqrt(share * (1 - share) / (cells["n"] + 2)), df=np.inf,
    ).drop(columns="hits")  # fmt: skip


def register_peers(
    complaints: Any, *, own: str, company: str = "company", by: str | None = None, most: int = 8,
    least_overlap: float = 0.5,
) -> list[str]:  # fmt: skip
    """Return whom a company can be compared with: the most complained of with a like mix of products.

    Parameters
    ----------
    complaints
        One row per complaint.
    own
        The company.
    company, by
        Columns of the company and of the product; without it, size alone decides.
    most
        How many peers at most.
    least_overlap
        Share of the complaints that two mixes must have in common (1: the same mix, 0: no common product).

    Raises
    ------
    UnknownName
        There is no company `own` in the register.

    Examples
    --------
    >>> rows = [("A", "loan")] * 9 + [("B", "loan")] * 5 + [("B", "card")] * 2 + [("C", "report")] * 50
    >>> made = pd.DataFrame(rows, columns=["company", "product"])
    >>> register_peers(made, own="A", by="product")
    ['B']
    """
    names = [company, *([by] if by else [])]
    require(complaints, *names)
    counted = tally(complaints, by=names)
    counted = counted[counted[company].notna()]
    size = counted.groupby(company)["n"].sum()
    if own not in size.index:
        raise UnknownName("company", own, sorted(map(str, size.index)))
    if by:
        mix = counted.pivot_table(index=company, columns=by, values="n", aggfunc="sum", fill_value=0)
        mix = mix.div(mix.sum(axis=1), axis=0)
        common = np.minimum(mix.to_numpy(), mix.loc[own].to_numpy()).sum(axis=1)
        size = size[size.index.isin(mix.index[common >= least_overlap])]
    others = size.drop(own, errors="ignore").sort_values(ascending=False, kind="stable")
    return [str(name) for name in others.index[:most]]


def register_mix(
    complaints: Any,
    *,
    own: str,
    peers: Sequence[str],
    by: str,
    company: str = "company",
    correction: str = "holm",
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Compare what the complaints about a company are about with those about its peers together.

    Parameters
    ----------
    complaints
        One row per complaint.
    own, peers
        The company and those it is compared with.
    by
        Column of the product or subject.
    company
        Column of the company.
    correction
        For all products together.
    min_n
        Fewer complaints are hidden.
    level
        Confidence level.

    Returns
    -------
    DataFrame
        A row per product: group, versus ("peers"), metric ("complaint_mix"), value and value_versus (shares
        of the complaints), estimate, low, high (Newcombe), p, p_adjusted, count (own complaints about it), n,
        n_versus, comparisons, correction, level. A larger share is neither good nor bad: it says what to look
        at.

    Raises
    ------
    BadValue
        There are no complaints about the company, or about the others.

    Examples
    --------
    >>> rows = [("A", "loan")] * 30 + [("A", "card")] * 10 + [("B", "loan")] * 20 + [("B", "card")] * 40
    >>> made = pd.DataFrame(rows, columns=["company", "product"])
    >>> register_mix(made, own="A", peers=["B"], by="product")[["group", "value", "value_versus"]].round(2)
      group  value  value_versus
    0  loan   0.75          0.33
    1  card   0.25          0.67
    """
    check_options(level, min_n, correction)
    require(complaints, company, by)
    counted = tally(complaints, by=[company, by])
    counted = counted[counted[by].notna()]
    mine = counted[counted[company] == own].groupby(by)["n"].sum()
    theirs = counted[counted[company].isin(list(peers))].groupby(by)["n"].sum()
    if mine.empty or theirs.empty:
        raise BadValue(
            Text("there are no complaints about {name}", name=own if mine.empty else ", ".join(peers))
        )
    table = pd.DataFrame({"mine": mine, "theirs": theirs}).fillna(0).astype(int)
    table = table.sort_values("mine", ascending=False, kind="stable")
    n, n_versus = int(table["mine"].sum()), int(table["theirs"].sum())
    result = proportion_difference(table["mine"], n, table["theirs"], n_versus, level=level)
    found = pd.DataFrame(
        {"group": table.index.astype(str), "versus": "peers", "metric": "complaint_mix",
         "value": table["mine"].to_numpy() / n, "value_versus": table["theirs"].to_numpy() / n_versus,
         "estimate": result.estimate, "low": result.low, "high": result.high, "p": result.p,
         "p_adjusted": adjust_p(result.p, method=correction),
         "count": table["mine"].astype("Int64").to_numpy(),
         "n": n, "n_versus": n_versus, "comparisons": len(table), "correction": correction, "note": "",
         "level": level}
    )  # fmt: skip
    return protected(found, min_n=min_n)
