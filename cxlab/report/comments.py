"""Customers' own words for a report: redacted, and only where enough customers spoke."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..language import current
from ..loaders.privacy import known_people, redact

if TYPE_CHECKING:
    from ..loaders import DataPot

__all__ = ["verbatims"]

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
    said = _said(pot, answers, score)
    chosen = [
        _choose(said[said["band"] == band], per_band, min_n, seed) for band in ("promoter", "detractor")
    ]
    return pd.concat(chosen, ignore_index=True)[COLUMNS]


def _said(pot: DataPot, answers: pd.DataFrame, score: str) -> pd.DataFrame:
    """Return who, band, text: one row per comment."""
    column = pot.role("responses").verbatim
    if column is not None:
        said = pd.DataFrame({"who": answers.index, "score": answers[score], "text": answers[column]})
    elif COMMENTS in pot and "response_id" in answers:
        comments = pot[COMMENTS][["response_id", "text"]]
        said = comments.merge(answers[["response_id", score]], on="response_id")
        said = said.set_axis(["who", "text", "score"], axis=1)
    else:
        said = pd.DataFrame({"who": [], "score": [], "text": []})
    said = said.assign(text=said["text"].astype("string").str.strip())
    said = said[said["text"].fillna("").ne("") & said["score"].notna()]
    bands = pd.Series(pd.NA, index=said.index, dtype="string")
    for band, (low, high) in BANDS.items():
        bands[said["score"].between(low, high)] = band
    return said.assign(band=bands, text=redact(said["text"], language=current(), known=known_people(pot)))


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
