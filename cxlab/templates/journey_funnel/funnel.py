"""The funnel: how many get through, where most are lost, by which outcomes journeys end."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ...journey import Funnel
from ...language import _, ngettext, number, p_value, percent
from ...results import Finding
from .._html import fill, paragraph
from .words import lasting, limits, owned, words

__all__ = ["disagreement", "exits", "narrowest", "reach", "rising", "share_of_goal"]

_DAY = 86_400_000_000
_FEW = 30  # journeys: below that, a share says little


def share_of_goal(result: Funnel) -> tuple[float, float, float]:
    """Return the share that reaches the last step, as it is to be quoted, with its limits."""
    last, name = result.table.iloc[-1], result.trusted
    return float(last[name]), float(last[f"{name}_low"]), float(last[f"{name}_high"])


def reach(result: Funnel) -> list[Finding]:
    """Say how many of those who enter reach the last step within the window, and how fast."""
    first, last = result.table.iloc[0], result.table.iloc[-1]
    share, low, high = share_of_goal(result)
    if pd.isna(share) or pd.isna(first["entered"]) or pd.isna(last["reached"]):
        return []
    n, goal = int(first["entered"]), words(last["name"])
    text = _(
        "Of {n} customers who begin with {entry}, {share} reach <strong>{goal}</strong> within {window} "
        "({interval})."
    )
    sentence = fill(
        text, share=percent(share, 1), n=number(n), entry=words(first["name"]), goal=goal,
        window=_window(result), interval=limits(low, high, last["level"]),
    )  # fmt: skip
    if pd.notna(last.get("median_days")):
        half = fill(_("Half of them take {time} or less."), time=lasting(last["median_days"]))
        sentence = Markup(" ").join([sentence, half])
    return [
        Finding(
            finding="journey.reach", metric=result.headline, sentence=sentence, direction="neutral",
            certainty="shown", dimension="step", group=str(last["name"]), value=share, low=low, high=high,
            n=n, level=float(last["level"]), touchpoint=str(last["name"]),
        )
    ]  # fmt: skip


def narrowest(result: Funnel, *, owners: pd.DataFrame | None = None, ask: bool = True) -> list[Finding]:
    """Say at which step the smallest share goes on.

    Parameters
    ----------
    owners : DataFrame, optional
        event, process and owner of the steps.
    ask : bool
        Whether to advise asking those who stop; not where a group is known to get stuck there.
    """
    step = result.narrowest
    if step is None or not step.lost:
        return []
    text = _so_far(step.n) if not step.mature else _went_on(step.n)
    values = {"before": words(step.before), "name": words(step.name)}
    sentence = fill(
        text, **values, share=percent(step.share, 0), n=number(step.n), lost=number(step.lost),
        interval=limits(step.low, step.high, result.table["level"].iloc[0], 0),
    )  # fmt: skip
    if step.n < _FEW:
        sentence = Markup(" ").join([sentence, _("With so few journeys read the interval, not the share.")])
    left = result.exits
    if len(left) and left.loc[left["name"] == step.before, "n"].notna().any():
        said = _("Those who end with another outcome are among them.")
        sentence = Markup(" ").join([sentence, said])
    process, owner = owned(owners, step.name)
    action = fill(_("Ask customers who stop between {before} and {name} why."), **values) if ask else ""
    return [
        Finding(
            finding="journey.step", metric="funnel_share_of_previous", sentence=sentence,
            direction="weakness", certainty="shown" if step.certain else "likely", dimension="step",
            group=step.name, value=step.share, low=step.low, high=step.high, n=step.n,
            level=float(result.table["level"].iloc[0]), touchpoint=step.name, action=action,
            process=process, owner=owner,
        )
    ]  # fmt: skip


def disagreement(result: Funnel) -> Markup:
    """Say where mature share and incidence differ by more than chance, which one is quoted and why."""
    table = result.table
    wrong = table[table["p_agreement"] < 1 - table["level"]]
    if wrong.empty:
        return Markup("")
    row = wrong.iloc[-1]
    figures = fill(
        _("For <strong>{name}</strong> the share of journeys whose window has passed ({mature}) and the one "
          "that allows for unfinished journeys ({incidence}) differ by more than chance explains ({p})."),
        name=words(row["name"]), mature=percent(row["mature"], 1), incidence=percent(row["incidence"], 1),
        p=p_value(row["p_agreement"], prefix=True),
    )  # fmt: skip
    if result.trusted == "mature":
        why = _(
            "So newer journeys do not go as older ones did. Quoted is the share of those whose window has "
            "passed: it is known, but holds for the older journeys only."
        )
    else:
        why = _(
            "Hardly any recent journey is unfinished, so the data seems to hold journeys by when they ended; "
            "the oldest in it are then the slowest. Quoted is the share of all journeys, which holds if as "
            "many begin at all times."
        )
    return paragraph(figures, why)


def exits(result: Funnel, proposed: pd.DataFrame | None = None) -> Markup:
    """Say that journeys also end with other outcomes, which the figure counts, and where they are from."""
    if not result.exits["n"].notna().any():  # few took them
        return Markup("")
    head = _("These outcomes are neither the goal nor a loss on the way.")
    source = ""
    if proposed is not None and len(proposed):
        source = _(
            "They were taken from the data: their names say so, and little comes after them. The parameter "
            "“exits” can name others."
        )
    return paragraph(head, source)


def rising(result: Funnel) -> Markup:
    """Say which steps customers still come to when the window ends."""
    found: list[Any] = result.still_rising
    if not found:
        return Markup("")
    text = _(
        "When the window ends, more still arrive at {steps}: a longer window (parameter “window_days”) would "
        "count more of them."
    )
    return paragraph(fill(text, steps=", ".join(map(words, found))))


def _window(result: Funnel) -> str:
    return lasting(result.spec.window / _DAY)


def _went_on(n: int) -> str:
    return ngettext(
        "The narrowest step is <strong>{name}</strong>: of {n} customer who came to {before}, {share} go on "
        "({interval}); {lost} do not.",
        "The narrowest step is <strong>{name}</strong>: of {n} customers who came to {before}, {share} go on "
        "({interval}); {lost} do not.",
        n,
    )


def _so_far(n: int) -> str:
    return ngettext(
        "The narrowest step is <strong>{name}</strong>: of {n} customer who came to {before}, {share} have "
        "gone on so far ({interval}); {lost} have not, and some of them may still be under way.",
        "The narrowest step is <strong>{name}</strong>: of {n} customers who came to {before}, {share} have "
        "gone on so far ({interval}); {lost} have not, and some of them may still be under way.",
        n,
    )
