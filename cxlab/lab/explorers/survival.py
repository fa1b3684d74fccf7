"""Survival: how long customers stay, and whether groups differ."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from cxlab import plots
from cxlab.engine import Counted, counted_once
from cxlab.lab.code import call
from cxlab.lab.controls import Choice, Control, Explorer, Months
from cxlab.lab.cube import kept, recent
from cxlab.lab.cubes.lifetimes import COUNT, LifetimeCube
from cxlab.lab.exploration import Exploration
from cxlab.lab.explorers.shared import Found, days_of, exploration, require, require_segment, there, together
from cxlab.lab.words import in_sentences, level_options, pot_language
from cxlab.language import N_, _, current, using
from cxlab.loaders import DataPot
from cxlab.survival import FollowUp, median_survival, observed_customers, survival_compare, survival_curve
from cxlab.templates import churn_survival as narrative
from cxlab.text import Text

__all__ = ["SURVIVAL", "explore_survival"]

TEMPLATE = "churn_survival"
TOLD = [6.0, 12.0, 24.0, 36.0]
"""Tenures in months at which the curve is read aloud."""
YEAR = [12.0]
POINTS = 200
COLUMNS = ("time", "estimate", "low", "high", "at_risk", "events", "n", "note")


def explore_survival(
    pot: DataPot,
    *,
    segment: str | None = None,
    period: tuple[Any, Any] | None = None,
    method: str = "log-rank",
    interval: str = "log-log",
    level: float = 0.95,
    min_n: int = 5,
    language: str | None = None,
) -> Exploration:
    """Look at how long customers stay: all, or the groups of a trait.

    Parameters
    ----------
    pot
        With customers whose tenure is known.
    segment
        Trait of the customers whose groups are compared; None shows the curve of all.
    period
        First and last day of observation: ends of contracts outside are not looked at. None: as the dates
        say.
    method
        Test whether groups differ: "log-rank", or "gehan" and "tarone-ware", which look at early tenures.
    interval
        Of the curve: "log-log" or "plain".
    level
        Confidence level.
    min_n
        Groups of fewer customers are suppressed.
    language
        "en" or "de"; by default the pot's.

    Returns
    -------
    Exploration
        The table is `cxlab.survival_curve` at 6, 12, 24 and 36 months, by segment its groups; the sentences
        are those of the template churn_survival.

    Raises
    ------
    BadPot
        Nobody's tenure is known.
    UnknownName
        There is no such trait.

    Examples
    --------
    >>> import cxlab as cx
    >>> found = explore_survival(cx.open_pot("telco_ibm"), segment="contract", language="en")
    >>> found.table.groupby("contract")["estimate"].min().idxmin()
    'Month-to-month'
    """
    spoken = language or pot_language(pot)
    with using(spoken):
        require(
            _fits(pot), Text("the pot {name} does not say who was a customer for how long", name=pot.name)
        )
        base = _base(pot, spoken, None)
        require_segment(segment, base.traits)
        first, last = days_of(period)
        options: dict[str, Any] = {"min_n": min_n, "level": level}
        rows, counted = recent(
            pot, ("lifetimes", spoken), (segment, first, last), partial(_data, pot, spoken, segment, period)
        )
        data = rows.frame
        curves = {**options, **counted, "interval": interval}
        with counted_once(rows):
            told = survival_curve(data, by=segment, times=TOLD, **curves)
            line = survival_curve(data, by=segment, times=_to_draw(data), **curves)
            said = (
                _by_group(data, segment, told, line, {"test": method, "min_n": min_n, **counted})
                if segment
                else _overall(data, told, line, {**options, **counted}, ruled=base.follow_up.set_by_rule)
            )
        steps = _steps(segment, base, first, last, {**options, "interval": interval}, method)
        columns = there(told, (*([segment] if segment else []), *COLUMNS))
        given = {"traits": [segment] if segment else [], "observed_from": first, "observed_until": last}
        found = Found(told, *said, steps=steps, columns=columns, parameters=given)
        return exploration(pot, found, template=TEMPLATE, language=spoken, level=level, min_n=min_n)


@dataclass(frozen=True)
class _Base:
    """Who was followed, and the same as numbers; no cube where customers have several contracts."""

    follow_up: FollowUp
    cube: LifetimeCube | None
    traits: list[str]
    cluster: str | None


def _base(pot: DataPot, spoken: str, period: tuple[Any, Any] | None) -> _Base:
    days = days_of(period)
    found: _Base = kept(pot, ("customers", spoken, days), partial(_base_of, pot, days))
    return found


def _base_of(pot: DataPot, days: tuple[str | None, str | None]) -> _Base:
    followed = observed_customers(pot, observed_from=days[0], observed_until=days[1])
    traits, cluster = followed.groupings, followed.cluster
    cube = None if cluster else LifetimeCube.of(followed, traits)
    return _Base(followed, cube, traits, cluster)


def _data(
    pot: DataPot, spoken: str, segment: str | None, period: tuple[Any, Any] | None
) -> tuple[Counted, dict[str, Any]]:
    """Return lifetimes and how they are to be counted: from numbers in memory where that gives the same."""
    base = _base(pot, spoken, None)
    if base.cube is None or (period is not None and base.follow_up.kind != "dates"):
        whole = _base(pot, spoken, period)
        return Counted(whole.follow_up.usable), {"cluster": whole.cluster}
    first, last = (None if one is None else pd.Timestamp(one) for one in period or (None, None))
    lifetimes = base.cube.counted(segment, first=first, last=last)
    return Counted(lifetimes), {"weight": COUNT, "weight_type": "replicates"}


def _to_draw(data: pd.DataFrame) -> list[float]:
    """Return the tenures that a curve is drawn at: as many as can be told apart on a screen."""
    longest = float(data["duration"].max()) if len(data) else 0.0
    return np.linspace(0.0, longest, POINTS).tolist() if longest > 0 else [0.0]


def _overall(
    data: pd.DataFrame, told: pd.DataFrame, line: pd.DataFrame, options: dict[str, Any], *, ruled: bool
) -> tuple[Markup, Any]:
    median = median_survival(data, **options)
    draw = partial(plots.survival, line, title=narrative.curve_title(told))
    return together(narrative.curve(told, median, ruled=ruled)), draw


def _by_group(
    data: pd.DataFrame, segment: str, told: pd.DataFrame, line: pd.DataFrame, options: dict[str, Any]
) -> tuple[Markup, Any]:
    test = survival_compare(data, by=segment, **options).iloc[0]
    trait = pd.Series(
        {"trait": segment, "p": test["p"], "p_adjusted": test["p"]}
    )  # one test: nothing to correct
    at = told[told["time"].isin(YEAR)]
    found = in_sentences(narrative.groups_found(trait, at, modelled=False))
    said = together(found, narrative.groups(trait, at))
    draw = partial(plots.survival, line, group=segment, title=narrative.groups_title(trait, at))
    return said, draw


def _steps(
    segment: str | None,
    base: _Base,
    first: str | None,
    last: str | None,
    options: dict[str, Any],
    method: str,
) -> list[str]:
    """Return the code: the follow-up, the curve, and with groups the test."""
    given = {"observed_from": first, "observed_until": last}
    cluster = base.cluster
    curve = call("cx.survival_curve", "customers", by=segment, times=TOLD, cluster=cluster, **options)
    lines = [
        "customers = " + call("cx.survival.observed_customers", "pot", **given) + ".usable",
        f"table = {curve}",
    ]
    if segment:
        compared = {"by": segment, "test": method, "cluster": cluster, "min_n": options["min_n"]}
        lines.append("test = " + call("cx.survival_compare", "customers", **compared))
    return lines


def _fits(pot: DataPot) -> bool:
    """Tell whether there are dates, tenures or purchases; what they say is asked when they are shown."""
    if "customers" not in pot:
        return False
    there = set(pot.prepared("customers").frame.columns)
    return {"signup_date", "end_date"} <= there or "tenure_months" in there or "orders" in pot


def _controls(pot: DataPot) -> list[Control]:
    base = _base(pot, current(), None)
    named = [(narrative.trait_name(name), name) for name in base.traits]
    controls: list[Control] = [Choice("segment", _("Compare by"), [(_("all together"), None), *named])]
    if base.follow_up.kind == "dates" and base.follow_up.days:
        controls.append(Months("period", *base.follow_up.days))
    tests = [(_("log-rank"), "log-rank"), (_("early tenures (Gehan)"), "gehan"),
             (_("early tenures (Tarone and Ware)"), "tarone-ware")]  # fmt: skip
    return [
        *controls,
        Choice("method", _("Test"), tests),
        Choice("interval", _("Interval"), [(_("log-log"), "log-log"), (_("plain"), "plain")]),
        Choice("level", _("Confidence level"), level_options()),
    ]


SURVIVAL = Explorer("survival", N_("How long customers stay"), explore_survival, _controls, _fits)
