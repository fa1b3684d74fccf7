"""Customer Satisfaction and Customer Effort: the share in the favourable boxes, and the mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.errors import BadParameter
from cxlab.stats import t_interval
from cxlab.text import Text

from ._answers import Answers, count_answers
from ._groups import Notes, check_options, note_weightless, suppressed, tidy
from ._mean import group_mean
from ._shares import share_of_answers

__all__ = ["ces", "csat"]


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

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({"csat": [5] * 5 + [4] * 3 + [2] * 2})
    >>> csat(answers)[["metric", "estimate", "low", "high"]].round(4)
          metric  estimate     low    high
    0       csat       0.8  0.4902  0.9433
    1  csat_mean       4.1  3.2436  4.9564
    """
    steps = _steps(scale)
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
    return _box_and_mean(answers, answers.value > scale[1] - top, "csat", method, min_n=min_n, level=level)


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

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({"ces": [7, 6, 5, 5, 4, 3, 2, 6, 7, 1]})
    >>> ces(answers, direction="easy")[["metric", "estimate", "method"]]
         metric  estimate                    method
    0       ces       0.6  answers 5-7 easy, wilson
    1  ces_mean       4.6   mean of 1-7, high: easy
    """
    _steps(scale)
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
    return _box_and_mean(answers, good, "ces", *names, min_n=min_n, level=level)


def _steps(scale: tuple[int, int]) -> int:
    low, high = scale
    if not (low % 1 == high % 1 == 0 and high > low):
        raise BadParameter(
            Text(
                "scale must be a lower and a higher whole number, e.g. (1, 5); found {found}",
                found=str(scale),
            )
        )
    return int(high - low + 1)


def _box_and_mean(
    answers: Answers,
    hits: np.ndarray,
    metric: str,
    method: str,
    mean_method: str = "mean, t",
    *,
    min_n: int,
    level: float,
) -> pd.DataFrame:
    """Return two rows per group: the share of answers that hit, and the mean."""
    check_options(level, min_n)
    n, size = answers.size(), len(answers.groups)
    if answers.clusters is not None:
        answers.clustered(hits, answers.value)  # both at once: the data are read once
    share, mean = (
        share_of_answers(answers, hits, level=level),
        group_mean(answers, answers.value, level=level),
    )
    df = mean.df if mean.clusters is not None else mean.n_eff - 1
    around = t_interval(mean.estimate, mean.se, df=df, level=level)
    flat = ~(around.se > 0)
    notes = Notes(2 * size)
    twice = np.repeat(np.arange(size), 2)
    is_mean = np.tile([False, True], size)
    hidden = suppressed(n[twice], min_n, notes, answers.people()[twice])
    notes.add(~hidden & is_mean & flat[twice], Text("no interval: the answers do not vary"))
    note_weightless(notes, answers.left_out, repeat=2)

    def both(first: Any, second: Any) -> np.ndarray:
        return np.where(is_mean, np.asarray(second)[twice], np.asarray(first)[twice])

    columns: dict[str, Any] = {"metric": np.where(is_mean, f"{metric}_mean", metric)}
    columns |= {"estimate": both(share["estimate"], mean.estimate)}
    columns |= {
        end: both(share[end], np.where(flat, np.nan, getattr(around, end))) for end in ("low", "high")
    }
    columns |= {"se": both(share["se"], mean.se)}
    columns |= {"n": n[twice]} | ({"n_eff": mean.n_eff[twice]} if answers.weighted else {})
    columns |= {"clusters": mean.clusters.astype("int64")[twice]} if mean.clusters is not None else {}
    columns |= {"count": answers.summed(answers.n * hits).astype("int64")[twice]}
    columns |= {"missing": answers.missing[twice], "note": notes.texts}
    columns |= {"method": np.where(is_mean, mean_method, method), "level": level}
    return tidy(answers.groups.iloc[twice], columns, hidden=hidden, counts=("count",), min_n=min_n)
