"""The funnel: who reaches which step, where most are lost, and which group gets stuck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
from markupsafe import Markup

from cxlab import plots
from cxlab.engine import EventLog, event_log
from cxlab.journey import (
    Funnel,
    funnel,
    suggest_exits,
    suggest_steps,
    suggest_window,
    usual_days,
    with_owners,
)
from cxlab.journey.funnel.tables import RESERVED
from cxlab.lab.code import call, written
from cxlab.lab.controls import Choice, Control, Explorer, Months, Number, Several
from cxlab.lab.cube import kept
from cxlab.lab.exploration import Exploration
from cxlab.lab.explorers.arguments import twin
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
from cxlab.lab.words import correction_options, in_sentences, level_options, pot_language, trait_options
from cxlab.language import N_, _, using
from cxlab.loaders import DataPot
from cxlab.results import label
from cxlab.templates import journey_funnel as narrative
from cxlab.text import Text

__all__ = ["FUNNEL", "explore_funnel"]

TEMPLATE = "journey_funnel"
NEEDED = ("customer_id", "event", "timestamp")
MOST_GROUPS = 12
LONGEST = 3650.0
COLUMNS = ("name", "entered", "reached", "share_of_first", "share_of_previous", "mature", "incidence",
           "median_days", "note")  # fmt: skip


@twin()
def explore_funnel(
    pot: DataPot,
    *,
    segment: str | None = None,
    period: tuple[Any, Any] | None = None,
    steps: Sequence[str] = (),
    window_days: float | None = None,
    method: str = "first",
    correction: str = "holm",
    level: float = 0.95,
    min_n: int = 5,
    language: str | None = None,
) -> Exploration:
    """Look at how many customers get from step to step: all, or group by group.

    Parameters
    ----------
    pot
        With events of customers.
    segment
        Column of the events whose groups are compared, by its value at the entry; None tells of all.
    period
        First and last day on which a journey may begin, both included; None takes all.
    steps
        Events in their order; empty: those that the data suggest.
    window_days
        Longest time from entry to a step; None: as the data suggest.
    method
        Which entries count: "first", "any" or "every".
    correction
        For several comparisons: "holm", "bh" or "none".
    level
        Confidence level.
    min_n
        Groups and steps of fewer customers are suppressed.
    language
        "en" or "de"; by default the pot's.

    Returns
    -------
    Exploration
        The table is that of `cxlab.funnel`; the sentences are those of the template journey_funnel.

    Raises
    ------
    BadPot
        The pot holds no events in which a way could be found.
    UnknownName
        It has no such segment.

    Examples
    --------
    >>> import cxlab as cx
    >>> found = explore_funnel(cx.open_pot("nordlicht"), segment="channel", language="en")
    >>> "mobile" in found.sentence
    True
    """
    require(_fits(pot), Text("the pot {name} has no events of customers in a table events", name=pot.name))
    spoken = language or pot_language(pot)
    with using(spoken):
        way = _way(pot, spoken)
        require_segment(segment, way.groups)
        chosen, (first, last) = list(steps) or way.steps, days_of(period)
        rules: dict[str, Any] = {"window": window_days or way.window, "entry": method, "exits": way.exits}
        rules |= {"by": segment, "entry_from": first, "entry_to": last, "correction": correction}
        rules |= {"level": level, "min_n": min_n}
        log, end = kept(pot, ("events", spoken, segment), partial(_log, pot, way, segment))
        result = funnel(log, chosen, **rules, observed_until=end)
        said = _by_group(pot, result, segment) if segment else _overall(pot, result)
        given = {"steps": chosen, "window_days": rules["window"], "entry": method, "exits": way.exits}
        given |= {"group": segment or "", "entry_from": first, "entry_to": last}
        made = "found = " + call("cx.funnel", 'pot["events"]', written(chosen), **rules)
        columns = there(result.table, (*([segment] if segment else []), *COLUMNS))
        found = Found(
            result.table, *said, steps=[made, "table = found.table"], columns=columns, parameters=given
        )
        return exploration(pot, found, template=TEMPLATE, language=spoken, level=level, min_n=min_n)


@dataclass(frozen=True)
class _Way:
    """What the data say of the way of customers, asked once."""

    steps: list[str]
    exits: list[str]
    window: float
    groups: list[str]
    days: tuple[pd.Timestamp, pd.Timestamp]


def _way(pot: DataPot, spoken: str) -> _Way:
    found: _Way = kept(pot, ("way", spoken), partial(_way_of, pot))
    return found


def _way_of(pot: DataPot) -> _Way:
    events = pot["events"]
    proposed = suggest_steps(events, min_n=1)
    steps = proposed.loc[proposed["role"] != "consequence", "event"].tolist()
    exits = suggest_exits(events, steps=steps)["event"].tolist()
    window = suggest_window(events, steps, fallback=usual_days(pot).window).days
    times = events["timestamp"].dropna()
    ends = tuple(pd.Timestamp(one).tz_localize(None).normalize() for one in (times.min(), times.max()))
    groups = [str(name) for name in events if name not in (*NEEDED, *RESERVED) and _tells_apart(events[name])]
    return _Way(steps, exits, window, groups, (ends[0], ends[1]))


def _tells_apart(values: pd.Series) -> bool:
    """Tell whether a column holds a few words."""
    words = not pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_datetime64_any_dtype(values)
    return words and 2 <= values.nunique() <= MOST_GROUPS


def _log(pot: DataPot, way: _Way, segment: str | None) -> tuple[EventLog, pd.Timestamp]:
    """Return the events that matter, sorted, and when observation ended: with the last event of all."""
    names = dict(zip(("case", "event", "time"), NEEDED, strict=True))
    log = event_log(pot["events"], **names, value=segment)
    last = pd.Timestamp(int(log.time.max()), unit="us")
    end = last if log.zone is None else last.tz_localize("UTC").tz_convert(log.zone)
    return log.named([*way.steps, *way.exits]), end


def _overall(pot: DataPot, result: Funnel) -> tuple[Markup, Any]:
    owners = _owners(pot, result)
    said = [*narrative.narrowest(result, owners=owners), *narrative.reach(result)]
    draw = partial(plots.funnel, result.table, title=narrative.title("funnel", result))
    return together(in_sentences(said), narrative.disagreement(result)), draw


def _by_group(pot: DataPot, result: Funnel, segment: str) -> tuple[Markup, Any]:
    said = narrative.groups(result, by=segment, owners=_owners(pot, result))
    shown = narrative.stuck_first(result, by=segment)
    draw = partial(plots.funnel, shown, by=segment, title=narrative.title("groups", result, group=segment))
    return together(in_sentences(said), narrative.nobody_stuck(result)), draw


def _owners(pot: DataPot, result: Funnel) -> pd.DataFrame | None:
    processes = owners_of(pot)
    if processes is None:
        return None
    named = result.table[["name"]].rename(columns={"name": "event"}).drop_duplicates()
    return with_owners(named, processes)


def _fits(pot: DataPot) -> bool:
    return "events" in pot and set(NEEDED) <= set(pot.prepared("events").frame.columns)


def _controls(pot: DataPot) -> list[Control]:
    from cxlab.language import current

    way = _way(pot, current())
    entries = [(_("the first one"), "first"), (_("any"), "any"), (_("each one"), "every")]
    return [
        Choice("segment", _("Compare by"), [(_("all together"), None), *trait_options(way.groups)]),
        Months("period", *way.days),
        Several("steps", _("Steps"), [(label(step), step) for step in way.steps], chosen=way.steps),
        Number("window_days", _("Days for the way"), chosen=way.window, low=0.1, high=LONGEST),
        Choice("method", _("Entries that count"), entries),
        Choice("correction", _("Correction"), correction_options()),
        Choice("level", _("Confidence level"), level_options()),
    ]


FUNNEL = Explorer("funnel", N_("Funnel"), explore_funnel, _controls, _fits)
