"""A word that one group uses more often than the others, as all templates write it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ..language import _, percent

__all__ = ["key_word", "with_shares"]


def key_word(row: Mapping[Any, Any]) -> str:
    """Return a row of `cxlab.voice.keyness` as a word with both shares.

    Examples
    --------
    >>> key_word({"word": "bill", "value": 0.31, "value_versus": 0.04})
    '“bill” (31% against 4%)'
    """
    return with_shares(_("“{word}”").format(word=row["word"]), row)


def with_shares(name: str, row: Mapping[Any, Any]) -> str:
    """Return a name with the share of a group and that of the others, who may be too few to be told.

    Examples
    --------
    >>> with_shares("wrong bill", {"value": 0.31, "value_versus": float("nan")})
    'wrong bill (31%; others hardly ever)'
    """
    if pd.isna(row["value_versus"]):
        return _("{name} ({value}; others hardly ever)").format(name=name, value=percent(row["value"], 0))
    text = _("{name} ({value} against {other})")
    return text.format(name=name, value=percent(row["value"], 0), other=percent(row["value_versus"], 0))
