"""Customer satisfaction (CSAT): the share of answers in the top boxes, and the mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cxlab.errors import BadParameter
from cxlab.text import Text

from ._answers import count_answers
from ._boxes import box_and_mean, steps_of

__all__ = ["csat"]


def csat(
    data: Any,
    *,
    score: str = "csat",
    scale: tuple[int, int] = (1, 5),
    top: int = 2,
    by: Any = None,
    weight: str | None = None,
    cluster: str | None = None,
    missing_codes: Sequence[float] = (),
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return customer satisfaction: the share of answers in the top boxes, and the mean.

    Parameters
    ----------
    data
        pandas, polars, DuckDB relation, or a path to Parquet or CSV files.
    score
        Column of whole-number answers on `scale`; the upper end is the satisfied one.
    scale
        Lowest and highest answer.
    top
        How many of the highest answers count as satisfied (2: top-2-box).
    by, weight, cluster, missing_codes, min_n, level
        As for `nps`.

    Returns
    -------
    DataFrame
        Two rows per group, metric "csat" (share 0..1, Wilson interval) and "csat_mean" (on the scale, t
        interval): group columns, metric, estimate, low, high, se, n, n_eff (with weights), clusters (with
        clusters), count (answers in the top boxes), missing, note, method, level.

    Raises
    ------
    BadParameter
        `top` leaves no answer outside, or none inside.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({"csat": [5] * 5 + [4] * 3 + [2] * 2})
    >>> csat(answers)[["metric", "estimate", "low", "high"]].round(4)
          metric  estimate     low    high
    0       csat       0.8  0.4902  0.9433
    1  csat_mean       4.1  3.2436  4.9564
    """
    steps = steps_of(scale)
    if not 0 < top < steps:
        raise BadParameter(
            Text(
                "top must lie between 1 and {most} on a scale of {steps} answers; found {found}",
                most=steps - 1,
                steps=steps,
                found=str(top),
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
    method = f"top-{top}-box of {scale[0]}-{scale[1]}, wilson"
    return box_and_mean(answers, answers.value > scale[1] - top, "csat", method, min_n=min_n, level=level)
