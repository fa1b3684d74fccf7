"""The scorecard: where every KPI stands, how it changed, how it came there, which channel sets it apart."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import cached_property, partial
from typing import Any

import pandas as pd
from markupsafe import Markup

from cxlab import plots
from cxlab.lab.code import call
from cxlab.lab.controls import Choice, Control, Explorer, Months
from cxlab.lab.cube import kept, recent
from cxlab.lab.exploration import Exploration
from cxlab.lab.explorers.arguments import twin
from cxlab.lab.explorers.shared import Found, days_of, exploration, require, require_segment, there
from cxlab.lab.words import correction_options, in_sentences, level_options, pot_language
from cxlab.language import N_, _, current, using
from cxlab.loaders import DataPot
from cxlab.results import metric_of
from cxlab.scorecard import by_channel, changes, current_values, history
from cxlab.scorecard.by_channel import corrected_channels
from cxlab.scorecard.changes import corrected
from cxlab.scorecard.find_kpis import KPIS, kpis_seen
from cxlab.scorecard.kpi import Kpi
from cxlab.scorecard.look import CHANNELS as CHANNEL_COLUMNS
from cxlab.scorecard.look import Look
from cxlab.templates import cx_scorecard as narrative
from cxlab.text import Text

__all__ = ["SCORECARD", "explore_scorecard"]

TEMPLATE = "cx_scorecard"
LONGEST = ("year", "quarter", "month")
HISTORY, CHANNELS = "history", "channels"


@twin("year", "quarter", "month")
def explore_scorecard(
    pot: DataPot,
    *,
    segment: str | None = None,
    kpi: str | None = None,
    period: tuple[Any, Any] | None = None,
    method: str = "year",
    correction: str = "holm",
    level: float = 0.95,
    min_n: int = 5,
    language: str | None = None,
) -> Exploration:
    """Look at the KPIs of a pot: against the period before, over time, or by channel.

    Parameters
    ----------
    pot
        With anything that a KPI can be made of.
    segment
        None compares the latest period with the one before; "history" shows the past; "channels" compares
        each channel with all others.
    kpi
        One KPI; None takes all.
    period
        First and last day to use, both included; None takes all.
    method
        Longest period that is compared with the one before: "year", "quarter" or "month".
    correction
        For several KPIs and channels: "holm", "bh" or "none".
    level
        Confidence level.
    min_n
        Figures on fewer people are suppressed.
    language
        "en" or "de"; by default the pot's.

    Returns
    -------
    Exploration
        The table is that of `cxlab.scorecard.changes` (of `current_values` where nothing can be compared),
        `history` or `by_channel`; the sentences are those of the template cx_scorecard.

    Raises
    ------
    BadPot
        The pot holds no KPI.
    UnknownName
        There is no such view, no such KPI.

    Examples
    --------
    >>> import cxlab as cx
    >>> found = explore_scorecard(cx.open_pot("nordlicht"), kpi="nps", language="en")
    >>> found.table[["metric", "value", "value_versus"]].round(1).values.tolist()
    [['nps', 14.6, 20.3]]
    """
    spoken = language or pot_language(pot)
    with using(spoken):
        require_segment(segment, [HISTORY, CHANNELS])
        first, last = days_of(period)
        options: dict[str, Any] = {"date_from": first, "date_to": last, "longest": method, "level": level}
        options["min_n"] = min_n
        card = _card(pot, spoken, kpi, options).of(kpi, correction)
        asked = {"only": [kpi] if kpi else None, **options}
        read = "kpis = " + call("cx.scorecard.find_kpis", "pot", **asked)
        view = {HISTORY: _history, CHANNELS: _by_channel}.get(segment or "", _against_before)
        given = {"kpis": [kpi] if kpi else [], "longest_period": method, "date_from": first, "date_to": last}
        found = view(card, correction, read, given | {"correction": correction})
        return exploration(pot, found, template=TEMPLATE, language=spoken, level=level, min_n=min_n)


def _card(pot: DataPot, spoken: str, kpi: str | None, options: dict[str, Any]) -> _Card:
    """Return the card of some months; of one KPI where that alone is asked for: it is far less to count."""
    made: dict[str | None, _Card] = recent(pot, ("card", spoken), tuple(options.values()), dict)
    if None not in made and kpi not in made:
        look = Look(pot, traits=CHANNEL_COLUMNS, known=kept(pot, "found for kpis", dict), **options)
        alone = kpis_seen(look, [kpi]) if kpi in KPIS else []
        kpis = alone or kpis_seen(look)
        require(bool(kpis), Text("the pot {name} holds no KPI", name=pot.name))
        made[kpi if alone else None] = _Card(kpis)
    card = made[None] if None in made else made[kpi]
    require_segment(kpi, [one.metric for one in card.kpis])
    return card


class _Card:
    """The figures of all KPIs, made once; a part of them is a part of each table, corrected anew."""

    def __init__(self, kpis: Sequence[Kpi]) -> None:
        self.kpis, self.kpi, self.correction, self.whole = kpis, "", "none", self

    def of(self, kpi: str | None, correction: str) -> _Card:
        """Return the card of one KPI, or of all, with p-values corrected for what it holds."""
        card = copy(self)
        card.__dict__ = {"kpis": self.kpis, "kpi": kpi or "", "correction": correction, "whole": self}
        return card

    @cached_property
    def now(self) -> pd.DataFrame:
        """Where each stands."""
        return current_values(self.kpis) if self.whole is self else self._own(self.whole.now)

    @cached_property
    def past(self) -> pd.DataFrame:
        """What each was."""
        return history(self.kpis) if self.whole is self else self._own(self.whole.past)

    @cached_property
    def changed(self) -> pd.DataFrame:
        """How each changed."""
        if self.whole is self:
            return changes(self.kpis, correction="none")
        return corrected(self._own(self.whole.changed), self.correction)

    @cached_property
    def channels(self) -> pd.DataFrame:
        """How channels differ."""
        if self.whole is self:
            return by_channel(self.kpis, correction="none")
        return corrected_channels(self._own(self.whole.channels), self.correction)

    def _own(self, table: pd.DataFrame) -> pd.DataFrame:
        return table[table["metric"] == self.kpi].reset_index(drop=True) if self.kpi else table


def _against_before(card: _Card, correction: str, read: str, given: dict[str, Any]) -> Found:
    """Compare with the period before, and with targets."""
    table = card.changed
    said = [*narrative.kpi_findings(card.now, table), *narrative.target_findings(card.now)]
    made = "table = " + call("cx.scorecard.changes", "kpis", correction=correction)
    if table.empty:
        table, made = card.now, "table = cx.scorecard.current_values(kpis)"
    columns = ("metric", "value", "value_versus", "estimate", "low", "high", "p_adjusted", "n", "n_versus",
               "note")  # fmt: skip
    return Found(
        table, in_sentences(said), _small_multiples(card), [read, made], there(table, columns), given
    )


def _history(card: _Card, correction: str, read: str, given: dict[str, Any]) -> Found:
    """Show the figures of the past."""
    said = Markup("<p>{}</p>").format(narrative.history_title(card.changed))
    columns = there(card.past, ("metric", "period", "estimate", "low", "high", "n", "note"))
    steps = [read, "table = cx.scorecard.history(kpis)"]
    return Found(card.past, said, _small_multiples(card), steps, columns, given)


def _by_channel(card: _Card, correction: str, read: str, given: dict[str, Any]) -> Found:
    """Compare each channel with all others."""
    table = card.channels
    alike = _("No channel differs significantly from the others.")
    none = Markup("<p>{}</p>").format(alike if len(table) else narrative.lacking("channels"))
    figure = None
    telling = narrative.telling_channels(table)
    if telling:
        metric, _factor, rows = telling[0]
        shown = rows.assign(estimate=rows["value"], low=rows["value_low"], high=rows["value_high"])
        figure = partial(
            plots.estimates, shown, group="group", label=narrative.labels(card.now)[metric],
            unit=narrative.units(card.now)[metric], title=narrative.channels_title(metric, rows),
            marked=(rows["p_adjusted"] < 1 - rows["level"]).tolist(),
        )  # fmt: skip
    columns = ("metric", "factor", "group", "value", "value_versus", "estimate", "p_adjusted", "n", "note")
    steps = [read, "table = " + call("cx.scorecard.by_channel", "kpis", correction=correction)]
    said = in_sentences(narrative.channel_findings(table)) or none
    return Found(table, said, figure, steps, there(table, columns), given)


def _small_multiples(card: _Card) -> Any:
    """Return the figure of the histories, None where there is no past."""
    if card.past.empty or card.past.groupby("metric")["estimate"].count().max() < 2:
        return None
    return partial(
        plots.small_multiples, card.past, names=narrative.labels(card.now), units=narrative.units(card.now),
        targets=narrative.targets_of(card.now), title=narrative.history_title(card.changed),
    )  # fmt: skip


def _default(pot: DataPot) -> Sequence[Kpi]:
    options: dict[str, Any] = {"date_from": None, "date_to": None, "longest": LONGEST[0], "level": 0.95}
    return _card(pot, current(), None, options | {"min_n": 5}).kpis


def _fits(pot: DataPot) -> bool:
    """Tell whether there is one KPI at least."""
    look = Look(pot, known=kept(pot, "found for kpis", dict))
    return kept(pot, "any kpi", lambda: any(kpis_seen(look, [name]) for name in KPIS))


def _controls(pot: DataPot) -> list[Control]:
    kpis = _default(pot)
    names = [(_(known.label) if (known := metric_of(one.metric)) else one.metric, one.metric) for one in kpis]
    views = [(_("against the period before"), None), (_("over time"), HISTORY), (_("by channel"), CHANNELS)]
    controls: list[Control] = [
        Choice("segment", _("Show"), views),
        Choice("kpi", _("KPI"), [(_("all"), None), *names]),
    ]
    windows = [one.windows for one in kpis if len(one.windows)]
    if windows:
        first = min(one["first_day"].min() for one in windows)
        last = max(one["last_day"].max() for one in windows)
        controls.append(Months("period", first, last))
    longest = [(_("year"), "year"), (_("quarter"), "quarter"), (_("month"), "month")]
    return [
        *controls,
        Choice("method", _("Longest period"), longest),
        Choice("correction", _("Correction"), correction_options()),
        Choice("level", _("Confidence level"), level_options()),
    ]


SCORECARD = Explorer("scorecard", N_("Scorecard"), explore_scorecard, _controls, _fits)
