"""What customers are called in a list: pseudonyms, unless their own ids are asked for."""

from __future__ import annotations

import pandas as pd

from cxlab.errors import BadParameter
from cxlab.loaders import pseudonymise
from cxlab.text import Text

from .follow_up import FollowUp

__all__ = ["customer_names"]


def customer_names(follow_up: FollowUp, *, ids: bool = False) -> pd.Series:
    """Return what each customer is called in a list, a row per customer of the follow-up.

    With a key (see `cxlab.pseudonymise`) these are keyed pseudonyms, the same in every run; without one the
    place of the customer among those read (`Text`), which says nothing to who does not have the data.

    Parameters
    ----------
    follow_up : FollowUp
    ids : bool, default False
        Return the customers' own ids.

    Examples
    --------
    >>> import cxlab as cx
    >>> from cxlab.survival import observed_customers
    >>> follow_up = observed_customers(cx.open_pot("telco_ibm"))
    >>> customer_names(follow_up, ids=True).iloc[0]
    '7590-VHVEG'
    """
    if "customer_id" not in follow_up.frame:
        return _places(follow_up.frame.index)
    own = follow_up.frame["customer_id"].astype("string")
    if ids:
        return own
    try:
        return pseudonymise(own)
    except BadParameter:
        return _places(own.index)


def _places(index: pd.Index) -> pd.Series:
    return pd.Series([Text("No. {k}", k=str(k + 1)) for k in range(len(index))], index=index, dtype=object)
