"""How far people, or people and the model, give texts the same codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import as_ids, in_memory
from cxlab.errors import BadValue
from cxlab.results import protected
from cxlab.stats import krippendorff_alpha
from cxlab.text import Text

__all__ = ["coder_agreement"]


def coder_agreement(
    data: Any,
    coders: Sequence[str],
    *,
    customer: str | None = None,
    measurement: str = "nominal",
    per_code: bool = True,
    min_n: int = 5,
    level: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Return Krippendorff's alpha of coders, over all codes and for each code against the rest.

    Parameters
    ----------
    data
        A row per text.
    coders
        A column per coder (people, the model); missing where a coder did not code the text. "uncoded" counts
        as missing.
    customer
        Column with who wrote a text; the interval then draws customers.
    measurement
        What the codes are: "nominal", or numbers that are "ordinal", "interval" or "ratio".
    per_code
        Whether each code gets a row of its own (nominal codes alone).
    min_n
        Fewest texts that a figure may rest on.
    level, seed
        Of the interval.

    Returns
    -------
    DataFrame
        group ("all", or a code), metric, estimate, low, high, se, n (texts that two coders judged), note,
        method, level. Krippendorff (2004) asks for .80, and for .667 where conclusions are tentative.

    Raises
    ------
    BadValue
        Fewer than two coders.

    References
    ----------
    Krippendorff, K. (2004). Reliability in content analysis. Human Communication Research 30.

    Examples
    --------
    >>> data = pd.DataFrame({
    ...     "anna": ["bill", "app", "bill", "app", "bill", "app", "bill", "bill"],
    ...     "ben": ["bill", "app", "bill", "bill", "bill", "app", "app", None],
    ... })
    >>> coder_agreement(data, ["anna", "ben"], per_code=False)[["group", "estimate", "n"]].round(2)
      group  estimate  n
    0   all      0.46  7
    """
    names = list(dict.fromkeys(coders))
    if len(names) < 2:
        raise BadValue(Text("agreement needs at least two coders; found {n}", n=len(names)))
    rows = in_memory(data, [*names, *([customer] if customer and customer not in names else [])])
    said = rows[names].astype(object)
    said = said.where(
        said.notna() & said.map(lambda value: str(value).casefold() not in ("uncoded", "")), None
    )
    who = as_ids(rows[customer], customer) if customer else None
    wanted: list[Any] = ["all"]
    if per_code and measurement == "nominal":
        wanted += sorted(pd.unique(said.to_numpy().ravel()[said.notna().to_numpy().ravel()]), key=str)
    found = []
    for group in wanted:
        values = said if group == "all" else (said == group).astype(object).where(said.notna(), None)
        alpha = krippendorff_alpha(values, measurement=measurement, cluster=who, level=level, seed=seed)
        found.append({
            "group": group, "metric": "krippendorff_alpha", "estimate": alpha.estimate, "low": alpha.low,
            "high": alpha.high, "se": alpha.se, "n": alpha.units, "note": alpha.reason,
            "method": "BCa bootstrap" if np.isfinite(alpha.se) else "", "level": level,
        })  # fmt: skip
    return protected(pd.DataFrame(found), min_n=min_n)
