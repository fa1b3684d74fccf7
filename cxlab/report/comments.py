"""Customers' own words for a report: redacted, and only where enough customers spoke."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..language import current
from ..loaders.privacy import known_people, redact

if TYPE_CHECKING:
    from ..loaders import DataPot

__all__ = ["customer_comments", "verbatims"]

COMMENTS = "comments"
BANDS = {"detractor": (0, 6), "passive": (7, 8), "promoter": (9, 10)}
COLUMNS = ["band", "text", "customers", "of"]
CODED = 0.05  # coded comments repeat: the most common one is said by at least this share
WORDS = 5  # a comment in free words tells something from about here on


def verbatims(
    pot: DataPot,
    answers: pd.DataFrame,
    *,
    score: str = "nps",
    per_band: int = 5,
    min_n: int = 5,
    seed: int = 0,
) -> pd.DataFrame:
    """Choose comments of promoters and detractors.

    Coded comments repeat: what most customers say comes first. Free words hardly do: they are drawn by lot,
    those of at least five words before shorter ones.

    Parameters
    ----------
    pot : DataPot
    answers : DataFrame
        The responses in use; their column `verbatim` holds the comments, or else the pot's table
        ``comments`` (response_id, text) does.
    score : str
        Column of the 0-10 answers.
    per_band : int
        Comments per band.
    min_n : int
        A band in which fewer than `min_n` customers commented is left out: single people could be told.
    seed : int
        Which of the equally common comments are taken.

    Returns
    -------
    DataFrame
        band, text (personal data redacted), customers (who said this), of (customers with a comment).

    Examples
    --------
    >>> import cxlab as cx
    >>> pot = cx.open_pot("sfo_airport_2017")
    >>> verbatims(pot, pot["responses"], per_band=1)["band"].tolist()
    ['promoter', 'detractor']
    """
    said = customer_comments(pot, answers, score=score)
    said["text"] = redact(said["text"], language=current(), known=known_people(pot))
    chosen = [
        _choose(said[said["band"] == band], per_band, min_n, seed) for band in ("promoter", "detractor")
    ]
    return pd.concat(chosen, ignore_index=True)[COLUMNS]


def customer_comments(
    pot: DataPot,
    answers: pd.DataFrame,
    *,
    score: str = "nps",
    questions: Sequence[str] = (),
    keep: Sequence[str] = (),
) -> pd.DataFrame:
    """Return who said what, and in which band they are: one row per comment, as written.

    Parameters
    ----------
    pot : DataPot
    answers : DataFrame
        The responses in use; their column `verbatim` holds the comments, or else the pot's table
        ``comments`` (response_id, text, question) does.
    score : str
        Column of the 0-10 answers.
    questions : list of str
        Comments on these questions only. By default those on the question that most customers commented on:
        what is said about safety is no reason for a score.
    keep : list of str
        Further columns of the answers that are wanted beside the comments.

    Returns
    -------
    DataFrame
        who (the customer where it is known, else the answer), score, text, band ("promoter", "passive",
        "detractor"), and question where the comments say which they answer. Not redacted.
        ``attrs["question"]`` names the question that was taken where there are several.

    Examples
    --------
    >>> import cxlab as cx
    >>> pot = cx.open_pot("sfo_airport_2017")
    >>> customer_comments(pot, pot["responses"])[["band", "text"]].iloc[0].tolist()
    ['detractor', 'Charging stations / plugs don’t work / add more']
    """
    role = pot.role("responses")
    if role.verbatim is not None:
        who = answers[role.customer] if role.customer else pd.Series(pd.NA, index=answers.index)
        who = who.astype("string").fillna(pd.Series(answers.index, answers.index).map("row {}".format))
        said = pd.DataFrame({"who": who, "score": answers[score], "text": answers[role.verbatim]})
        said = said.join(answers[[*keep]])
    elif COMMENTS in pot and "response_id" in answers:
        comments = pot[COMMENTS]
        kept = [name for name in ("response_id", "text", "question") if name in comments]
        beside = answers[[*dict.fromkeys(["response_id", score, *keep])]]
        said = comments[kept].merge(beside, on="response_id")
        said = said.rename(columns={"response_id": "who", score: "score"})
    else:
        said = pd.DataFrame({"who": [], "score": [], "text": []})
    said = said.assign(text=said["text"].astype("string").str.strip())
    said = said[said["text"].fillna("").ne("") & said["score"].notna()]
    bands = pd.Series(pd.NA, index=said.index, dtype="string")
    for band, (low, high) in BANDS.items():
        bands[said["score"].between(low, high)] = band
    return _of_question(said.assign(band=bands).reset_index(drop=True), questions)


def _of_question(said: pd.DataFrame, questions: Sequence[str]) -> pd.DataFrame:
    """Keep the comments on the questions wanted; by default on the one that most people commented on."""
    if "question" not in said or said["question"].nunique() < 2:
        return said
    wanted = list(questions) or [str(said.groupby("question")["who"].nunique().idxmax())]
    kept = said[said["question"].isin(wanted)].reset_index(drop=True)
    kept.attrs["question"] = ", ".join(map(str, wanted))
    return kept


def _choose(said: pd.DataFrame, per_band: int, min_n: int, seed: int) -> pd.DataFrame:
    customers = said["who"].nunique()
    if customers < min_n:
        return pd.DataFrame(columns=COLUMNS)
    texts = (
        said.groupby(["band", "text"], observed=True, sort=True)["who"]
        .nunique()
        .rename("customers")
        .reset_index()
    )
    lot = np.random.default_rng(seed).permutation(len(texts))
    times = texts["customers"].to_numpy()
    coded = times.max() >= CODED * customers
    short = texts["text"].str.count(r"\S+").to_numpy(int) < WORDS
    order = np.lexsort((lot, -times if coded else short))
    return texts.iloc[order[:per_band]].assign(of=customers)
