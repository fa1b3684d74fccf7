"""A word that one group uses more often than the others, as all templates write it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ..language import _, percent

__all__ = ["key_word"]


def key_word(row: Mapping[Any, Any]) -> str:
    """Return a row of `cxlab.voice.keyness` as a word with both shares.

    Examples
    --------
    >>> key_word({"word": "bill", "value": 0.31, "value_versus": 0.04})
    '“bill” (31% against 4%)'
    """
    if pd.isna(row["value_versus"]):
        text = _("“{word}” ({value}; others hardly ever)")
        return text.format(word=row["word"], value=percent(row["value"], 0))
    text = _("“{word}” ({value} against {other})")
    other = percent(row["value_versus"], 0)
    return text.format(word=row["word"], value=percent(row["value"], 0), other=other)
