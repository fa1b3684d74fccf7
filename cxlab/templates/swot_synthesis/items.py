"""Which ratings of single aspects a pot has, beside a willingness to recommend."""

from __future__ import annotations

import pandas as pd

from ...drivers import item_matrix, overall_items, suggest_items
from ...loaders import DataPot

__all__ = ["rated_items"]


def rated_items(data: DataPot, *, score: str) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return answers with a column per aspect, and these columns by aspect, if any.

    Ratings in a table of their own (a row per respondent and item) are put beside the answers. What
    asks for the whole is an outcome and no aspect.
    """
    answers = data["responses"] if "responses" in data else pd.DataFrame()
    if score not in answers or answers[score].nunique() < 2:  # what does not vary cannot be explained
        return answers, {}
    if items := suggest_items(answers):
        return answers, items
    if "ratings" not in data or not {"response_id", "item", "rating"} <= set(data["ratings"]):
        return answers, {}
    long = data["ratings"]
    codes = list(long["item"].dropna().unique())
    called = dict(zip(codes, map(str, data.labelled("ratings", "item", codes)), strict=True))
    long = long.assign(item=long["item"].map(called))
    wide = item_matrix(long)
    wide = wide.assign(response_id=wide["response_id"].astype(answers["response_id"].dtype))
    names = [str(name) for name in wide.columns if name != "response_id"]
    kept = [name for name in names if name not in set(overall_items(names)) and name not in answers]
    both = answers.merge(wide[["response_id", *kept]], on="response_id", how="left")
    return both, {name: name for name in kept}
