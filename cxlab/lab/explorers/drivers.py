"""Drivers of satisfaction: what matters most, and where it matters more."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
from markupsafe import Markup

from cxlab import plots
from cxlab.drivers import (
    driver_changes,
    importance_performance,
    item_matrix,
    key_drivers,
    overall_items,
    suggest_items,
)
from cxlab.lab.code import call, written
from cxlab.lab.controls import Choice, Control, Explorer, Months, Switch
from cxlab.lab.cube import kept, recent
from cxlab.lab.cubes.ratings import RatingCube
from cxlab.lab.exploration import Exploration
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
from cxlab.templates import satisfaction_drivers as narrative
from cxlab.text import Text

__all__ = ["DRIVERS", "SCORE", "answer_days", "answer_segments", "explore_drivers"]

TEMPLATE = "satisfaction_drivers"
SCORE = "nps"
CHANNELS = ("channel", "sales_channel")
RATINGS = "ratings"
MOST_GROUPS = 30
MOST_DRAWN = 12
"""Comparisons in a figure: the surest ones."""


def explore_drivers(
    pot: DataPot,
    *,
    segment: str | None = None,
    period: tuple[Any, Any] | None = None,
    weighted: bool = True,
    method: str = "johnson",
    correction: str = "holm",
    level: float = 0.95,
    min_n: int = 5,
    language: str | None = None,
) -> Exploration:
    """Look at what drives the willingness to recommend: for all, or compared between groups.

    Parameters
    ----------
    pot
        With answers (nps) and ratings of single aspects: columns sat_..., or a table ratings.
    segment
        Column whose groups are compared; None tells what matters to all.
    period
        First and last day of the answers, both included; None takes all.
    weighted
        Whether the pot's weights are used, where it has any.
    method
        Of the importance: "johnson" (relative weights) or "lmg" (Shapley shares, at most 12 aspects).
    correction
        For several comparisons: "holm", "bh" or "none".
    level
        Confidence level.
    min_n
        Aspects and groups of fewer people are suppressed.
    language
        "en" or "de"; by default the pot's.

    Returns
    -------
    Exploration
        By segment the table is `cxlab.drivers.driver_changes`, else that of `cxlab.key_drivers`; the
        sentences are those of the template satisfaction_drivers.

    Raises
    ------
    BadPot
        The pot holds no score with ratings.
    UnknownName
        It has no such segment.

    Examples
    --------
    >>> import cxlab as cx
    >>> found = explore_drivers(cx.open_pot("nordlicht"), language="en")
    >>> found.table["aspect"].iloc[0]
    'price'
    """
    require(
        _fits(pot), Text("the pot {name} has no answers (nps) with ratings of single aspects", name=pot.name)
    )
    spoken = language or pot_language(pot)
    with using(spoken):
        require_segment(segment, answer_segments(pot))
        role, items = pot.role("responses"), _items(pot)
        weight = role.weight if weighted else None
        cube = kept(pot, ("drivers", spoken, weight), partial(_cube, pot, items, weight))
        first, last = days_of(period)
        name = ("drivers", spoken, weight)
        answers = recent(pot, name, (first, last), lambda: cube.between(first, last))
        asked: dict[str, Any] = {
            "outcome": SCORE,
            "drivers": items,
            "weight": weight,
            "cluster": role.customer or role.cluster,
        }
        asked |= {"method": method, "min_n": min_n, "level": level}
        read = _reading(pot, first, last)
        found = (
            _overall(pot, answers, asked, correction, read)
            if segment is None
            else _compared(answers, asked, segment, correction, read)
        )
        given: dict[str, Any] = {
            "date_from": first,
            "date_to": last,
            "method": method,
            "correction": correction,
        }
        given |= {"segments": [segment] if segment else []}
        found = Found(found.table, found.sentence, found.figure, found.steps, found.columns, given)
        return exploration(pot, found, template=TEMPLATE, language=spoken, level=level, min_n=min_n)


def _overall(pot: DataPot, answers: Any, asked: dict[str, Any], correction: str, read: list[str]) -> Found:
    """Say what matters to all."""
    found = key_drivers(answers, bands=(6, 9), correction=correction, **asked)
    places = importance_performance(answers, **asked)
    owners = owners_of(pot)
    said = narrative.driver_findings(found, places, outcome=SCORE, owners=owners)
    sentence = together(in_sentences(said), narrative.explained(found), narrative.set_aside(found.table))
    even = 1 / max(len(asked["drivers"]), 1)
    draw = partial(
        plots.estimates, narrative.named(found.table), group="aspect", reference=even,
        marked=(found.table["low"] > even).tolist(), title=narrative.drivers_title(found.table),
        label=narrative.importance_label(), unit="share", reference_label=narrative.even_label(),
    )  # fmt: skip
    made = call("cx.key_drivers", "answers", bands=(6, 9), correction=correction, **asked)
    columns = ("aspect", "estimate", "low", "high", "rank", "rank_best", "rank_worst", "n", "note")
    steps = [*read, f"found = {made}", "table = found.table"]
    return Found(found.table, sentence, draw, steps, there(found.table, columns))


def _compared(answers: Any, asked: dict[str, Any], segment: str, correction: str, read: list[str]) -> Found:
    """Say what matters more in one group than in all others."""
    table = driver_changes(answers, by={segment: "rest"}, correction=correction, **asked)
    stable = narrative.stable(table)
    none = Markup("<p>{}</p>").format(_("The groups have too few ratings to be compared."))
    sentence = together(in_sentences(narrative.change_findings(table)), stable or none)
    drawn = narrative.named(in_points(table[table["estimate"].notna()].nsmallest(MOST_DRAWN, "p")))
    draw = partial(
        plots.estimates, drawn, group=["group", "aspect"], reference=0, unit="difference",
        label=narrative.importance_label(), title=_("Where aspects matter more or less than elsewhere"),
        marked=(drawn["p_adjusted"] < 1 - drawn["level"]).tolist(),
    )  # fmt: skip
    made = call("cx.drivers.driver_changes", "answers", by={segment: "rest"}, correction=correction, **asked)
    columns = (
        "group",
        "aspect",
        "value",
        "value_versus",
        "estimate",
        "low",
        "high",
        "p_adjusted",
        "n",
        "note",
    )
    figure = draw if len(drawn) else None
    return Found(table, sentence, figure, [*read, f"table = {made}"], there(table, columns))


def _cube(pot: DataPot, items: dict[str, str], weight: str | None) -> RatingCube:
    role, groups = pot.role("responses"), answer_segments(pot)
    return RatingCube.of(
        _answers(pot), outcome=SCORE, drivers=items, groups=groups, date=role.date, weight=weight,
        cluster=role.customer or role.cluster,
    )  # fmt: skip


def _answers(pot: DataPot) -> pd.DataFrame:
    """Return the answers with their ratings, which may be a table of their own."""
    answers = pot["responses"]
    if suggest_items(answers) or RATINGS not in pot:
        return answers
    return answers.merge(item_matrix(pot[RATINGS]), on="response_id", how="left")


def _reading(pot: DataPot, first: str | None, last: str | None) -> list[str]:
    """Return the lines of code that read the answers with their ratings."""
    lines = ["answers = " + call("pot.select", written("responses"), start=first, end=last)]
    if not suggest_items(pot["responses"]):
        lines.append("ratings = cx.drivers.item_matrix(" + 'pot["ratings"])')
        lines.append('answers = answers.merge(ratings, on="response_id", how="left")')
    return lines


def _items(pot: DataPot) -> dict[str, str]:
    """Return the aspects that are rated, without those that ask for the whole."""
    return kept(pot, "rated items", partial(_items_of, pot))


def _items_of(pot: DataPot) -> dict[str, str]:
    chosen = suggest_items(pot["responses"])
    if not chosen and RATINGS in pot:
        chosen = {str(name): str(name) for name in item_matrix(pot[RATINGS]).columns[1:]}
    whole = overall_items(chosen)
    return {aspect: name for aspect, name in chosen.items() if not {aspect, name} & set(whole)}


def answer_segments(pot: DataPot) -> list[str]:
    """Return the columns to compare by: those of the pot, channels, each with a few groups."""
    return kept(pot, "segments of answers", partial(_segments_of, pot))


def _segments_of(pot: DataPot) -> list[str]:
    answers, role = pot["responses"], pot.role("responses")
    named = dict.fromkeys([*role.segments, *(name for name in CHANNELS if name in answers)])
    return [name for name in named if 2 <= answers[name].nunique() <= MOST_GROUPS]


def answer_days(pot: DataPot) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """Return the first and the last day of the answers; None where they are not dated."""
    role = pot.role("responses")
    days = pot["responses"][role.date].dropna() if role.date else pd.Series(dtype="datetime64[ns]")
    if not len(days) or not pd.api.types.is_datetime64_any_dtype(days):
        return None
    first, last = (pd.Timestamp(one).tz_localize(None).normalize() for one in (days.min(), days.max()))
    return first, last


def _fits(pot: DataPot) -> bool:
    if "responses" not in pot or SCORE not in pot["responses"]:
        return False
    return bool(_items(pot)) and ("response_id" in pot["responses"] or bool(suggest_items(pot["responses"])))


def _controls(pot: DataPot) -> list[Control]:
    role = pot.role("responses")
    controls: list[Control] = [
        Choice("segment", _("Compare by"), [(_("all together"), None), *trait_options(answer_segments(pot))])
    ]
    days = answer_days(pot)
    if days:
        controls.append(Months("period", *days))
    if role.weight:
        controls.append(Switch("weighted", _("Weighted"), chosen=True))
    methods = [(_("relative weights (Johnson)"), "johnson"), (_("Shapley shares (LMG)"), "lmg")]
    return [
        *controls,
        Choice("method", _("Importance"), methods),
        Choice("correction", _("Correction"), correction_options()),
        Choice("level", _("Confidence level"), level_options()),
    ]


DRIVERS = Explorer("drivers", N_("Drivers of satisfaction"), explore_drivers, _controls, _fits)
