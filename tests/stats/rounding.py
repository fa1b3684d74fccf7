"""Calls of every room that adds up floats, on data that reach the edges: no information, no spread.

`results()` gives them as plain numbers, missing values and notes, so that runs on other processors, in other
orders and with weights on other scales can be compared. Run as a script it prints them.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pandas as pd

import cxlab as cx
from cxlab.errors import BadValue

Frame = pd.DataFrame
DIGITS = 6
SUMS_OF_WEIGHTS = ("at_risk", "events", "censored", "entered", "observed", "expected")


def answers() -> Frame:
    """Answers with weights that no binary fraction holds; some groups and accounts do not vary at all."""
    rng = np.random.default_rng(7)
    frame = pd.DataFrame({"nps": rng.integers(0, 11, 360), "w": rng.choice([0.1, 0.3, 0.7, 1.1], 360)})
    frame["group"] = np.repeat(["mixed", "all ten", "all zero", "alike"], 90)
    frame["account"] = np.tile(np.arange(12), 30)
    frame.loc[frame["group"] == "all ten", "nps"] = 10
    frame.loc[frame["group"] == "all zero", "nps"] = 0
    # In "alike" every account has the same mean: clusters that do not vary.
    frame.loc[frame["group"] == "alike", "nps"] = np.where(frame["w"] > 0, 9, 0)[270:]
    frame["half"] = np.where(np.arange(360) // 12 % 2, "2024-01-15", "2024-07-15")
    frame["half"] = pd.to_datetime(frame["half"])
    frame["ease"] = frame["nps"].clip(1, 7)
    return frame


def customers() -> Frame:
    """Customers whom nobody can be compared with in a stratum; one plan leaves all at once."""
    rng = np.random.default_rng(11)
    plan = rng.choice(["basic", "plus", "flex"], 240)
    left, until = np.ceil(rng.exponential(60, 240)), rng.integers(10, 90, 240)
    frame = pd.DataFrame({"plan": plan, "age": rng.normal(45, 12, 240).round(1), "id": np.arange(240)})
    frame["duration"], frame["event"] = np.minimum(left, until).astype(float), left <= until
    frame["w"] = rng.choice([0.1, 0.3, 0.7], 240)
    frame["pair"] = frame["id"] // 2
    frame["alike"] = frame["pair"] * 0.1  # differs between pairs, never within one
    frame["twice"] = 0.1 * frame["age"] + 0.7  # what age determines
    frame["reason"] = np.where(frame["event"], rng.choice(["price", "move"], 240), None)
    frame.loc[frame["plan"] == "flex", ["duration", "event"]] = [7.0, True]
    return frame


LIFE = {"duration": "duration", "event": "event"}


def cases(weights: float = 1.0, order: Callable[[Frame], Frame] = lambda frame: frame) -> dict:
    """Return the calls by name."""
    told = order(answers().assign(w=lambda frame: frame["w"] * weights))
    stay = order(customers().assign(w=lambda frame: frame["w"] * weights))
    gap = {"ease": ("want", "ease")}  # the same for everybody
    robust = {"weight": "w", "weight_type": "sampling"}

    def cox(covariates: list[str], **options: object) -> Frame:
        return cx.cox(stay, covariates=covariates, **LIFE, **options).table

    return {
        "nps": lambda: cx.nps(told, by="group"),
        "nps weighted": lambda: cx.nps(told, by="group", weight="w"),
        "nps clustered": lambda: cx.nps(told, by="group", cluster="account"),
        "nps both": lambda: cx.nps(told, by="group", weight="w", cluster="account"),
        "compare weighted": lambda: cx.nps_compare(told, by="group", weight="w"),
        "compare clustered": lambda: cx.nps_compare(told, by="group", cluster="account"),
        "compare both": lambda: cx.nps_compare(told, by="group", weight="w", cluster="account"),
        "csat": lambda: cx.csat(told, score="ease", scale=(1, 7), by="group", weight="w"),
        "ces": lambda: cx.ces(told, score="ease", scale=(1, 7), direction="easy", by="group", weight="w"),
        "distribution": lambda: cx.score_distribution(told, by="group", weight="w"),
        "gap": lambda: cx.expectation_gap(
            told.assign(want=told["ease"] - 0.1), pairs=gap, by="group", weight="w"
        ),
        "panel": lambda: cx.nps_change(told, period="half", cluster="account", weight="w"),
        "change": lambda: cx.nps_change(told, period="half", by="group", weight="w"),
        "curve": lambda: cx.survival_curve(stay, by="plan"),
        "curve weighted": lambda: cx.survival_curve(stay, by="plan", **robust),
        "log-rank": lambda: cx.survival_compare(stay, by="plan"),
        "log-rank, strata": lambda: cx.survival_compare(stay, by="plan", strata="pair"),
        "log-rank, never together": lambda: cx.survival_compare(stay, by="alike", strata="pair"),
        "incidence": lambda: cx.competing_risks(stay, cause="reason", by="plan"),
        "cox": lambda: cox(["age"]),
        "cox weighted": lambda: cox(["age"], **robust),
        "cox, aliased": lambda: cox(["age", "twice"]),
        "cox, strata": lambda: cox(["age"], strata="pair"),
        "cox, nobody to compare": lambda: cox(["alike"], strata="pair"),
        "cox, one of two to compare": lambda: cox(["age", "alike"], strata="pair"),
        "cox, each a stratum": lambda: cox(["age"], strata="id"),
    }


def results(**options: object) -> dict[str, list]:
    """Return every case's result as rows of plain values, or the words of its refusal."""
    found: dict[str, list] = {}
    for name, call in cases(**options).items():  # type: ignore[arg-type]
        try:
            frame = call()
        except BadValue as error:
            found[name] = [str(error)]
            continue
        frame = frame.drop(columns=[name for name in frame if name in SUMS_OF_WEIGHTS])
        frame = frame.sort_values(list(frame.select_dtypes(["object", "string"])), kind="stable")
        found[name] = [[_plain(value) for value in row] for row in frame.itertuples(index=False)]
    return found


def _plain(value: object) -> object:
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, float | np.floating):
        return None if np.isnan(value) else float(value)
    if isinstance(value, bool | np.bool_):
        return bool(value)
    return int(value) if isinstance(value, int | np.integer) else str(value)


def differences(one: dict[str, list], other: dict[str, list]) -> list[str]:
    """Return where two runs differ by more than rounding: a value, a missing one, a word."""
    found = []
    for name in one:
        if len(one[name]) != len(other[name]):
            found.append(f"{name}: {len(one[name])} rows, then {len(other[name])}")
            continue
        pairs = zip(one[name], other[name], strict=True)
        found += [f"{name}: {a} then {b}" for a, b in pairs if not _alike(a, b)]
    return found


def _alike(a: object, b: object) -> bool:
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(_alike, a, b))
    if isinstance(a, float) and isinstance(b, float):
        return bool(np.isclose(a, b, rtol=10.0**-DIGITS, atol=10.0**-DIGITS))
    return a == b


if __name__ == "__main__":
    print(json.dumps(results()))
