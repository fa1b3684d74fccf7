"""Texts: what promoters and detractors talk about, and which words a group uses more often."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from cxlab import plots
from cxlab.engine import Counted, counted_once
from cxlab.lab.code import Expression, call, written
from cxlab.lab.controls import Choice, Control, Explorer, Months
from cxlab.lab.cube import kept, recent
from cxlab.lab.cubes.comments import CommentCube, comments_of
from cxlab.lab.exploration import Exploration
from cxlab.lab.explorers.drivers import SCORE, answer_days, answer_segments
from cxlab.lab.explorers.shared import (
    Found,
    days_of,
    exploration,
    in_points,
    owners_of,
    require,
    require_segment,
    there,
    together,
)
from cxlab.lab.words import correction_options, in_sentences, level_options, pot_language, trait_options
from cxlab.language import N_, _, using
from cxlab.loaders import DataPot
from cxlab.templates import nps_analysis as narrative
from cxlab.text import Text
from cxlab.voice import keyness, topic_compare

__all__ = ["TEXTS", "explore_texts"]

TEMPLATE = "nps_analysis"
BAND = "band"
PASSIVE = "passive"
TOPICS, WORDS = "topics", "words"
COMMENTS = "comments"
MOST_DRAWN = 15


def explore_texts(
    pot: DataPot,
    *,
    segment: str | None = None,
    period: tuple[Any, Any] | None = None,
    method: str = TOPICS,
    correction: str = "holm",
    level: float = 0.95,
    min_n: int = 5,
    language: str | None = None,
) -> Exploration:
    """Look at what customers write: promoters against detractors, or the groups of a segment.

    Parameters
    ----------
    pot
        With comments beside the answers of 0 to 10.
    segment
        Column of the answers whose groups are compared by the words that they use; None compares promoters
        and detractors.
    period
        First and last day of the answers that are compared, both included; topics are always those of all.
    method
        "topics" or "words"; groups of a segment are compared by words.
    correction
        For several comparisons: "holm", "bh" or "none".
    level
        Confidence level.
    min_n
        Topics and words of fewer people are not told.
    language
        "en" or "de"; by default the pot's.

    Returns
    -------
    Exploration
        The table is that of `cxlab.voice.topic_compare` or `cxlab.voice.keyness`; the sentences are those of
        the template nps_analysis.

    Raises
    ------
    BadPot
        The pot holds no comments, or too few.
    UnknownName
        It has no such segment.

    Examples
    --------
    >>> import cxlab as cx
    >>> found = explore_texts(cx.open_pot("sfo_airport_2017"), language="en")
    >>> "Promoters speak of" in found.sentence
    True
    """
    require(_fits(pot), Text("the pot {name} has too few comments beside answers of 0 to 10", name=pot.name))
    spoken = language or pot_language(pot)
    with using(spoken):
        require_segment(segment, answer_segments(pot))
        require_segment(method, [TOPICS, WORDS])
        cube, days = _cube(pot, spoken), days_of(period)
        cut = partial(_cut, cube, segment, days)
        rows, people = recent(pot, ("comments", spoken), (segment, days), cut)
        comparable = int((people >= max(min_n, 2)).sum()) >= 2
        require(comparable, Text("too few comments in two groups at least; choose more months"))
        asked = {"correction": correction, "min_n": min_n, "level": level}
        steps = _reading(pot, cube, segment, days)
        by_topic = method == TOPICS and segment is None
        with counted_once(rows):
            said = rows.frame
            found = _topics(pot, cube, said, asked, steps) if by_topic else _words(cube, said, asked, steps)
        given: dict[str, Any] = {"date_from": days[0], "date_to": days[1], "correction": correction}
        given |= {"segments": [segment]} if segment else {}
        found = Found(found.table, found.sentence, found.figure, found.steps, found.columns, given)
        return exploration(pot, found, template=TEMPLATE, language=spoken, level=level, min_n=min_n)


def _topics(
    pot: DataPot, cube: CommentCube, said: pd.DataFrame, asked: dict[str, Any], steps: list[str]
) -> Found:
    """Compare how many promoters and detractors speak of each topic."""
    shown = {"min_n": asked["min_n"]}  # topics do not depend on the level
    subjects = cube.topics(**shown)
    table = topic_compare(subjects, said, group="group", customer="who", **asked)
    found = narrative.voice_findings(
        table, answers=len(pot.prepared("responses").frame), owners=owners_of(pot)
    )
    text = narrative.voice_coverage(subjects, table)
    made = call("cx.voice.topics", "said", customer="who", ignore=[*cube.ignore], **shown)
    compared = call("cx.voice.topic_compare", "topics", "said", group="group", customer="who", **asked)
    columns = (
        "label",
        "group",
        "value",
        "value_versus",
        "estimate",
        "count",
        "n",
        "p_adjusted",
        "jaccard",
        "note",
    )
    code = [*steps, f"topics = {made}", f"table = {compared}"]
    return Found(
        table, together(in_sentences(found), text), _figure(table, "label"), code, there(table, columns)
    )


def _words(cube: CommentCube, said: pd.DataFrame, asked: dict[str, Any], steps: list[str]) -> Found:
    """Compare how many people of each group use each word."""
    table = keyness(said, group="group", customer="who", corpus=cube.corpus, **asked)
    made = call("cx.voice.keyness", "said", group="group", customer="who", ignore=[*cube.ignore], **asked)
    columns = (
        "word",
        "group",
        "value",
        "value_versus",
        "estimate",
        "ratio",
        "count",
        "n",
        "p_adjusted",
        "note",
    )
    text = narrative.words_text(table)
    return Found(table, text, _figure(table, "word"), [*steps, f"table = {made}"], there(table, columns))


def _figure(table: pd.DataFrame, name: str) -> Any:
    """Return the figure of the surest differences that may be told, None where there is none."""
    known = table[table["estimate"].notna()].head(MOST_DRAWN)
    if known.empty:
        return None
    return partial(
        plots.estimates, in_points(known), group=["group", name], reference=0, unit="difference",
        label=_("Share of people, difference in points"),
        title=_("Who speaks of what more often than the others"),
        marked=(known["p_adjusted"] < 1 - known["level"]).tolist(),
    )  # fmt: skip


def _reading(
    pot: DataPot, cube: CommentCube, segment: str | None, days: tuple[str | None, str | None]
) -> list[str]:
    """Return the lines of code that read the comments with their group."""
    keep = [name for name in (segment, cube.date if any(days) else None) if name]
    given = {"keep": keep} if keep else {}
    lines = [
        "from cxlab import report",
        "said = " + call("report.customer_comments", "pot", 'pot["responses"]', **given),
        f"said[{written('group')}] = said[{written(segment or BAND)}]",
    ]
    if segment is None:
        lines.append('said["group"] = said["group"].astype(object).where(said["group"] != "passive")')
    if any(days):
        first, last = days
        inside = call("said[" + written(cube.date) + "].between", Expression(written(first or "1900-01-01")),
                      Expression(written(f"{last or '2999-12-31'} 23:59:59.999999")))  # fmt: skip
        lines.append(f'said["group"] = said["group"].astype(object).where({inside})')
    return lines


def _cut(cube: CommentCube, segment: str | None, days: tuple[str | None, str | None]) -> Any:
    """Return the comments with their group, and how many people are in each group."""
    said = cube.grouped(segment or BAND, *days, without=None if segment else PASSIVE)
    people = said.loc[said["group"].notna()].groupby("group", observed=True)["who"].nunique()
    return Counted(said), people


def _cube(pot: DataPot, spoken: str) -> CommentCube:
    date = pot.role("responses").date
    return kept(pot, ("comments", spoken), lambda: comments_of(pot, answer_segments(pot), date))


def _fits(pot: DataPot) -> bool:
    """Tell whether there are comments beside the answers."""
    if "responses" not in pot or SCORE not in pot.prepared("responses").frame.columns:
        return False
    return pot.role("responses").verbatim is not None or COMMENTS in pot


def _controls(pot: DataPot) -> list[Control]:
    groups = [(_("promoters and detractors"), None), *trait_options(answer_segments(pot))]
    controls: list[Control] = [Choice("segment", _("Compare"), groups)]
    days = answer_days(pot)
    if days:
        controls.append(Months("period", *days))
    return [
        *controls,
        Choice("method", _("By"), [(_("topics"), TOPICS), (_("words"), WORDS)]),
        Choice("correction", _("Correction"), correction_options()),
        Choice("level", _("Confidence level"), level_options()),
    ]


TEXTS = Explorer("texts", N_("Texts"), explore_texts, _controls, _fits)
