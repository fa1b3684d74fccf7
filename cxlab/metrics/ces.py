"""Customer Effort Score (CES): the share of answers on the easy side of the scale, and the mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.errors import BadParameter
from cxlab.text import Text

from ._answers import count_answers
from ._boxes import box_and_mean, steps_of

__all__ = ["ces"]


def ces(
    data: Any,
    *,
    direction: str,
    score: str = "ces",
    scale: tuple[int, int] = (1, 7),
    by: Any = None,
    weight: str | None = None,
    cluster: str | None = None,
    missing_codes: Sequence[float] = (),
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the Customer Effort Score: the share of answers on the easy side of the scale, and the mean.

    Parameters
    ----------
    direction
        What a high answer means, which no data can tell: "easy" ("... made it easy for me": 5-7 of 1-7 are
        favourable) or "effort" ("how much effort ...": 1-3 are). The mean stays on the scale as it was asked.
    score, scale
        Column of whole-number answers, their lowest and highest. Answers beyond the middle are favourable.
    data, by, weight, cluster, missing_codes, min_n, level
        As for `nps`.

    Returns
    -------
    DataFrame
        Two rows per group, metric "ces" (share 0..1, Wilson interval) and "ces_mean" (t interval): columns
        as for `csat`; `method` says which answers are counted as favourable.

    Raises
    ------
    BadParameter
        `direction` is neither "easy" nor "effort".

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({"ces": [7, 6, 5, 5, 4, 3, 2, 6, 7, 1]})
    >>> ces(answers, direction="easy")[["metric", "estimate", "method"]]
         metric  estimate                    method
    0       ces       0.6  answers 5-7 easy, wilson
    1  ces_mean       4.6   mean of 1-7, high: easy
    """
    steps_of(scale)
    if direction not in ("easy", "effort"):
        raise BadParameter(
            Text(
                'direction says what a high answer means, "easy" or "effort"; found {found}',
                found=repr(direction),
            )
        )
    answers = count_answers(
        data,
        score=score,
        scale=scale,
        by=by,
        weight=weight,
        cluster=cluster,
        missing_codes=missing_codes,
    )
    middle = sum(scale) / 2
    if direction == "easy":
        first, last, good = int(middle) + 1, scale[1], answers.value > middle
    else:
        first, last, good = scale[0], int(np.ceil(middle)) - 1, answers.value < middle
    names = (f"answers {first}-{last} easy, wilson", f"mean of {scale[0]}-{scale[1]}, high: {direction}")
    return box_and_mean(answers, good, "ces", *names, min_n=min_n, level=level)
