"""Risks as far as they were tested: none is shown that lies above what the test has seen."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlab.text import Text

from .validation import RiskValidation

__all__ = ["highest_tested", "top_holds_up", "within_tested"]

TENTH = 0.1


def highest_tested(checked: RiskValidation) -> float:
    """Return the highest risk that a test supports: the mean forecast of its group most at risk.

    Nan where no group can be shown.

    Examples
    --------
    >>> from cxlab.survival import risk_validation
    >>> later = pd.DataFrame({"risk": [0.1, 0.2, 0.6, 0.7] * 5, "duration": [12, 12, 4, 8] * 5,
    ...                       "event": ([False, False, True, True] * 4) + [True, False, False, True]})
    >>> round(highest_tested(risk_validation(later, risk="risk", horizon=10, groups=2, repeats=20)), 2)
    0.65
    """
    groups = checked.calibration
    return float(groups.loc[groups["observed"].notna(), "expected"].max())


def top_holds_up(checked: RiskValidation) -> bool:
    """Whether the first of the list left more often than the average, and at each depth of the list tested.

    That is what working through a list from its top takes: lifts whose interval leaves 1 out, down to the
    first tenth.

    Examples
    --------
    >>> import cxlab as cx
    >>> follow_up = cx.survival.observed_customers(cx.open_pot("telco_ibm"), traits=["contract"])
    >>> model = cx.survival.churn_model(follow_up)
    >>> top_holds_up(cx.survival.forecast_test(follow_up, model, horizon=12))
    True
    """
    first = checked.lift[checked.lift["contacted"] <= TENTH]
    return bool(len(first)) and bool((first["low"] > 1).all())


def within_tested(risk: pd.DataFrame, checked: RiskValidation, *, value: str | None = None) -> pd.DataFrame:
    """Return a list of customers at risk with no risk above what the test has seen, the most at stake first.

    Parameters
    ----------
    risk : DataFrame
        `churn_risk`.
    checked : RiskValidation
        The test of its model at the same horizon.
    value : str, optional
        Column of what a customer is worth, as given to `churn_risk`.

    Returns
    -------
    DataFrame
        The columns of `risk`, with beyond_test: there `risk` is the highest tested, without an interval, and
        the note says that it may be higher. Sorted and ranked by value_at_risk where it is known, else by
        risk. Customers without a risk are left out.

    Examples
    --------
    >>> from cxlab.survival import risk_validation
    >>> later = pd.DataFrame({"risk": [0.1, 0.2, 0.6, 0.7] * 5, "duration": [12, 12, 4, 8] * 5,
    ...                       "event": ([False, False, True, True] * 4) + [True, False, False, True]})
    >>> checked = risk_validation(later, risk="risk", horizon=10, groups=2, repeats=20)
    >>> table = pd.DataFrame({"rank": [1, 2], "risk": [0.9, 0.3], "low": 0.2, "high": 0.95, "note": ""})
    >>> within_tested(table, checked)[["rank", "risk", "beyond_test"]].round(2)
       rank  risk  beyond_test
    0     1  0.65         True
    1     2  0.30        False
    """
    known = risk[risk["risk"].notna()].copy()
    highest = highest_tested(checked)
    beyond = (known["risk"] > highest).to_numpy() if highest == highest else np.ones(len(known), dtype=bool)
    known["beyond_test"] = beyond
    known.loc[beyond, "risk"] = highest
    known.loc[beyond, ["low", "high"]] = np.nan
    known["note"] = known["note"].astype(object)
    known.loc[beyond, "note"] = Text("higher than any risk tested")
    if value is not None:
        known["value_at_risk"] = known[value] * known["risk"]
        known = known.sort_values("value_at_risk", ascending=False, kind="stable")
    known = known.reset_index(drop=True)
    known["rank"] = np.arange(1, len(known) + 1)
    return known
