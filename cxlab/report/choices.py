"""Choices that templates offer, by name: types for the cell of parameters.

papermill reads a type that is one name, not one with quotation marks or decimals in it: of a parameter typed
``Literal["en", "de"]`` it says that it does not know it.
"""

from typing import Literal

__all__ = [
    "Correction",
    "DriverMethod",
    "EffortScale",
    "Entry",
    "Every",
    "HeadlinePeriod",
    "Language",
    "Level",
    "LongestPeriod",
    "WholePeriods",
]

HeadlinePeriod = Literal["auto", "month", "quarter", "year"]
Language = Literal["en", "de"]
Level = Literal[0.8, 0.9, 0.95, 0.99]  # type: ignore[valid-type]
Correction = Literal["holm", "bh", "none"]
DriverMethod = Literal["johnson", "lmg"]
EffortScale = Literal["easy", "effort"]
Entry = Literal["first", "any", "every"]
Every = Literal["auto", "day", "week", "month", "quarter", "year"]
LongestPeriod = Literal["month", "quarter", "year"]
WholePeriods = Literal["no", "week", "month", "quarter", "year"]
