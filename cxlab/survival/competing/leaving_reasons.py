"""Which reasons those who left have given."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlab.metrics._groups import check_options
from cxlab.results import protected
from cxlab.stats import adjust_p, wilson

from ..counting.event_table import NOT_STATED
from ..follow_up.follow_up import FollowUp

__all__ = ["leaving_reasons"]


def leaving_reasons(follow_up: FollowUp, *, min_n: int = 5, level: float = 0.95) -> pd.DataFrame:
    """Share of those who left who gave each reason, the most frequent first.

    Parameters
    ----------
    follow_up : FollowUp
        With a column "reason" in its frame; without one the result has no rows.
    min_n, level
        Reasons of fewer customers are suppressed; confidence level.

    Returns
    -------
    DataFrame
        cause, metric ("share_of_leavers"), estimate, low, high (Wilson), n (all who left), count, p and
        p_adjusted (whether more gave it than the next one, exact, Holm), note, level.

    Examples
    --------
    >>> import cxlab as cx
    >>> from cxlab.survival import observed_customers
    >>> found = leaving_reasons(observed_customers(cx.open_pot("nordlicht")))
    >>> found[["cause", "estimate", "count"]].round(3)
                cause  estimate  count
    0  Anbieterwechsel     0.603    357
    1           Umzug     0.279    165
    2   Zahlungsverzug     0.118     70
    """
    from scipy.stats import binomtest

    check_options(level, min_n)
    frame = follow_up.frame
    if "reason" not in frame or not frame["reason"].notna().any():
        return pd.DataFrame()
    gone = frame.loc[frame["duration"].notna() & follow_up.left, "reason"].astype(object)
    counts = gone.where(gone.notna(), NOT_STATED).value_counts()
    count, n = counts.to_numpy(), len(gone)
    low, high = wilson(count, n, level=level)
    following = np.append(count[1:], 0)
    p = [float(binomtest(int(k), int(k + next_)).pvalue) for k, next_ in zip(count, following, strict=True)]
    table = pd.DataFrame({
        "cause": counts.index.astype(str), "metric": "share_of_leavers", "estimate": count / n, "low": low,
        "high": high, "n": n, "count": count, "p": p, "p_adjusted": adjust_p(p, method="holm"), "note": "",
        "level": level,
    })  # fmt: skip
    return protected(table, min_n=min_n)
