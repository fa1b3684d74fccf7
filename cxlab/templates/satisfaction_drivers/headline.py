"""The answer: what matters most, how sure that is, and whom it speaks of."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...language import _, date, ngettext, number, percent
from ...report import Headline
from .names import aspect_name, share_limits

__all__ = ["headline"]


def headline(found: Any, *, company: str, outcome: str, span: pd.DataFrame | None = None) -> Headline:
    """Return what stands at the top of the page.

    Parameters
    ----------
    found : KeyDrivers
        `cxlab.key_drivers`.
    company : str
        Whose customers were asked.
    outcome : str
        What the outcome is called.
    span : DataFrame, optional
        `cxlab.survey_span`: first and last day of the answers.
    """
    first, whole = found.table.iloc[0], found.explained.iloc[0]
    known = pd.notna(first["estimate"])
    when = ""
    if span is not None:
        when = _("{low} to {high}").format(
            low=date(span["first_day"].iloc[0]), high=date(span["last_day"].iloc[0])
        )
    parts = [company, _("customer survey"), when]
    return Headline(
        population=" \N{MIDDLE DOT} ".join(part for part in parts if part),
        label=_label(first).format(outcome=outcome),
        value=aspect_name(first["aspect"]) if known else "–",
        limits=_limits(first) if known else "",
        as_of="" if span is None else date(span["last_day"].iloc[0]),
        notes=_notes(found, whole)
        if known
        else [_("There are too few ratings to tell what drives the score.")],
    )


def _label(first: pd.Series) -> str:
    """Say that it matters most, and that it may not where others are as close."""
    sure = pd.notna(first["rank_worst"]) and first["rank_worst"] == 1
    return _("Matters most for {outcome}") if sure else _("Probably matters most for {outcome}")


def _limits(first: pd.Series) -> str:
    share = percent(first["estimate"], 0)
    if pd.isna(first["low"]):
        return _("{share} of what is explained").format(share=share)
    limits = share_limits(first["low"], first["high"])
    return _("{share} of what is explained ({limits})").format(share=share, limits=limits)


def _notes(found: Any, whole: pd.Series) -> list[str]:
    n = int(whole["n"])
    text = ngettext(
        "{n} answer; {k} factors explain {share}.", "{n} answers; {k} factors explain {share}.", n
    )
    judged = int(found.table["estimate"].notna().sum())
    told = text.format(n=number(n), k=number(judged), share=percent(whole["estimate"], 0))
    return [told, _("Association, not proof of cause.")]
