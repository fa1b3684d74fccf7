"""The exercises of lesson 5 and the errors that people make in them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd

from ....complaints import RootCauses, cause_rates, control_chart, link_findings
from ....complaints.root_causes import Bone, Evidence, Why
from ....language import N_
from ...exercise import Exercise, Misconception
from .data import BASE_WEEKS, WHYS, Data

__all__ = ["EXERCISES"]


@lru_cache(maxsize=2)
def _rates(data: Data) -> pd.DataFrame:
    table = cause_rates(data.complaints, data.customers, by="region", customer="customer_id")
    return table.set_index("region")


def _higher(data: Data) -> str:
    table = _rates(data)
    return str(table.index[(table["ratio"] > 1) & (table["p_adjusted"] < 0.05)][0])


def _of_higher(data: Data) -> dict[str, Any]:
    """Return the rate of the region that stands out, and that of all the others."""
    rate, ratio = _rates(data)[["estimate", "ratio"]].to_numpy(float)[_rates(data).index == _higher(data)][0]
    return {"rate": rate, "others": rate / ratio, "ratio": ratio}


def _small_region(data: Data) -> dict[str, Any]:
    region = _rates(data)["exposure"].idxmin()
    here = data.complaints.loc[data.complaints["region"] == region, "customer_id"].value_counts()
    return {"region": region, "most": int(here.iloc[0]), "n": int(here.sum())}


def _against(data: Data, other: str) -> float:
    """Return how the region that stands out compares with the others, done wrongly."""
    chosen = (_rates(data).index == _higher(data)).astype(bool)
    complaints, customers = _rates(data)[["complaints", "exposure"]].to_numpy(float).T
    rates = complaints / customers
    beside = {
        "counts": complaints[chosen] / complaints[~chosen].sum(),
        "total": rates[chosen] / (complaints.sum() / customers.sum()),
        "mean": rates[chosen] / rates[~chosen].mean(),
    }
    return float(beside[other][0])


def _signals(data: Data, **options: Any) -> list[int]:
    common: dict[str, Any] = {
        "time": "week",
        "value": "complaints",
        "baseline": (1, BASE_WEEKS),
        "rules": "limits",
    }
    return [int(week) for week in control_chart(data.weeks, **common, **options).signals["week"]]


def _weeks_where(data: Data, chosen: pd.Series) -> list[int]:
    return [int(week) for week in data.weeks.loc[chosen, "week"]]


def _weekly_rate(data: Data) -> pd.Series:
    return data.weeks["complaints"] / data.weeks["customers"]


def _supported(data: Data) -> list[str]:
    whys = tuple(
        Why(why=letter, evidence=(Evidence(finding="complaints.driver", dimension=name),) if name else ())
        for letter, name in WHYS.items()
    )
    linked = link_findings(RootCauses(problem="-", bones=(Bone(name="-", whys=whys),)), data.findings)
    return [str(why) for why in linked.loc[linked["proposed"] == "supported", "why"]]


def _letters(data: Data, **wanted: str) -> list[str]:
    """Return the whys whose finding has these values."""
    found = data.findings
    for column, value in wanted.items():
        found = found[found[column] == value]
    return [letter for letter, name in WHYS.items() if name in set(found["dimension"])]


def _refuted(data: Data) -> dict[str, Any]:
    return {"letter": _letters(data, direction="strength")[0]}


EXERCISES = (
    Exercise(
        name="complaints-1",
        kind="names",
        right=lambda data: [_higher(data)],
        hints=(
            N_("How many complaints are there per 1,000 customers of each region, and from how many people?"),
            N_(
                '`cx.complaints.cause_rates(data.complaints, data.customers, by="region", ...)` compares the rates.'
            ),
            N_(
                'With `customer="customer_id"` repeated complaints of one person are allowed for. Look at `p_adjusted`.'
            ),
        ),
        explains=N_(
            "In {region} {most} of {n} complaints come from one and the same customer. The highest rate of all was one "
            "person, who deserves a call, not a task force."
        ),
        values=_small_region,
        misconceptions=(
            Misconception(
                "most_complaints",
                lambda data: [_rates(data)["complaints"].idxmax()],
                N_(
                    "That is the region with the most complaints. It also has by far the most customers; per 1,000 of "
                    "them there are no more complaints than elsewhere."
                ),
            ),
            Misconception(
                "highest_rate",
                lambda data: [_rates(data)["estimate"].idxmax()],
                N_(
                    "That is the region with the highest rate. Look at who complains there: most of it "
                    "comes from one customer. In a small group one person makes the rate."
                ),
            ),
            Misconception(
                "every_region_above",
                lambda data: _rates(data).index[_rates(data)["ratio"] > 1].tolist(),
                N_(
                    "You took all regions whose rate is above that of the rest. About half of all regions are that at "
                    "any time; the question was where it is more than chance."
                ),
            ),
        ),
    ),
    Exercise(
        name="complaints-2",
        kind="number",
        tolerance=0.011,
        right=lambda data: _of_higher(data)["ratio"],
        hints=(
            N_("A rate has complaints above the line and customers below. Which two rates are compared?"),
            N_("All other regions together are one group: their complaints by their customers."),
            N_("The table of `cause_rates` has it: the column `ratio`."),
        ),
        explains=N_(
            "{rate:.1f} against {others:.1f} complaints per 1,000 customers. With the interval beside it, that is a "
            "sentence for the meeting."
        ),
        values=_of_higher,
        misconceptions=(
            Misconception(
                "counts",
                lambda data: _against(data, "counts"),
                N_(
                    "You divided the numbers of complaints. The others have several times as many customers, so that "
                    "this ratio says more about the size of the regions than about their bills."
                ),
            ),
            Misconception(
                "against_total",
                lambda data: _against(data, "total"),
                N_(
                    "You compared with the rate of all customers. The region itself is in it, which pulls the ratio "
                    "towards 1: the larger a region, the more it is compared with itself."
                ),
            ),
            Misconception(
                "mean_of_rates",
                lambda data: _against(data, "mean"),
                N_(
                    "You compared with the mean of the other regions' rates. The smallest then counts as much as the "
                    "largest, and one customer of it decides."
                ),
            ),
        ),
    ),
    Exercise(
        name="complaints-3",
        kind="names",
        right=lambda data: _signals(data, kind="u", size="customers"),
        hints=(
            N_("More customers, more complaints: which chart allows for that?"),
            N_('A u chart divides by the exposure: `kind="u"` and `size="customers"`.'),
            N_(
                "`cx.complaints.control_chart(data.weeks, kind=..., size=..., **options).signals` lists the weeks."
            ),
        ),
        explains=N_(
            "Three weeks in a row, then all is as before: something happened and ended. Mr Brandt had reacted to "
            "{rises} rises; most of them were noise."
        ),
        values=lambda data: {"rises": int((data.weeks["complaints"].pct_change() > 0.2).sum())},
        misconceptions=(
            Misconception(
                "counts_of_a_growing_company",
                lambda data: _signals(data, kind="c"),
                N_(
                    "You charted the counts (c chart). From week 21 on there are more customers every week, so that "
                    "the chart signals growth: a success, not a fault."
                ),
            ),
            Misconception(
                "above_average",
                lambda data: _weeks_where(data, _weekly_rate(data) > _weekly_rate(data).mean()),
                N_(
                    "You took all weeks above the average. About half of all weeks are that, in every company and "
                    "every year; there is nothing to explain in it."
                ),
            ),
            Misconception(
                "rise_on_the_week_before",
                lambda data: _weeks_where(data, data.weeks["complaints"].pct_change() > 0.2),
                N_(
                    "You took the weeks with a fifth more complaints than the week before. At some 40 complaints a "
                    "week such jumps are normal: after a quiet week nearly every week is a rise."
                ),
            ),
        ),
    ),
    Exercise(
        name="complaints-4",
        kind="names",
        right=_supported,
        hints=(
            N_("Look up the finding of each hypothesis. Is it certain, and does it point the right way?"),
            N_(
                "Supported needs both: `certainty` shown and `direction` weakness. And what about the one without a finding?"
            ),
            N_("In the table of `link_findings` keep the rows whose column `proposed` is supported."),
        ),
        explains=N_(
            "Hypothesis {letter} is refuted: there customers even complain less. And e stays open, however convincing "
            "it sounds: no finding speaks to it, somebody has to ask the shops."
        ),
        values=_refuted,
        misconceptions=(
            Misconception(
                "whole_chain",
                lambda data: list(WHYS),
                N_(
                    "You called all five supported. Plausible is not shown: one of them is contradicted by the data, "
                    "and for one there is no finding at all."
                ),
            ),
            Misconception(
                "last_why",
                lambda data: ["e"],
                N_(
                    "You named the last why as the root cause. It stands at the end of the chain, but nobody has "
                    "looked: there is no finding that speaks for it."
                ),
            ),
            Misconception(
                "indication_taken_for_proof",
                lambda data: _letters(data, direction="weakness"),
                N_(
                    "You counted an indication, too: a finding that is only likely. After correction for several "
                    "comparisons it may be chance; until somebody looks, it is open."
                ),
            ),
            Misconception(
                "direction_ignored",
                lambda data: _letters(data, certainty="shown"),
                N_(
                    "You took every finding that is certain. One of them is certainly the opposite of what the "
                    "hypothesis expects: there customers complain less."
                ),
            ),
        ),
    ),
)
