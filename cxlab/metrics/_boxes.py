"""What CSAT and CES share: answers in the favourable boxes of a scale, and the mean."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.errors import BadParameter
from cxlab.stats import t_interval
from cxlab.text import Text

from ._answers import Answers
from ._groups import Notes, check_options, note_weightless, suppressed, tidy
from ._mean import group_mean
from ._shares import share_of_answers

__all__ = ["box_and_mean", "steps_of"]


def steps_of(scale: tuple[int, int]) -> int:
    """Return how many answers a scale offers; refuse what is none."""
    low, high = scale
    if not (low % 1 == high % 1 == 0 and high > low):
        raise BadParameter(
            Text(
                "scale must be a lower and a higher whole number, e.g. (1, 5); found {found}",
                found=str(scale),
            )
        )
    return int(high - low + 1)


def box_and_mean(
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
