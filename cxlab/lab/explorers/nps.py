"""NPS: how high, in which groups, over which time, weighted or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pandas as pd
from markupsafe import Markup

from cxlab import plots
from cxlab.engine import Counted, Period, counted_once
from cxlab.engine.ids import numbered
from cxlab.errors import BadPot, UnknownName
from cxlab.lab.code import Expression, call, pot_name, program, written
from cxlab.lab.controls import Choice, Control, Explorer, Months, Switch
from cxlab.lab.cube import Cube, kept, recent
from cxlab.lab.exploration import Exploration
from cxlab.lab.words import (
    correction_options,
    figure_in_words,
    in_sentences,
    level_options,
    pot_language,
    trait_options,
)
from cxlab.language import N_, _, using
from cxlab.loaders import DataPot, Role
from cxlab.metrics import has_dates, nps, nps_compare, nps_trend, survey_span, trend_period
from cxlab.templates import nps_analysis as narrative
from cxlab.text import Text

__all__ = ["NPS", "explore_nps"]

TEMPLATE = "nps_analysis"
SCORE = "nps"
PLACES = ("channel", "touchpoint")


def explore_nps(
    pot: DataPot,
    *,
    segment: str | None = None,
    period: tuple[Any, Any] | None = None,
    weighted: bool = True,
    method: str = "adjusted_wald",
    correction: str = "holm",
    level: float = 0.95,
    min_n: int = 5,
    language: str | None = None,
) -> Exploration:
    """Look at the Net Promoter Score: over time, or by the groups of a segment.

    Parameters
    ----------
    pot
        With answers in its table responses.
    segment
        Column to compare by, each group against the rest; None gives the score over time.
    period
        First and last day of the answers, both included; None takes all.
    weighted
        Whether the pot's weights are used, where it has any.
    method
        Of the intervals: "adjusted_wald" or "wald".
    correction
        For several comparisons: "holm", "bh" or "none".
    level
        Confidence level.
    min_n
        Groups of fewer people are suppressed.
    language
        "en" or "de"; by default the pot's.

    Returns
    -------
    Exploration
        By segment the table is `cxlab.nps_compare`, else `cxlab.nps` by period; the sentences are those of
        the template nps_analysis.

    Raises
    ------
    BadPot
        The pot holds no answers of 0 to 10.
    UnknownName
        It has no such segment.

    Examples
    --------
    >>> import cxlab as cx
    >>> found = explore_nps(cx.open_pot("nordlicht"), segment="segment", language="en")
    >>> found.table.sort_values("estimate")["group"].iloc[0]
    'Kleingewerbe'
    """
    _require(pot)
    with using(language or pot_language(pot)):
        role = pot.role("responses")
        if segment is not None and segment not in _traits(pot, role):
            raise UnknownName(Text("segment"), segment, _traits(pot, role))
        first, last = period or (None, None)
        name = ("nps", language or pot_language(pot))
        cube = kept(pot, name, partial(_cube, pot, role))
        answers = recent(pot, name, (first, last), lambda: Counted(cube.between(first, last).frame))
        options: dict[str, Any] = {"scale": pot.scale("responses", SCORE), "level": level, "min_n": min_n}
        options |= {"weight": role.weight if weighted else None, "cluster": role.cluster, "method": method}
        look = _Look(pot, role, answers.frame, options)
        with counted_once(answers):
            found = look.over_time() if segment is None else look.by(segment, correction)
        given = {
            "pot": pot_name(pot),
            "language": language or pot_language(pot),
            "level": level,
            "min_n": min_n,
        }
        given |= {"date_from": _day(first), "date_to": _day(last), "correction": correction}
        given |= {"segments": [segment] if segment else []} | found.parameters
        parameters = {name: value for name, value in given.items() if value is not None}
        days = {"start": _day(first), "end": _day(last)}
        read = "answers = " + call("pot.select", written("responses"), **days)
        return Exploration(
            table=found.table, sentence=found.sentence, figure=found.figure, alt="",
            code=program(pot, [read, *found.steps]), template=TEMPLATE, parameters=parameters,
            language=language or pot_language(pot), columns=found.columns,
            headings=found.headings, min_n=min_n,
        )  # fmt: skip


@dataclass(frozen=True)
class _Found:
    table: pd.DataFrame
    sentence: Markup
    figure: Any
    steps: list[str]
    columns: tuple[str, ...]
    parameters: dict[str, Any]
    headings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Look:
    """The answers that were chosen, and how they are to be counted."""

    pot: DataPot
    role: Role
    answers: pd.DataFrame
    options: dict[str, Any]

    def by(self, segment: str, correction: str) -> _Found:
        """Compare the groups of a segment, each with the rest."""
        scores = nps(self.answers, by=segment, **self.options)
        compared = nps_compare(self.answers, by=segment, correction=correction, **self.options)
        said = narrative.group_findings(compared, places=PLACES)
        sentence = in_sentences(said) + narrative.not_shown(compared)
        # For the line in the figure: clusters move its interval, not the score, and take time.
        # Without them answers would be counted as people: where no group may be shown, the whole may not.
        whole = nps(self.answers, **(self.options | {"cluster": None}))["estimate"].iloc[0]
        total = whole if scores["estimate"].notna().any() else None
        group = scores.columns[0]
        marked = narrative.stands_out(scores[group], compared, segment)
        draw = partial(
            plots.estimates, scores, group=group, reference=total, marked=marked.tolist(),
            title=narrative.groups_title(compared, segment),
        )  # fmt: skip
        steps = [
            "table = " + call("cx.nps_compare", "answers", by=segment, correction=correction, **self.options),
            "scores = " + call("cx.nps", "answers", by=segment, **self.options),
        ]
        columns = ("group", "value", "value_versus", "estimate", "low", "high", "p_adjusted", "n", "note")
        headings = {"value": _("NPS"), "value_versus": _("NPS of the rest"), "estimate": _("Difference")}
        return _Found(compared, sentence, draw, steps, _there(compared, columns), {}, headings)

    def over_time(self) -> _Found:
        """Tell the score of all, and how it goes from period to period."""
        total = nps(self.answers, **self.options)
        date = self.role.date
        if not has_dates(self.answers, date=date, value=SCORE):
            steps = ["table = " + call("cx.nps", "answers", **self.options)]
            columns = _there(total, ("estimate", "low", "high", "n", "note"))
            return _Found(total, figure_in_words(total), None, steps, columns, {})
        assert date is not None
        span = survey_span(self.answers, date=date, value=SCORE)
        every = self._every(date)
        curve = nps(self.answers, by=Period(date, every), **self.options)
        trend_options = {name: self.options[name] for name in ("weight", "cluster", "level", "min_n")}
        trend = nps_trend(self.answers, date=date, score=SCORE, **trend_options)
        sentence = figure_in_words(total) + in_sentences(narrative.trend_findings(trend, span))
        target = self.pot.targets.get(SCORE)
        draw = partial(
            plots.over_time, curve, period=every, target=target, title=narrative.trend_title(trend)
        )
        steps = [
            "table = "
            + call(
                "cx.nps",
                "answers",
                by=Expression(call("cx.period", written(date), written(every))),
                **self.options,
            ),
            "trend = " + call("cx.nps_trend", "answers", date=date, **trend_options),
        ]
        columns = _there(curve, (every, "estimate", "low", "high", "n", "note"))
        return _Found(curve, sentence, draw, steps, columns, {"period": every})

    def _every(self, date: str) -> Any:
        shortest = self.pot.profile.report_period if self.pot.industry else "day"
        return trend_period(self.answers, date=date, value=SCORE, shortest=shortest)


def _cube(pot: DataPot, role: Role) -> Cube:
    """Reduce the responses to what the controls of this explorer choose by."""
    frame = pot["responses"]
    if role.cluster:
        # All that matters of an id is which answers belong together.
        frame[role.cluster] = numbered(frame[role.cluster], role.cluster)
    wanted = [SCORE, *_traits(pot, role), *filter(None, (role.weight, role.cluster))]
    return Cube.of(frame, wanted, date=role.date)


def _traits(pot: DataPot, role: Role) -> list[str]:
    there = pot.prepared("responses").frame.columns
    return list(dict.fromkeys([*role.segments, *(name for name in PLACES if name in there)]))


def _require(pot: DataPot) -> None:
    if not _fits(pot):
        raise BadPot(
            Text("the pot {name} has no answers of 0 to 10 (nps) in a table responses", name=pot.name)
        )


def _fits(pot: DataPot) -> bool:
    return "responses" in pot and SCORE in pot.prepared("responses").frame.columns


def _there(table: pd.DataFrame, columns: Sequence[str]) -> tuple[str, ...]:
    """Return those of the columns that the table has; notes only where there are any."""
    return tuple(
        name for name in columns if name in table and (name != "note" or table["note"].astype(bool).any())
    )


def _day(value: Any) -> str | None:
    return None if value is None else str(pd.Timestamp(value).date())


def _controls(pot: DataPot) -> list[Control]:
    role = pot.role("responses")
    days = kept(pot, ("nps", pot_language(pot)), partial(_cube, pot, role)).days()
    controls: list[Control] = [
        Choice("segment", _("Compare by"), [(_("over time"), None), *trait_options(_traits(pot, role))])
    ]
    if days is not None:
        controls.append(Months("period", *days))
    if role.weight:
        controls.append(Switch("weighted", _("Weighted"), chosen=True))
    methods = [(_("adjusted Wald"), "adjusted_wald"), (_("Wald"), "wald")]
    controls += [
        Choice("method", _("Interval"), methods),
        Choice("correction", _("Correction"), correction_options()),
        Choice("level", _("Confidence level"), level_options()),
    ]
    return controls


NPS = Explorer("nps", N_("Net Promoter Score"), explore_nps, _controls, _fits)
