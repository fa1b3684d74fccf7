"""Values of a KPI in words: with its unit, with no more digits than its interval carries."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...language import _, interval, number, signed
from ...results import digits_of, metric_label, metric_of, written
from ...scorecard import people_better_off
from ..nps_analysis.periods import period_words

__all__ = [
    *("arrow_of", "changed", "kind_of", "limits", "name_of", "period_of", "target_words", "valued", "worth"),
]


def kind_of(metric: str) -> Any:
    """Return how values of a KPI are written."""
    known = metric_of(metric)
    return known.kind if known else "number"


def name_of(metric: str) -> str:
    """Return what a KPI is called."""
    return metric_label(metric)


def valued(metric: str, value: float, low: float | None = None, high: float | None = None) -> str:
    r"""Return a value of a KPI with its unit.

    Examples
    --------
    >>> valued("nps", 14.57, 6.9, 22.1), valued("csat", 0.674, 0.63, 0.72)
    ('14.6', '67.4%')
    >>> valued("first_response_hours", 11.77, 8.0, 12.7)
    '11.8\xa0h'
    """
    kind = kind_of(metric)
    text = written(value, kind, max(digits_of(kind, low, high), 0))
    return _("{x}\N{NO-BREAK SPACE}h").format(x=text) if kind == "hours" and pd.notna(value) else text


def limits(metric: str, low: float, high: float) -> str:
    """Return the interval of a KPI, "63.0% to 71.6%"; nothing where there is none."""
    if pd.isna(low) or pd.isna(high):
        return ""
    kind = kind_of(metric)
    return interval(low, high, max(digits_of(kind, low, high), 0), as_percent=kind == "share")


def changed(metric: str, change: float, low: float, high: float, *, sign: bool = True) -> str:
    r"""Return a change of a KPI with its unit: of shares in percentage points.

    Examples
    --------
    >>> changed("csat", -0.077, -0.132, -0.021), changed("nps", -5.7, -15.7, 4.2, sign=False)
    ('−7.7\xa0points', '5.7')
    """
    kind = kind_of(metric)
    scale = 100 if kind == "share" else 1
    digits = max(digits_of("share_difference" if kind == "share" else kind, low, high), 0)
    value = scale * (change if sign else abs(change))
    text = signed(value, digits) if sign else number(value, digits)
    unit = {"share": _("{x}\N{NO-BREAK SPACE}points"), "hours": _("{x}\N{NO-BREAK SPACE}h")}.get(kind, "{x}")
    return unit.format(x=text)


def arrow_of(change: float) -> Any:
    """Return where a figure went."""
    return "up" if change > 0 else "down" if change < 0 else "flat"


def period_of(first: Any, last: Any) -> str:
    """Return what a period is called; nothing where there are no dates."""
    return "" if pd.isna(first) or pd.isna(last) else period_words(first, last)


def before_of(period: Any, versus: Any) -> str:
    """Return what the period before is called: from its first day to the day before the later one."""
    return period_words(versus, pd.Timestamp(period) - pd.Timedelta(days=1))


def target_words(metric: str, target: float, state: str) -> str:
    """Say whether a target is met, and whether that may be chance.

    Examples
    --------
    >>> target_words("csat", 0.7, "missed_open"), target_words("nps", 20, "missed")
    ('Target 70%: missed, statistically open', 'Target 20: missed')
    """
    level = plain(metric, target)
    return {
        "met": _("Target {target}: met"),
        "met_open": _("Target {target}: met, statistically open"),
        "missed": _("Target {target}: missed"),
        "missed_open": _("Target {target}: missed, statistically open"),
    }[state].format(target=level)


def plain(metric: str, value: float) -> str:
    r"""Return a round value as it was written down: 20, 70%, 24 h.

    Examples
    --------
    >>> plain("nps", 20.0), plain("csat", 0.725), plain("first_response_hours", 24)
    ('20', '72.5%', '24\xa0h')
    """
    kind = kind_of(metric)
    shown = round(100 * value if kind == "share" else value, 6)
    digits = next((places for places in range(3) if round(shown, places) == shown), 2)
    text = written(value, kind, digits)
    return _("{x}\N{NO-BREAK SPACE}h").format(x=text) if kind == "hours" else text


def worth(metric: str, gap: float, n: float) -> dict[str, Any]:
    """Return what a difference is worth in people, as fields of a finding; nothing where it counts none.

    Examples
    --------
    >>> worth("csat", -0.1, 50), worth("sus", 3.0, 50)
    ({'impact': -5.0, 'impact_metric': 'people_better_off'}, {})
    """
    moved = people_better_off(metric, gap, n)
    return {"impact": moved, "impact_metric": "people_better_off"} if pd.notna(moved) else {}
