"""Funnels: who reaches which step, journeys that have just begun taken as unfinished.

`result` is the function and what it returns; `spec` what it is asked to mean; `source` and `attempts` who
tries and how far they get; `group`, `shares` and `incidence` the figures; `tables` and `in_words` how they
are shown.
"""

from .result import Funnel, funnel

__all__ = ["Funnel", "funnel"]
