"""What has become of the measures that were taken."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ...language import _, date, interval, number
from ...results import Finding, certainty_of, digits_of, direction_of
from .._html import fill, in_words, paragraph
from .words import changed, kind_of, name_of, target_words, valued, worth

__all__ = ["caution", "measure_findings"]


def measure_findings(effects: pd.DataFrame) -> list[Finding]:
    """Say how the KPI of every measure moved since it began, against untouched groups where there are any.

    Parameters
    ----------
    effects : DataFrame
        `cxlab.scorecard.measure_effects`.
    """
    parts = [part for _name, part in effects.groupby(["measure", "metric", "begin"], sort=False)]
    return [one for part in parts if (one := _of_measure(part.set_index("arm"))) is not None]


def caution(effects: pd.DataFrame) -> Markup | str:
    """Say what a comparison of before and after can show, and what it cannot."""
    if effects.empty:
        return ""
    told = effects[effects["estimate"].notna()]
    texts: list[Markup | str] = []
    if len(told):
        texts.append(
            _(
                "A change after a measure is no proof that the measure caused it: whatever else changed at "
                "the same time plays its part. Where only some customers were affected, the others show what "
                "would probably have happened anyway."
            )
        )
    return paragraph(*texts) if texts else ""


def _of_measure(arms: pd.DataFrame) -> Finding | None:
    own = arms.loc["touched"]
    if pd.isna(own["estimate"]):
        return None
    judged = arms.loc["difference"] if "difference" in arms.index else own
    metric = own["metric"]
    certainty = certainty_of(judged["p_adjusted"], judged["p"], level=judged["level"])
    others = arms.loc["untouched"] if "untouched" in arms.index else None
    known: dict[str, Any] = {}
    if pd.notna(own["target_value"]) and own["target_state"]:
        known["target"] = target_words(metric, own["target_value"], own["target_state"])
    return Finding(
        finding="scorecard.measure",
        metric=metric,
        sentence=_sentence(own, others, judged, certainty, known.get("target", "")),
        direction=direction_of(metric, judged["estimate"]),
        certainty=certainty,
        dimension=str(own["factor"]),
        group=str(own["group"]),
        period=f"{own['begin']:%Y-%m-%d}",
        value=float(own["value"]),
        value_versus=float(own["value_versus"]),
        estimate=float(judged["estimate"]),
        low=_float(judged["low"]),
        high=_float(judged["high"]),
        n=_count(own["n"]),
        p_adjusted=_float(judged["p_adjusted"]),
        level=float(own["level"]),
        owner=str(own["owner"]),
        **worth(metric, judged["estimate"], own["n"]),
    )


def _sentence(
    own: pd.Series, others: pd.Series | None, judged: pd.Series, certainty: str, target: str
) -> Markup:
    metric = own["metric"]
    who = f"{in_words(str(own['factor']))} {own['group']}" if own["factor"] else ""
    sure = {
        "shown": _("significant"),
        "likely": _("not significant once corrected for several measures"),
        "open": _("not significant"),
    }[certainty]
    first = fill(
        _(
            "<strong>{measure}</strong> ({who}since {begin}): {kpi} {value} in the "
            "{days} days after, {other} in the {days} days before"
        ),
        measure=own["measure"],
        who=f"{who}, " if who else "",
        begin=date(own["begin"]),
        kpi=name_of(metric),
        value=valued(metric, own["value"], own["value"], own["value"]),
        other=valued(metric, own["value_versus"], own["value"], own["value"]),
        days=number(int(own["days"])),
    )
    if others is None or judged is own:
        second = fill(
            _(' (change {change}<span class="evidence">, interval {limits}</span>; {sure}).'),
            change=changed(metric, own["estimate"], own["low"], own["high"]), limits=_limits(own), sure=sure,
        )  # fmt: skip
    else:
        second = fill(
            _("; all others {theirs} after {before} before. The difference between the two changes is "
              '{change} (<span class="evidence">interval {limits}; </span>{sure}).'),
            theirs=valued(metric, others["value"], others["value"], others["value"]),
            before=valued(metric, others["value_versus"], others["value"], others["value"]),
            change=changed(metric, judged["estimate"], judged["low"], judged["high"]),
            limits=_limits(judged),
            sure=sure,
        )  # fmt: skip
    return first + second + (f" {target}." if target else "")


def _limits(row: pd.Series) -> str:
    share = kind_of(row["metric"]) == "share"
    digits = max(
        digits_of("share_difference" if share else kind_of(row["metric"]), row["low"], row["high"]), 0
    )
    scale = 100 if share else 1
    return interval(scale * row["low"], scale * row["high"], digits)


def _float(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def _count(value: float) -> int | None:
    return None if pd.isna(value) else int(value)
