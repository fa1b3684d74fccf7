"""Which causes go together with which circumstances more than chance would have it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import once
from cxlab.errors import BadValue
from cxlab.results import protected
from cxlab.stats import adjust_p
from cxlab.stats.contingency import adjusted_residuals, design_effects
from cxlab.text import Text

from ._rows import RowNotes, check_options, counted, own_names, per_customer

__all__ = ["cause_by_driver"]

RESULT = (
    *("dimension", "category", "metric", "estimate", "complaints", "customers", "expected_complaints", "p"),
    *("p_adjusted", "note", "method", "correction", "level"),
)
FEWEST_EXPECTED = 5.0
"""Below it an adjusted residual is not near normal."""


def cause_by_driver(
    complaints: Any,
    drivers: str | Sequence[str],
    *,
    cause: str = "cause",
    customer: str | None = None,
    min_n: int = 5,
    level: float = 0.95,
    correction: str = "bh",
) -> pd.DataFrame:
    """Compare how often each cause comes with each category of a driver with what independence expects.

    Parameters
    ----------
    complaints
        One row per complaint.
    drivers
        Columns: channel, tariff, device, whatever may drive a cause.
    cause
        Column of the cause.
    customer
        Column of the customer, whose complaints are then not taken as independent.
    min_n
        Cells of fewer complaints or customers are hidden, and what would give them away.
    level, correction
        Confidence level, for notes; "bh", "holm" or "none" over all cells of all drivers.

    Returns
    -------
    DataFrame
        A row per driver, category and cause: cause, dimension (the driver), category, metric
        ("adjusted_residual"), estimate (above 2: more than expected), complaints, customers (where asked
        for), expected_complaints, p, p_adjusted, note, method, correction, level.

    Raises
    ------
    BadValue
        No row has both a cause and a category.

    References
    ----------
    Haberman (1973), Annals of Statistics 1. Rao and Scott (1984), Annals of Statistics 12. Benjamini and
    Hochberg (1995), JRSS B 57.

    Examples
    --------
    >>> made = pd.DataFrame({"cause": ["bill", "price"] * 60, "channel": ["web"] * 70 + ["phone"] * 50})
    >>> made.loc[70:99, "cause"] = "bill"
    >>> cause_by_driver(made, "channel")[["cause", "category", "complaints", "estimate"]].round(2)
       cause category  complaints  estimate
    0   bill    phone          40      3.35
    1   bill      web          35     -3.35
    2  price    phone          10     -3.35
    3  price      web          35      3.35
    """
    check_options(level, min_n, correction)
    wanted = [drivers] if isinstance(drivers, str) else list(drivers)
    if not wanted:
        raise BadValue(Text("name one driver at least: a column such as 'channel'"))
    own_names([cause], RESULT)
    asked = cause, customer
    parts = [
        once(complaints, ("residuals", name, *asked), partial(_one, complaints, name, *asked))
        for name in wanted
    ]
    table = pd.concat(parts, ignore_index=True)
    table["p_adjusted"] = adjust_p(table["p"].to_numpy(float), method=correction)
    notes = RowNotes(len(table))
    notes.add(
        table["estimate"].isna().to_numpy(), Text("one cause or one category only: nothing to compare with")
    )
    few = (table["expected_complaints"] < FEWEST_EXPECTED).to_numpy() & table["estimate"].notna().to_numpy()
    notes.add(few, Text("fewer than {least} complaints expected: not tested", least=int(FEWEST_EXPECTED)))
    table["note"] = notes.texts
    table["method"] = "adjusted residual" + (", clustered by customer" if customer else "")
    table["correction"], table["level"] = correction, level
    result = protected(table, min_n=min_n, by=[cause, "category"], within="dimension")
    result.attrs["excluded"] = {
        driver: part.attrs["excluded"] for driver, part in zip(wanted, parts, strict=True)
    }
    return result


def _one(data: Any, driver: str, cause: str, customer: str | None) -> pd.DataFrame:
    """Return the residuals of one driver; cells with too few expected have no p-value."""
    if driver == cause:
        raise BadValue(
            Text("the cause cannot be its own driver; name another column than {name}", name=cause)
        )
    cells = counted(data, [cause, driver])
    if cells.empty:
        raise BadValue(Text("no row has a value in each of: {columns}", columns=[cause, driver]))
    causes, categories = (pd.Index(cells[name].unique()).sort_values() for name in (cause, driver))
    table = np.zeros((len(causes), len(categories)))
    table[causes.get_indexer(cells[cause]), categories.get_indexer(cells[driver])] = cells["complaints"]
    rows = pd.MultiIndex.from_product([causes, categories], names=[cause, driver]).to_frame(index=False)
    effect, people = np.ones(table.shape), None
    if customer:
        own = per_customer(data, [cause, driver], customer, rows)
        row, column = np.divmod(own.row, len(categories))
        effect = design_effects(row, column, own.who, own.n)
        people = own.customers(len(rows))
    found = adjusted_residuals(table, design_effect=effect)
    category = rows[driver].astype(str).astype(object)
    result = pd.DataFrame({cause: rows[cause], "dimension": driver, "category": category,
                           "metric": "adjusted_residual", "estimate": found.residual.reshape(-1),
                           "complaints": table.reshape(-1).astype("int64")})  # fmt: skip
    if people is not None:
        result["customers"] = people
    result["expected_complaints"] = found.expected.reshape(-1)
    enough = found.expected >= FEWEST_EXPECTED
    result["p"] = np.where(enough, found.p, np.nan).reshape(-1)
    result.attrs["excluded"] = cells.attrs["excluded"]
    return result
