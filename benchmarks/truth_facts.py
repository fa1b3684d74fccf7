"""What counts as said rightly: the planted facts, and a judge of whatever else is stated."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

__all__ = ["FACTS", "Companion", "Fact", "judged"]

RIGHT, SILENT, WRONG = "right", "not said", "wrong"
NO_EFFECT = 0.03  # log hazard ratios and, times 100, points of NPS below which nothing was planted
KEYS = {"tariff": "product", "region": "region", "sales_channel": "channel"}


class Companion:
    """A generated company and the truth behind it."""

    def __init__(self, pot: Path) -> None:
        self.truth: dict[str, Any] = yaml.safe_load((pot / "truth.yml").read_text(encoding="utf-8"))
        self._pot = pot

    @cached_property
    def invitations(self) -> pd.DataFrame:
        """Return every invitation with what the customer would say, how likely, and the customer's traits."""
        import cxlab as cx

        asked = pd.read_parquet(self._pot / "truth" / "invitations.parquet")
        traits = cx.open_pot(self._pot)["customers"][["customer_id", "segment", *KEYS]]
        asked = asked.assign(customer_id=asked["customer_id"].astype(str))
        joined = asked.merge(traits.assign(customer_id=traits["customer_id"].astype(str)), on="customer_id")
        said = joined["would_say"]
        return joined.assign(
            net=100.0 * ((said >= 9).astype(int) - (said <= 6)), date=pd.to_datetime(joined["date"])
        )

    def nps_difference(self, dimension: str, group: str) -> float:
        """Return the expected NPS of a group minus that of the rest, of all who answer."""
        asked = self.invitations
        own = (asked[dimension].astype(str) == str(group)).to_numpy()
        if not own.any() or own.all():
            return math.nan
        net, weight = asked["net"].to_numpy(), asked["probability"].to_numpy()
        return float(np.average(net[own], weights=weight[own]) - np.average(net[~own], weights=weight[~own]))

    def lowest(self, dimension: str) -> str:
        """Return the group that is lowest against the rest."""
        groups = self.invitations[dimension].dropna().astype(str).unique()
        return min(groups, key=lambda group: self.nps_difference(dimension, group))

    def log_hazard(self, dimension: str) -> dict[str, float]:
        """Return the log hazard of leaving of each category of a trait, all reasons together."""
        churn = self.truth["churn"]
        base = {cause: np.mean(rates) for cause, rates in churn["baseline_hazard_per_year"].items()}
        ratios = {cause: churn["hazard_ratios"][cause][KEYS[dimension]] for cause in base}
        total = sum(base.values())
        names = next(iter(ratios.values()))
        return {
            name: math.log(sum(base[cause] * ratios[cause][name] for cause in base) / total) for name in names
        }


@dataclass(frozen=True)
class Fact:
    """One planted fact and how to find out whether the findings say it."""

    name: str
    said: Callable[[pd.DataFrame, Companion], str]


def rows(findings: pd.DataFrame, *names: str, **wanted: str) -> pd.DataFrame:
    """Return the findings whose name begins with one of these and whose fields are as wanted."""
    if "finding" not in findings:
        return findings.head(0)
    kept = findings["finding"].str.startswith(tuple(names))
    for field, value in wanted.items():
        kept &= findings[field].astype(str) == str(value)
    return findings[kept]


def judged_rows(found: pd.DataFrame, right: Callable[[Any], bool]) -> str:
    """Return whether what is stated as shown is right; what is open is not said."""
    stated = found[found["certainty"] != "open"] if len(found) else found
    if stated.empty:
        return SILENT
    return RIGHT if all(right(row) for row in stated.itertuples(index=False)) else WRONG


def inside(row: Any, value: float) -> bool:
    """Return whether a planted figure lies within the interval of a finding."""
    return bool(row.low <= value <= row.high)


def of_the_years(found: pd.DataFrame) -> pd.DataFrame:
    """Return what is said of the latest year against the one before, not of quarters or earlier years."""
    if found.empty:
        return found
    years = found[found["period_versus"].astype(str).str.fullmatch(r"\d{4}")]
    return years[years["period_versus"] == years["period_versus"].max()]


def change(findings: pd.DataFrame, company: Companion) -> str:
    """Judge the fall of the score from one year to the next, within its interval."""
    total = company.truth["mix_shift"]["total"]
    found = findings[findings["finding"] == "nps.change"] if "finding" in findings else findings
    found = of_the_years(found)
    return judged_rows(found, lambda row: row.estimate * total > 0 and inside(row, total))


def mix(findings: pd.DataFrame, company: Companion) -> str:
    """Judge that most of the fall is another mix of segments."""
    planted = company.truth["mix_shift"]["total_mix"]
    return judged_rows(
        of_the_years(rows(findings, "nps.mix")),
        lambda row: row.estimate * planted > 0 and inside(row, planted),
    )


def lowest_group(dimension: str) -> Callable[[pd.DataFrame, Companion], str]:
    """Return the fact that the lowest group of a dimension is said to be below the rest."""

    def said(findings: pd.DataFrame, company: Companion) -> str:
        group = company.lowest(dimension)
        found = rows(findings, "nps.group", dimension=dimension, group=group)
        return judged_rows(found, lambda row: row.estimate < 0)

    return said


def response(findings: pd.DataFrame, company: Companion) -> str:
    """Judge the response rate: answers that were finished, to within two points of what was planted."""
    share = float(company.invitations["answered"].mean())
    found = findings[findings["finding"] == "nps.response"] if "finding" in findings else findings
    return judged_rows(found.assign(certainty="shown"), lambda row: abs(row.estimate - share) < 0.02)


def nonresponse_bias(findings: pd.DataFrame, company: Companion) -> str:
    """Judge that satisfied customers are said to answer more often than dissatisfied ones."""
    found = rows(findings, "nps.response_group")
    satisfied = {"promoter": 1, "detractor": -1, "False": 1, "True": -1}
    told = found[found["dimension"].isin(["previous_band", "complained"])] if len(found) else found
    told = told[told["group"].astype(str).isin(satisfied)] if len(told) else told
    return judged_rows(told, lambda row: row.estimate * satisfied[str(row.group)] > 0)


def mobile(findings: pd.DataFrame, company: Companion) -> str:
    """Judge that mobile visitors get stuck at the second step."""
    found = rows(findings, "journey.group", group="mobile")
    step = company.truth["funnel"]["steps"][2]
    at_step = found[found["touchpoint"].astype(str).isin([step, ""])] if len(found) else found
    return judged_rows(at_step, lambda row: row.estimate < 0)


def reach(findings: pd.DataFrame, company: Companion) -> str:
    """Judge the share that reaches the contract or the goal, within its interval."""
    found = rows(findings, "journey.reach").assign(certainty="shown")
    steps, planted = company.truth["funnel"]["steps"], company.truth["funnel"]["reached_within_days"]

    def right(row: Any) -> bool:
        step = next((name for name in steps if name == row.touchpoint), steps[3])
        if step not in planted:
            return abs(row.value - planted[steps[3]][180]) < 0.05
        low, high = (row.low, row.high) if row.low == row.low else (row.value - 0.02, row.value + 0.02)
        return any(
            low - 0.002 <= share <= high + 0.002 for days, share in planted[step].items() if int(days) >= 14
        )

    return judged_rows(found, right)


def worst_step(findings: pd.DataFrame, company: Companion) -> str:
    """Judge the step at which most are lost."""
    chances = company.truth["funnel"]["step_probability"]
    worst = min(chances, key=lambda step: chances[step])
    return judged_rows(
        rows(findings, "journey.step"), lambda row: row.touchpoint == worst or row.group == worst
    )


def moment(findings: pd.DataFrame, company: Companion) -> str:
    """Judge that the welcome call keeps customers."""
    event = company.truth["moment_that_matters"]["event"]
    found = rows(findings, "journey.moment")
    found = found[(found["group"] == event) | (found["touchpoint"] == event)] if len(found) else found
    return judged_rows(found, lambda row: row.direction == "strength")


def contact(*words: str, planted: str) -> Callable[[pd.DataFrame, Companion], str]:
    """Return the fact that something goes before leaving, as the planted ratio says."""

    def said(findings: pd.DataFrame, company: Companion) -> str:
        found = rows(findings, "churn.contact")
        if len(found):
            name = found["group"].astype(str) + " " + found["dimension"].astype(str)
            found = found[name.str.contains("|".join(words), case=False, regex=True)]
        ratio = company.truth["churn"]["time_varying_hazard_ratios"][planted]
        return judged_rows(found, lambda row: (row.estimate - 1) * (ratio - 1) > 0)

    return said


def highest_hazard(dimension: str) -> Callable[[pd.DataFrame, Companion], str]:
    """Return the fact that the category that leaves most is named."""

    def said(findings: pd.DataFrame, company: Companion) -> str:
        hazards = company.log_hazard(dimension)
        top = max(hazards, key=lambda name: hazards[name])
        found = rows(findings, "churn.driver", "churn.group", dimension=dimension)
        named = found[(found["group"] == top) & (found["direction"] == "weakness")] if len(found) else found
        return judged_rows(named, lambda row: True)

    return said


def main_reason(findings: pd.DataFrame, company: Companion) -> str:
    """Judge the reason for which most leave."""
    left, names = company.truth["churn"]["left_in_observed_time"], company.truth["churn"]["causes"]
    main = names[max(left, key=lambda cause: left[cause])]
    found = rows(findings, "churn.reason").assign(certainty="shown")
    return judged_rows(found.head(1), lambda row: row.group == main)


FACTS = (
    Fact("NPS: the fall from one year to the next", change),
    Fact("NPS: most of it is another mix of segments", mix),
    Fact("NPS: the lowest segment", lowest_group("segment")),
    Fact("NPS: the lowest sales channel", lowest_group("sales_channel")),
    Fact("NPS: response rate", response),
    Fact("NPS: the satisfied answer more often", nonresponse_bias),
    Fact("journey: mobile visitors get stuck at the application", mobile),
    Fact("journey: share that reaches the goal", reach),
    Fact("journey: the step where most are lost", worst_step),
    Fact("journey: the welcome call keeps customers", moment),
    Fact("churn: complaint goes before leaving", contact("complaint", planted="complaint")),
    Fact("churn: slow answer goes before leaving", contact("slow", "answer", "reply", planted="slow_answer")),
    Fact("churn: low score goes before leaving", contact("score", "nps", "detractor", planted="detractor")),
    Fact("churn: sales channel that leaves most", highest_hazard("sales_channel")),
    Fact("churn: tariff that leaves most", highest_hazard("tariff")),
    Fact("churn: main reason", main_reason),
)


def judged(row: Any, company: Companion) -> str:
    """Return "right", "false" or "unknown" for a finding that is stated as shown."""
    judge = next((judge for name, judge in JUDGES.items() if row.finding.startswith(name)), None)
    verdict = judge(row, company) if judge else None
    return "unknown" if verdict is None else "right" if verdict else "false"


def _nps_group(row: Any, company: Companion) -> bool | None:
    if row.dimension not in ("segment", *KEYS):
        return None
    true = company.nps_difference(row.dimension, row.group)
    return None if math.isnan(true) else true * row.estimate > 0 and abs(true) > 100 * NO_EFFECT / 3


def _nps_change(row: Any, company: Companion) -> bool | None:
    scores = [_score_of_year(str(year), company) for year in (row.period, row.period_versus)]
    return None if None in scores else bool(row.estimate * (scores[0] - scores[1]) > 0)


def _score_of_year(year: str, company: Companion) -> float | None:
    """Return the expected score of those who answer in a calendar year; None for other periods."""
    asked = company.invitations
    inside = asked[asked["date"].dt.year.astype(str) == year]
    return None if inside.empty else float(np.average(inside["net"], weights=inside["probability"]))


def _moment(row: Any, company: Companion) -> bool | None:
    moment = company.truth["moment_that_matters"]
    name = row.group or row.touchpoint
    if name == moment["event"]:
        return row.direction == "strength"
    return False if name in moment["decoys"] else None


def _group_of_journey(row: Any, company: Companion) -> bool | None:
    if row.group not in ("mobile", "desktop"):
        return None
    return bool(row.estimate < 0) == (row.group == "mobile")


def _driver(row: Any, company: Companion) -> bool | None:
    if row.dimension not in KEYS:
        return None
    hazards = company.log_hazard(row.dimension)
    if row.group not in hazards:
        return None
    others = [value for name, value in hazards.items() if name != row.group]
    against = hazards.get(getattr(row, "reference", ""), float(np.mean(others)))
    effect = hazards[row.group] - against
    return abs(effect) > NO_EFFECT and (effect > 0) == (row.direction == "weakness")


def _contact(row: Any, company: Companion) -> bool | None:
    return bool(row.estimate > 1)


def _response_group(row: Any, company: Companion) -> bool | None:
    satisfied = {"promoter": 1, "detractor": -1, "False": 1, "True": -1}.get(str(row.group))
    return None if satisfied is None else bool(row.estimate * satisfied > 0)


def _trend(row: Any, company: Companion) -> bool | None:
    asked = company.invitations
    years = (asked["date"] - asked["date"].min()).dt.days / 365.25
    yearly = np.polyfit(years, asked["net"], 1, w=np.sqrt(asked["probability"]))[0]
    return bool(row.estimate * yearly > 0)


def _step(row: Any, company: Companion) -> bool | None:
    chances = company.truth["funnel"]["step_probability"]
    planted = chances.get(row.touchpoint)
    return None if planted is None else bool(row.low - 0.01 <= planted <= row.high + 0.01)


def _reach(row: Any, company: Companion) -> bool | None:
    planted = company.truth["funnel"]["reached_within_days"].get(row.touchpoint)
    if planted is None:
        return None
    return any(
        row.low - 0.002 <= share <= row.high + 0.002 for days, share in planted.items() if int(days) >= 14
    )


def _reason(row: Any, company: Companion) -> bool | None:
    churn = company.truth["churn"]
    left = {churn["causes"][cause]: count for cause, count in churn["left_in_observed_time"].items()}
    known = left.get(row.group)
    return None if known is None else bool(row.low - 0.01 <= known / sum(left.values()) <= row.high + 0.01)


def _phase(row: Any, company: Companion) -> bool | None:
    """Judge a phase of tenure: the planted one begins after 330 days and ends after 400."""
    found = [int(number) for number in str(row.group).split("-") if number.isdigit()]
    return None if len(found) != 2 else bool(found[0] <= 13 and found[1] >= 11) == (row.estimate > 1)


JUDGES: dict[str, Callable[[Any, Companion], bool | None]] = {
    "nps.group": _nps_group,
    "nps.channel": _nps_group,
    "nps.change": _nps_change,
    "nps.response_group": _response_group,
    "nps.trend": _trend,
    "journey.step": _step,
    "journey.reach": _reach,
    "churn.reason": _reason,
    "churn.time": _phase,
    "journey.moment": _moment,
    "journey.group": _group_of_journey,
    "churn.driver": _driver,
    "churn.group": _driver,
    "churn.contact": _contact,
}
