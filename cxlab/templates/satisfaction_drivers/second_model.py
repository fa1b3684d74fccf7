"""Whether an ordered logit says the same as the linear model."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...language import _
from .._html import fill, paragraph
from .names import aspect_name, named

__all__ = ["agreement", "side_by_side"]


def side_by_side(effects: pd.DataFrame, check: pd.DataFrame) -> pd.DataFrame:
    """Return the effects of both models, one row per factor.

    Parameters
    ----------
    effects : DataFrame
        `KeyDrivers.effects`.
    check : DataFrame
        `cxlab.drivers.ordinal_effects`.
    """
    ends = {"estimate": "", "low": "_low", "high": "_high"}
    both = []
    for table, name in ((effects, "linear"), (check, "ordinal")):
        renamed = table.rename(columns={column: name + end for column, end in ends.items()})
        both.append(renamed[["aspect", *(name + end for end in ends.values())]])
    return named(both[0].merge(both[1], on="aspect"))


def agreement(effects: pd.DataFrame, check: pd.DataFrame | None) -> Markup | str:
    """Say whether both models agree: whether each effect lies within the interval of the other model.

    Parameters
    ----------
    effects : DataFrame
        `KeyDrivers.effects`.
    check : DataFrame or None
        `cxlab.drivers.ordinal_effects`.
    """
    if check is None:
        return paragraph(_("An ordered logit needs respondents who rated every factor; there are too few."))
    both = side_by_side(effects, check.assign(aspect=check["aspect"])).dropna()
    inside = both["linear"].between(both["ordinal_low"], both["ordinal_high"])
    inside |= both["ordinal"].between(both["linear_low"], both["linear_high"])
    apart = both.loc[~inside, "aspect"]
    if apart.empty:
        return paragraph(
            _("An ordered logit, which knows that a score ends at both sides, agrees on every factor.")
        )
    names = ", ".join(aspect_name(one) for one in apart)
    text = _("An ordered logit, which knows that a score ends at both sides, differs on {names}.")
    return paragraph(fill(text, names=names))
