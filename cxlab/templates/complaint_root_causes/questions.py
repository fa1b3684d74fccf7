"""Which questions come again and again, and at which touchpoint customers could help themselves."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...language import _, interval, ngettext, number, percent
from ...results import Finding
from ...voice.questions.recurring import STABLE
from .._html import fill, paragraph
from .words import owner_of

__all__ = ["QUESTION_COLUMNS", "question_findings", "questions_table", "questions_text"]

QUESTION_COLUMNS = ["touchpoint", "questions", "per_year", "estimate", "low", "high", "use", "question"]
MOST_ROWS, MOST_FINDINGS = 10, 1
HELPED = ("knowledge_base", "automate")


def questions_table(places: pd.DataFrame) -> pd.DataFrame:
    """Return the touchpoints with most to spare, without what no row knows."""
    shown = places[places["n"].notna()].head(MOST_ROWS)
    unknown = shown["estimate"].isna().all()
    dropped = ["metric", "estimate", "low", "high", "use"] if unknown else []
    return shown.assign(per_year=shown["per_year"].round()).drop(columns=dropped)


def question_findings(places: pd.DataFrame | None, *, owners: pd.DataFrame | None = None) -> list[Finding]:
    """Say where most contacts could be spared, as far as their limits allow to say so.

    Parameters
    ----------
    places : DataFrame or None
        `cxlab.voice.questions_by_touchpoint`.
    owners : DataFrame, optional
        The pot's map: touchpoint, process, owner.
    """
    if places is None:
        return []
    sure = places[places["use"].isin(HELPED) & places["n"].notna()].head(MOST_FINDINGS)
    return [_finding(row, owners) for _index, row in sure.iterrows()]


def _finding(row: pd.Series, owners: pd.DataFrame | None) -> Finding:
    place = str(row["touchpoint"])
    message = ngettext(
        "<strong>{place}</strong>: one recurring question makes about {n} contacts a year; {share} of them "
        "are solved at the first go ({limits}).",
        "<strong>{place}</strong>: {questions} recurring questions make about {n} contacts a year; {share} "
        "of them are solved at the first go ({limits}).",
        int(row["questions"]),
    )
    sentence = fill(
        message, place=place, questions=number(row["questions"]), n=number(row["per_year"], 0),
        share=percent(row["estimate"], 0), limits=interval(row["low"], row["high"], 0, as_percent=True),
    )  # fmt: skip
    advice = {
        "knowledge_base": _("{place}: publish the answers to the recurring questions"),
        "automate": _("{place}: let customers settle the recurring requests online"),
    }[str(row["use"])]
    return Finding(
        finding="voice.questions", metric="solved_at_once", dimension="touchpoint", group=place, aspect=place,
        sentence=sentence, direction="neutral", certainty="likely", value=float(row["estimate"]),
        estimate=float(row["estimate"]), low=float(row["low"]), high=float(row["high"]), n=int(row["n"]),
        level=float(row["level"]), action=advice.format(place=place), **owner_of(owners, place),
    )  # fmt: skip


def questions_text(found: pd.DataFrame | None, places: pd.DataFrame | None) -> Markup:
    """Say how many contacts ask what others have asked before, and what solved at the first go means."""
    if found is None or places is None:
        return Markup()
    if places["n"].notna().sum() == 0:
        return paragraph(_("No question comes often enough to be a case for self-service."))
    covered = _("{share} of the contacts ask something that at least ten others ask as well.")
    said = [fill(covered, share=percent(found.attrs["covered"], 0))]
    if places["estimate"].notna().any():
        said.append(
            fill(_("Solved at the first go: neither handed over nor opened again, as far as the data say."))
        )
        rule = _(
            "Where that is clearly more than {share}, a page of answers can take over, or an online form "
            "where most customers name data of their own; where it is clearly less, people are needed."
        )
        said.append(fill(rule, share=percent(STABLE, 0)))
    else:
        said.append(fill(_("How contacts were solved is not in the data, so only their number counts.")))
    return paragraph(*said)
