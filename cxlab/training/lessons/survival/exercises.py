"""The exercises of lesson 6 and the errors that people make in them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from ....language import N_
from ....survival import (
    competing_risks,
    cox,
    durations,
    exposure_spans,
    median_survival,
    split_by_exposure,
    survival_curve,
)
from ...exercise import Exercise, Misconception
from .data import DAYS, OBSERVED_FROM, OBSERVED_UNTIL, Data

__all__ = ["EXERCISES"]

MONTHS = 24
TIME: dict[str, Any] = {"observed_from": OBSERVED_FROM, "observed_until": OBSERVED_UNTIL, "unit": "months"}


@lru_cache(maxsize=2)
def _newcomers(data: Data) -> pd.DataFrame:
    return durations(data.newcomers, reason="reason", **TIME)


@lru_cache(maxsize=2)
def _base(data: Data) -> pd.DataFrame:
    return durations(data.base, **TIME)


def _leavers(tenure: pd.DataFrame) -> pd.DataFrame:
    return tenure[tenure["event"].fillna(False).astype(bool)]


def _curve_at(tenure: pd.DataFrame, **options: Any) -> float:
    return float(survival_curve(tenure, times=[MONTHS], **options)["estimate"].iloc[0])


@lru_cache(maxsize=8)
def _still_there(data: Data, **options: Any) -> float:
    return _curve_at(_base(data), **options)


@lru_cache(maxsize=2)
def _median(data: Data) -> float:
    return float(median_survival(_newcomers(data))["estimate"].iloc[0])


def _hazard_ratio(tenure: pd.DataFrame, **options: Any) -> float:
    return float(cox(tenure, covariates="club", **options).table["hazard_ratio"].iloc[0])


def _ever_member(data: Data) -> pd.DataFrame:
    tenure = _newcomers(data)
    return tenure.assign(club=tenure["club_date"].notna())


@lru_cache(maxsize=2)
def _member_since_joining(data: Data) -> float:
    tenure = _newcomers(data)
    joined = tenure.dropna(subset=["club_date"])
    spans = exposure_spans(joined, tenure, date="club_date", unit_days=DAYS)
    return _hazard_ratio(split_by_exposure(tenure, {"club": spans}), cluster="customer_id")


@lru_cache(maxsize=2)
def _member_from_the_start(data: Data) -> float:
    return _hazard_ratio(_ever_member(data))


def _ratio_of_shares(data: Data) -> float:
    tenure = _ever_member(data)
    left = tenure["event"].astype(float).groupby(tenure["club"]).mean()
    return float(left[True] / left[False])


@lru_cache(maxsize=2)
def _clock_from_joining(data: Data) -> float:
    tenure = _ever_member(data)
    before = ((tenure["club_date"] - tenure["signup_date"]).dt.days / DAYS).fillna(0)
    tenure["duration"] = np.asarray(tenure["duration"] - before)
    return _hazard_ratio(tenure[tenure["duration"] > 0], entry=None)


@lru_cache(maxsize=2)
def _price(data: Data) -> float:
    table = competing_risks(_newcomers(data), cause="reason", times=[MONTHS])
    return float(table.loc[table["cause"] == "price", "estimate"].iloc[0])


@lru_cache(maxsize=2)
def _one_minus_curve(data: Data) -> float:
    tenure = _newcomers(data)
    return 1 - _curve_at(tenure.assign(event=tenure["reason"] == "price"))


EXERCISES = (
    Exercise(
        name="survival-1",
        kind="number",
        tolerance=0.2,
        right=_median,
        hints=(
            N_("What do you know of a customer who signed four months ago and is still there?"),
            N_("Neither leave the censored out nor count them as leavers: a Kaplan-Meier curve uses both."),
            N_("`cx.median_survival(tenure)`: the column `estimate`, in months."),
        ),
        explains=N_(
            "{still:.0%} of the newcomers are still there and count with the time for which they were observed. Those who "
            "left had stayed {leavers:.0f} months on average: the quickest only."
        ),
        values=lambda data: {
            "still": 1 - float(_newcomers(data)["event"].astype(float).mean()),
            "leavers": float(_leavers(_newcomers(data))["duration"].mean()),
        },
        misconceptions=(
            Misconception(
                "mean_of_leavers",
                lambda data: float(_leavers(_newcomers(data))["duration"].mean()),
                N_(
                    "That is the mean tenure of those who left. Whoever stays long has not left yet and is missing from "
                    "it: the figure can only be too short, and it is shorter the younger the company."
                ),
            ),
            Misconception(
                "median_of_leavers",
                lambda data: float(_leavers(_newcomers(data))["duration"].median()),
                N_(
                    "That is the median of those who left: half of the leavers were gone by then, not half of the "
                    "customers. All who are still there have been left out."
                ),
            ),
            Misconception(
                "today_as_end",
                lambda data: float(_newcomers(data)["duration"].mean()),
                N_(
                    "You took the tenure of everybody as if all had left today. For customers who are still there it "
                    "says how long ago they signed, not how long they stay."
                ),
            ),
        ),
    ),
    Exercise(
        name="survival-2",
        kind="share",
        tolerance=0.004,
        right=_still_there,
        hints=(
            N_("Who is in the data of those who signed in 2018? And who is not?"),
            N_(
                "Old customers enter at the tenure that they had on 1 January 2023: the column `entry` has it."
            ),
            N_("`cx.survival_curve(base, times=[24])` uses the column `entry` by itself."),
        ),
        explains=N_(
            "Without late entry it would have been {naive:.0%}: those who left before 2023 are missing, and only the "
            "loyal ones of those years can be seen. No wonder the comparison with the industry looks splendid."
        ),
        values=lambda data: {"naive": _still_there(data, entry=None)},
        misconceptions=(
            Misconception(
                "without_late_entry",
                lambda data: _still_there(data, entry=None),
                N_(
                    "You counted old customers from their first day on. But nobody who left before 2023 is in the data: "
                    "those years show survivors only, and nobody can be seen to leave in them."
                ),
            ),
            Misconception(
                "share_of_active",
                lambda data: 1 - float(_base(data)["event"].astype(float).mean()),
                N_(
                    "That is the share of customers in the CRM who are active today. It mixes tenures of a month and of "
                    "nine years and has nothing to do with 24 months."
                ),
            ),
            Misconception(
                "leavers_only",
                lambda data: float((_leavers(_base(data))["duration"] > MONTHS).mean()),
                N_(
                    "You looked at the leavers only, and asked which of them had stayed more than 24 months. Everybody "
                    "who is still there is missing from that."
                ),
            ),
        ),
    ),
    Exercise(
        name="survival-3",
        kind="number",
        tolerance=0.004,
        right=_member_since_joining,
        hints=(
            N_("Could somebody who left after a month have joined the club in the fifth?"),
            N_(
                "Until the day of joining a customer counts among those without: the time has to be split there."
            ),
            N_(
                '`spans = cx.exposure_spans(joined, tenure, date="club_date", unit_days=30.4375)`, then '
                '`cx.split_by_exposure(tenure, {"club": spans})`, then `cx.cox` with `cluster="customer_id"`.'
            ),
        ),
        explains=N_(
            "Whoever takes everybody who ever joined for a member from the first day finds {naive:.2f}, a huge advantage. "
            "It is no work of the club: only customers who stayed had the time to join."
        ),
        values=lambda data: {"naive": _member_from_the_start(data)},
        misconceptions=(
            Misconception(
                "member_from_the_start",
                _member_from_the_start,
                N_(
                    "You counted members from their first day on as members. Before joining they could not leave, or "
                    "they would not have joined: this immortal time is credited to the club."
                ),
            ),
            Misconception(
                "ratio_of_shares",
                _ratio_of_shares,
                N_(
                    "You compared what shares of members and others have left. Those who leave early have no time to join and "
                    "end up among the others; besides, all are observed for different lengths of time."
                ),
            ),
            Misconception(
                "clock_from_joining",
                _clock_from_joining,
                N_(
                    "You set the members' clock to 0 on the day of joining and dropped the time before. That time "
                    "without the club belongs to the others; now all the months in which nobody left are missing on their side."
                ),
            ),
        ),
    ),
    Exercise(
        name="survival-4",
        kind="share",
        tolerance=0.004,
        right=_price,
        hints=(
            N_("Can a customer who has moved away still leave because of the price?"),
            N_("The share of all customers who left for one reason is called cumulative incidence."),
            N_('`cx.competing_risks(tenure, cause="reason", times=[24])` has a row per reason.'),
        ),
        explains=N_(
            "Of those who have left, {leavers:.0%} did so because of the price, but of all customers it is far fewer: "
            "many are still there, and some have left for another reason."
        ),
        values=lambda data: {"leavers": float((_leavers(_newcomers(data))["reason"] == "price").mean())},
        misconceptions=(
            Misconception(
                "other_reasons_censored",
                _one_minus_curve,
                N_(
                    "You drew a survival curve of this reason alone, with the other reasons as censored. It supposes "
                    "that customers who have moved away could still leave because of the price."
                ),
            ),
            Misconception(
                "share_of_leavers",
                lambda data: float((_leavers(_newcomers(data))["reason"] == "price").mean()),
                N_(
                    "That is the share among those who left. It tells which reason is the most frequent one, not how "
                    "many customers it costs."
                ),
            ),
            Misconception(
                "share_so_far",
                lambda data: float((_newcomers(data)["reason"] == "price").mean()),
                N_(
                    "You divided by all newcomers, those of last month too. They have not had 24 months to leave: the "
                    "share is too low, and it will rise without anything getting worse."
                ),
            ),
        ),
    ),
)
