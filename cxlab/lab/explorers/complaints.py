"""Complaints: which causes lead, where they are frequent, what goes with them, how they come over time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
from markupsafe import Markup

from cxlab import plots
from cxlab.complaints import (
    ObservedComplaints,
    cause_by_driver,
    complaint_chart,
    observed_complaints,
    pareto,
    rates_by_place,
)
from cxlab.complaints.observed_complaints import CAUSES, TABLES
from cxlab.engine import Counted, counted_once
from cxlab.lab.code import call, written
from cxlab.lab.controls import Choice, Control, Explorer, Months
from cxlab.lab.cube import kept, recent
from cxlab.lab.cubes.complaint_rows import coded, in_words, of_months, whole_months
from cxlab.lab.exploration import Exploration
from cxlab.lab.explorers.shared import (
    Found,
    days_of,
    exploration,
    owners_of,
    require,
    require_segment,
    there,
    together,
)
from cxlab.lab.words import in_sentences, level_options, pot_language, trait_options
from cxlab.language import N_, _, current, percent, using
from cxlab.loaders import DataPot
from cxlab.templates import complaint_root_causes as narrative
from cxlab.text import Text

__all__ = ["COMPLAINTS", "explore_complaints"]

TEMPLATE = "complaint_root_causes"
OVER_TIME = "time"
"""The choice that shows complaints over time."""
MOST_DRAWN = 12
"""Combinations in a figure: those most above what is expected."""


def explore_complaints(
    pot: DataPot,
    *,
    segment: str | None = None,
    period: tuple[Any, Any] | None = None,
    cause: str | None = None,
    alpha: float = 0.01,
    level: float = 0.95,
    min_n: int = 5,
    language: str | None = None,
) -> Exploration:
    """Look at complaints: their causes, their places, what goes with them, or how they come over time.

    Parameters
    ----------
    pot
        With complaints, or tickets with a reason.
    segment
        None ranks the causes; the column of the place compares rates; another column shows which causes come
        with which of its values; "time" draws the control chart.
    period
        First and last day of the complaints, both included; None takes all.
    cause
        One cause, for places and for the chart; None takes all.
    alpha
        Chance of a false alarm: how sure a difference has to be.
    level
        Confidence level.
    min_n
        Figures on fewer complaints or customers are suppressed.
    language
        "en" or "de"; by default the pot's.

    Returns
    -------
    Exploration
        The table is that of `cxlab.complaints.pareto`, `rates_by_place`, `cause_by_driver` or
        `complaint_chart`; the sentences are those of the template complaint_root_causes.

    Raises
    ------
    BadPot
        The pot holds no complaints with a cause.
    UnknownName
        It has no such segment, or no such cause.

    Examples
    --------
    >>> import cxlab as cx
    >>> found = explore_complaints(cx.open_pot("nordlicht"), language="en")
    >>> found.table["cause"].iloc[0]
    'Abrechnung'
    """
    spoken = language or pot_language(pot)
    with using(spoken):
        require(_fits(pot), Text("the pot {name} has no complaints or tickets with a cause", name=pot.name))
        base = _base(pot, spoken)
        views = kept(pot, ("views of complaints", spoken), lambda: _views(base))
        require_segment(segment, [name for name in views if name])
        require_segment(cause, _causes(base))
        observed, days = _cut(pot, spoken, base, period)
        rows = recent(pot, ("complaints", spoken), days, lambda: Counted(observed.frame))
        observed = replace(observed, frame=rows.frame)
        options = {"min_n": min_n, "level": level}
        view = views[segment]
        with counted_once(rows):
            found = view(pot, observed, cause, alpha, options)
        read = "observed = " + call("cx.complaints.observed_complaints", "pot", start=days[0], end=days[1])
        given: dict[str, Any] = {"date_from": days[0], "date_to": days[1], "alpha": alpha}
        split = segment if segment not in (None, OVER_TIME, base.place) else None
        given |= {"dimensions": [split.removesuffix("_")]} if split else {}
        found = replace(found, steps=[read, *found.steps], parameters=given)
        return exploration(pot, found, template=TEMPLATE, language=spoken, level=level, min_n=min_n)


View = Callable[[DataPot, ObservedComplaints, str | None, float, dict[str, Any]], Found]


def _views(observed: ObservedComplaints) -> dict[str | None, View]:
    """Return what can be looked at: causes, places, other columns, time."""
    views: dict[str | None, View] = {None: _by_cause}
    if observed.places > 1 and observed.exposure.by_place(observed.place):
        views[observed.place] = _by_place
    for name in observed.dimensions:
        if name != observed.cause and observed.causes > 1:
            views.setdefault(name, partial(_by_other, name))
    if complaint_chart(observed) is not None:
        views[OVER_TIME] = _over_time
    return views


def _by_cause(
    pot: DataPot, observed: ObservedComplaints, cause: str | None, alpha: float, options: dict[str, Any]
) -> Found:
    """Rank the causes."""
    by, customer = observed.cause, observed.customer or None
    table = in_words(pareto(observed.frame, cause=by, customer=customer, **options))
    said = in_sentences(narrative.pareto_finding(observed, table, owners=owners_of(pot)))
    draw = partial(plots.pareto, table, cause=by, title=narrative.pareto_title(table, by))
    made = call("cx.complaints.pareto", "observed.frame", cause=by, customer=customer, **options)
    columns = (by, "estimate", "low", "high", "cumulative", "rank_best", "rank_worst", "complaints", "note")
    return Found(table, said, draw, [f"table = {made}"], there(table, columns))


def _by_place(
    pot: DataPot, observed: ObservedComplaints, cause: str | None, alpha: float, options: dict[str, Any]
) -> Found:
    """Compare rates of each place with those of all others."""
    found = rates_by_place(observed, **options)
    assert found is not None  # views ask whether places can be compared
    table = in_words(found)
    chosen = table[table[observed.cause] == (cause or "")]
    told = table if cause is None else chosen
    said = in_sentences(narrative.group_findings(observed, told, owners=owners_of(pot), alpha=alpha))
    text = narrative.groups_text(observed, told, None, alpha=alpha)
    shown = chosen.rename(columns={"complaints": "n"})
    draw = partial(
        plots.estimates, shown, group=observed.place, label=narrative.rate_label(observed),
        title=narrative.places_title(observed, shown, alpha=alpha),
    )  # fmt: skip
    steps = ["table = " + call("cx.complaints.rates_by_place", "observed", **options)]
    columns = (observed.cause, observed.place, "estimate", "low", "high", "ratio", "p_adjusted", "complaints",
               "note")  # fmt: skip
    return Found(table, together(said, text), draw if len(shown) else None, steps, there(table, columns))


def _by_other(
    column: str,
    pot: DataPot,
    observed: ObservedComplaints,
    cause: str | None,
    alpha: float,
    options: dict[str, Any],
) -> Found:
    """Show which causes come with which values of another column."""
    asked = {"cause": observed.cause, "customer": observed.customer or None, "correction": "holm", **options}
    table = in_words(cause_by_driver(observed.frame, [column], **asked))
    said = in_sentences(narrative.driver_findings(observed, table, alpha=alpha))
    text = narrative.drivers_text(table, [column], alpha=alpha)
    shown = table[table["estimate"].notna()].nlargest(MOST_DRAWN, "estimate")
    draw = partial(
        plots.estimates, shown.assign(low=float("nan"), high=float("nan"), n=shown["complaints"]),
        group=[observed.cause, "category"], reference=0, unit="points", label=_("Adjusted residual"),
        title=_("What comes together more often than expected"),
        marked=(shown["p_adjusted"] <= alpha).tolist(),
    )  # fmt: skip
    made = call("cx.complaints.cause_by_driver", "observed.frame", written([column]), **asked)
    columns = (
        observed.cause,
        "category",
        "complaints",
        "expected_complaints",
        "estimate",
        "p_adjusted",
        "note",
    )
    figure = draw if len(shown) else None
    return Found(table, together(said, text), figure, [f"table = {made}"], there(table, columns))


def _over_time(
    pot: DataPot, observed: ObservedComplaints, cause: str | None, alpha: float, options: dict[str, Any]
) -> Found:
    """Draw the control chart."""
    given = {"cause": cause, "min_n": options["min_n"]}
    chart = complaint_chart(observed, cause=cause or "", min_n=options["min_n"])
    steps = ["chart = " + call("cx.complaints.complaint_chart", "observed", **given), "table = chart.table"]
    if chart is None:
        said = Markup("<p>{}</p>").format(_("The months chosen are too few for a control chart."))
        return Found(pd.DataFrame(), said, None, steps, ())
    label = narrative.rate_label(observed, of=cause or "")
    draw = partial(
        plots.control_chart, chart.table, time=chart.time, label=label, title=narrative.chart_title(chart)
    )
    columns = (chart.time, "estimate", "centre", "low", "high", "complaints", "signal", "note")
    return Found(chart.table, together(narrative.chart_text(chart)), draw, steps, there(chart.table, columns))


def _base(pot: DataPot, spoken: str) -> ObservedComplaints:
    return kept(pot, ("complaints", spoken), lambda: coded(observed_complaints(pot)))


def _cut(
    pot: DataPot, spoken: str, base: ObservedComplaints, period: tuple[Any, Any] | None
) -> tuple[ObservedComplaints, tuple[str | None, str | None]]:
    """Return the complaints of a period: whole months from memory, other days read anew."""
    if period is None or base.first is None or base.last is None:
        return base, (None, None)
    first = max(base.first, pd.Timestamp(period[0] or base.first).normalize())
    last = min(base.last, pd.Timestamp(period[1] or base.last).normalize())
    days = days_of((first, last))
    if whole_months(first, last, base.last):
        return of_months(base, first, last), days
    read = partial(observed_complaints, pot, start=days[0], end=days[1])
    return kept(pot, ("complaints", spoken, days), lambda: coded(read())), days


def _causes(observed: ObservedComplaints) -> list[str]:
    return sorted(map(str, observed.frame[observed.cause].unique()))


def _fits(pot: DataPot) -> bool:
    """Tell whether there is a table of complaints with a column of causes."""
    name = next((one for one in TABLES if one in pot), "")
    if not name:
        return False
    there = set(pot.prepared(name).frame.columns)
    return bool(there & {*CAUSES, *pot.role(name).segments})


def _controls(pot: DataPot) -> list[Control]:
    observed = _base(pot, current())
    every = kept(pot, ("views of complaints", current()), lambda: _views(observed))
    views = [name for name in every if name not in (None, OVER_TIME)]
    named = [(name, value) for name, value in trait_options(views)]
    shown = [(_("causes"), None), *named]
    shown += [(_("over time"), OVER_TIME)] if OVER_TIME in every else []
    causes = [(_("all"), None), *((name, name) for name in _causes(observed))]
    controls: list[Control] = [Choice("segment", _("Show"), shown)]
    if observed.first is not None and observed.last is not None:
        controls.append(Months("period", observed.first, observed.last))
    return [
        *controls,
        Choice("cause", _("Cause (places, over time)"), causes),
        Choice("alpha", _("False alarms"), [(percent(one, 0), one) for one in (0.01, 0.05, 0.001)]),
        Choice("level", _("Confidence level"), level_options()),
    ]


COMPLAINTS = Explorer("complaints", N_("Complaints"), explore_complaints, _controls, _fits)
