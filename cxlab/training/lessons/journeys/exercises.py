"""The exercises of lesson 4 and the errors that people make in them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd

from ....journey import funnel, suggest_window
from ....language import N_
from ...exercise import Exercise, Misconception
from .data import ONLINE_WINDOW, PORTAL_WINDOW, STEPS, TAKEN, Data

__all__ = ["EXERCISES"]

ONLINE, PORTAL, COUNTER = ["application", "contract"], ["quote", "contract"], ["advice", "contract"]


@lru_cache(maxsize=2)
def _site(data: Data) -> pd.DataFrame:
    table = funnel(data.site, STEPS, window=30, observed_until=TAKEN).table.set_index("name")
    return table.assign(lost=table["reached"].shift() - table["reached"]).iloc[1:]


@lru_cache(maxsize=2)
def _when(data: Data) -> pd.DataFrame:
    """Return when each customer applied and signed."""
    return data.online.pivot_table("timestamp", "customer_id", "event", aggfunc="first")


@lru_cache(maxsize=2)
def _window(data: Data) -> int | float:
    return suggest_window(data.online, ONLINE).days


def _signed_after(data: Data) -> pd.Series:
    """Return the days from application to contract of all who have signed so far."""
    after: pd.Series = _when(data)["contract"] - _when(data)["application"]
    return after.dropna().dt.total_seconds() / 86_400


@lru_cache(maxsize=2)
def _online(data: Data) -> pd.Series:
    return funnel(data.online, ONLINE, window=ONLINE_WINDOW, observed_until=TAKEN).table.iloc[-1]


def _without_running(data: Data) -> float:
    when = _when(data)
    over = when["application"] <= TAKEN - pd.Timedelta(days=ONLINE_WINDOW)
    return float(when.loc[over | when["contract"].notna(), "contract"].notna().mean())


def _last_month(data: Data) -> float:
    counts = data.online.loc[data.online["timestamp"] >= "2025-06-01", "event"].value_counts()
    return float(counts["contract"] / counts["application"])


@lru_cache(maxsize=8)
def _portal(data: Data, entry: str) -> float:
    table = funnel(data.portal, PORTAL, window=PORTAL_WINDOW, entry=entry, observed_until=TAKEN).table
    return float(table["share_of_first"].iloc[-1])


def _portal_rows(data: Data) -> float:
    counts = data.portal["event"].value_counts()
    return float(counts["contract"] / counts["quote"])


def _ever_signed(data: Data) -> float:
    signed = data.portal.loc[data.portal["event"] == "contract", "customer_id"]
    return float(signed.nunique() / data.portal["customer_id"].nunique())


@lru_cache(maxsize=8)
def _counter(data: Data, **rules: Any) -> int:
    table = funnel(data.counter, COUNTER, window=30, observed_until=TAKEN, **rules).table
    return int(table["reached"].iloc[-1])


EXERCISES = (
    Exercise(
        name="journeys-1",
        kind="names",
        right=lambda data: [_site(data)["share_of_previous"].idxmin()],
        hints=(
            N_("Not how many are lost: of how many?"),
            N_("`cx.funnel(data.site, steps, window=30).table` has one row per step."),
            N_(
                "Compare `share_of_previous` over the steps; the first row, where everybody enters, does not count."
            ),
        ),
        explains=N_(
            "Only {share:.0%} of those one step before get through. The redesign of the quote would have repaired the "
            "step that loses the most heads, not the one where customers get stuck."
        ),
        values=lambda data: {"share": float(_site(data)["share_of_previous"].min())},
        misconceptions=(
            Misconception(
                "most_heads",
                lambda data: [_site(data)["lost"].idxmax()],
                N_(
                    "That is the step which loses the most heads. It stands near the beginning, where there are most "
                    "people to lose; of those who were there, a larger share gets through than elsewhere."
                ),
            ),
            Misconception(
                "last_step",
                lambda data: [_site(data)["share_of_first"].idxmin()],
                N_(
                    "That is the step with the smallest share of all who entered. The last step always has it, "
                    "because all losses before it are in that share."
                ),
            ),
        ),
    ),
    Exercise(
        name="journeys-2",
        kind="number",
        tolerance=0.4,
        right=_window,
        hints=(
            N_("Half of those who sign have done so after the median. And the other half?"),
            N_("A window should hold nearly all who get there, but not wait for the last straggler."),
            N_('`cx.suggest_window(data.online, ["application", "contract"])` has the attribute `days`.'),
        ),
        explains=N_(
            "Half of them sign within {median:.0f} days, but the slower half counts as well. The longest took "
            "{longest:.0f} days: waiting for such a one would cost you months."
        ),
        values=lambda data: {
            "median": float(_signed_after(data).median()),
            "longest": float(_signed_after(data).max()),
        },
        misconceptions=(
            Misconception(
                "median",
                lambda data: float(_signed_after(data).median()),
                N_(
                    "That is the median time to the contract: such a window cuts off half of all who sign, and the "
                    "rate would measure how fast they are."
                ),
            ),
            Misconception(
                "mean",
                lambda data: float(_signed_after(data).mean()),
                N_(
                    "That is the mean time to the contract. About two in five of those who sign take longer and "
                    "would be counted as lost."
                ),
            ),
            Misconception(
                "ninety_percent",
                lambda data: float(_signed_after(data).quantile(0.9)),
                N_(
                    "Within that time nine of ten have signed. The tenth would be lost by your rule, not by their "
                    "choice, and a slower channel would look worse for nothing."
                ),
            ),
            Misconception(
                "longest",
                lambda data: float(_signed_after(data).max()),
                N_(
                    "That is the longest time that ever occurred: a file that lay forgotten. With such a window "
                    "you may speak about a campaign only months after its end."
                ),
            ),
        ),
    ),
    Exercise(
        name="journeys-3",
        kind="share",
        tolerance=0.004,
        right=lambda data: float(_online(data)["mature"]),
        hints=(
            N_("A customer who applied last week can hardly have a contract yet. Is that customer lost?"),
            N_('`cx.funnel(data.online, ["application", "contract"], **rules).table` has three shares.'),
            N_("You need the last row and the column of those whose window has passed."),
        ),
        explains=N_(
            "The dashboard's {plain:.0%} counts everybody as lost who applied in the last weeks. The incidence, which "
            "uses all applications, comes to {incidence:.0%}. Nothing speaks against the campaign."
        ),
        values=lambda data: {
            "plain": float(_online(data)["share_of_first"]),
            "incidence": float(_online(data)["incidence"]),
        },
        misconceptions=(
            Misconception(
                "running_counted_as_lost",
                lambda data: float(_online(data)["share_of_first"]),
                N_(
                    "That is the figure of the dashboard: all applications, those of yesterday too. It counts every "
                    "running application as lost, and the more new ones a campaign brings, the lower it falls."
                ),
            ),
            Misconception(
                "running_left_out",
                _without_running,
                N_(
                    "You left out the applications that are still running, but kept the recent ones that are signed "
                    "already. So the quick ones are in and the slow ones are not: far too good."
                ),
            ),
            Misconception(
                "same_month",
                _last_month,
                N_(
                    "You divided the contracts of June by the applications of June. They belong to different "
                    "customers: most contracts of June were applied for before, most applications of June get theirs "
                    "later."
                ),
            ),
        ),
    ),
    Exercise(
        name="journeys-4",
        kind="share",
        tolerance=0.004,
        right=lambda data: _portal(data, "any"),
        hints=(
            N_("A customer signs after the second quote: does that count, and how often?"),
            N_("The argument `entry` says which quotes begin a journey."),
            N_(
                '`cx.funnel(data.portal, ["quote", "contract"], entry=..., **rules)`: `"first"`, `"any"` or `"every"`?'
            ),
        ),
        explains=N_(
            "By their first quote alone it would have been {first:.0%}. Many of the tourists come back weeks later "
            "and sign: whoever stops paying the portal after the first visit loses them."
        ),
        values=lambda data: {"first": _portal(data, "first")},
        misconceptions=(
            Misconception(
                "first_quote_only",
                lambda data: _portal(data, "first"),
                N_(
                    "You counted by the first quote only. Customers who come back weeks later and sign then are "
                    "counted as lost, although the portal has won them."
                ),
            ),
            Misconception(
                "attempts",
                lambda data: _portal(data, "every"),
                N_(
                    "That is the share of attempts. A customer who comes twice and signs once counts as one success and one "
                    "failure; the question was about customers."
                ),
            ),
            Misconception(
                "rows",
                _portal_rows,
                N_(
                    "You divided contracts by quotes, row by row. A double click then counts as another customer who "
                    "did not sign, and the window plays no part at all."
                ),
            ),
            Misconception(
                "no_window",
                _ever_signed,
                N_(
                    "You counted everybody who ever signed. Some did so weeks after their last quote: outside the 14 "
                    "days, in which the portal can take the credit."
                ),
            ),
        ),
    ),
    Exercise(
        name="journeys-5",
        kind="number",
        right=lambda data: _counter(data, ties="sequence"),
        hints=(
            N_("What happens to a customer whose advice and contract bear the same date?"),
            N_("There is a number that tells their order; the argument is `ties`."),
            N_('`cx.funnel(data.counter, ["advice", "contract"], ties=..., **rules)`: which of the three?'),
        ),
        explains=N_(
            "Without the numbers of the till only {strict} would have been left: everybody who is advised and signs on "
            "the same day would have vanished. That is what the shops had complained about."
        ),
        values=lambda data: {"strict": _counter(data, ties="strict")},
        misconceptions=(
            Misconception(
                "same_day_lost",
                lambda data: _counter(data, ties="strict"),
                N_(
                    "You lost everybody who was advised and signed on the same day: with equal time stamps neither "
                    "event follows the other. For a shop that is the best case, not a failure."
                ),
            ),
            Misconception(
                "same_day_either_way",
                lambda data: _counter(data, ties="tolerance", tolerance="1h"),
                N_(
                    "You counted everybody with both events on one day, in either order. Some of them signed first "
                    "and asked for advice on the new phone afterwards."
                ),
            ),
            Misconception(
                "order_ignored",
                lambda data: _counter(data, order="any", ties="sequence"),
                N_(
                    "You counted everybody who has both events, in whatever order. Advice given days after the "
                    "contract cannot have brought it about."
                ),
            ),
        ),
    ),
)
