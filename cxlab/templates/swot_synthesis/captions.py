"""Titles of the figures: what they show."""

from __future__ import annotations

import pandas as pd

from ...language import _
from .words import aspect_name

__all__ = ["companies_title", "gap_rows", "scores_table"]


def companies_title(compared: pd.DataFrame, own: str) -> str:
    """Say where the own company is furthest below and above the others, as far as that is significant."""
    ours = compared[(compared["group"] == own) & (compared["p_adjusted"] < 1 - compared["level"])]
    if ours.empty:
        return _("{own}: no aspect differs significantly from the others").format(own=own)
    ordered = ours.sort_values("estimate", kind="stable")
    low, high = ordered.iloc[0], ordered.iloc[-1]
    names = {"own": own, "weak": aspect_name(low["aspect"]), "strong": aspect_name(high["aspect"])}
    if low["estimate"] >= 0:
        return _("{own} is ahead of the others in {strong}").format(**names)
    if high["estimate"] <= 0:
        return _("{own} is behind the others in {weak}").format(**names)
    return _("{own} is ahead in {strong} and behind in {weak}").format(**names)


def scores_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return scores with aspects by name, for a table or a figure."""
    return table.assign(aspect=[aspect_name(name) for name in table["aspect"]])


def gap_rows(compared: pd.DataFrame) -> pd.DataFrame:
    """Return the differences with aspects by name."""
    return compared.assign(aspect=[aspect_name(name) for name in compared["aspect"]])
