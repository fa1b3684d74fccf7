"""Why customers leave: the incidences that were planted in the sample company come back."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
import yaml

import cxlab as cx
from cxlab.loaders import bundled_pots
from cxlab.sample import simulate
from cxlab.sample.churn import Recent, static_ratio, varying_ratio
from cxlab.sample.plan import CAUSES, YEAR

STEP = 5  # days; the bands of the planted baseline begin at multiples of it
HORIZONS = [365, 730, 1095, 1825]
SE = 3.5


def planted_incidences(company) -> dict[str, np.ndarray]:
    """Run the planted hazards up over tenure, averaged over the customers at risk, to shares that have left.

    The hazards are those of the mechanism, with what happened lately to each customer; no event of leaving
    is used but for who is still at risk.
    """
    people, plan = company.people, company.plan
    recent = Recent(company.contacts, plan)
    since, last = company.entry - people.start, company.end - people.start
    middles = np.arange(STEP / 2, max(HORIZONS), STEP)
    hazard = np.zeros((len(CAUSES), len(middles)))
    for place, tenure in enumerate(middles):
        there = np.flatnonzero((since < tenure) & (tenure <= last))
        band = np.searchsorted(plan.churn.band_starts_days, tenure, side="right") - 1
        for number, cause in enumerate(CAUSES):
            rate = static_ratio(people, plan, cause)[there] * plan.churn.baseline_per_year[cause][band] / YEAR
            if cause == "dissatisfied":
                time = people.start[there] + tenure
                rate = rate * varying_ratio(there, time, people, recent, company.waves, plan)
            hazard[number, place] = rate.mean()
    total = np.cumsum(hazard.sum(axis=0) * STEP)
    still = np.exp(-(total - hazard.sum(axis=0) * STEP / 2))
    shares = np.cumsum(still * hazard * STEP, axis=1)
    return dict(zip(CAUSES, shares[:, [day // STEP - 1 for day in HORIZONS]], strict=True))


@cache
def nordlicht():
    """Return the bundled company's customers as exported, with durations, and its truth."""
    truth = yaml.safe_load((bundled_pots()["nordlicht"] / "truth.yml").read_text(encoding="utf-8"))
    made = truth["made_with"]
    tenure = cx.durations(
        cx.open_pot("nordlicht")["customers"], reason="end_reason",
        observed_from=made["observed_from"], observed_until=made["observed_until"],
    )  # fmt: skip
    return tenure, truth


def assert_recovered(found: pd.DataFrame, planted: dict[str, np.ndarray], names: dict[str, object]) -> None:
    for cause, expected in planted.items():
        curve = found[found["cause"] == names[cause]]
        z = (curve["estimate"].to_numpy() - expected) / curve["se"].to_numpy()
        assert np.abs(z).max() < SE, (cause, z)


def test_twenty_thousand_customers():
    company = simulate(seed=11, customers=20_000)
    start = company.people.start
    data = pd.DataFrame({"entry": company.entry - start, "duration": company.end - start})
    found = cx.competing_risks(data.assign(event=company.cause + 1), times=HORIZONS)
    planted = planted_incidences(company)
    assert found["se"].max() < 0.006
    assert_recovered(found, planted, {cause: number for number, cause in enumerate(CAUSES, 1)})
    # Without late entry those who were there already look too loyal: the test would notice.
    naive = cx.competing_risks(data.assign(event=company.cause + 1), times=[1095], entry=None)
    assert naive["estimate"].sum() < 0.8 * sum(shares[2] for shares in planted.values())


def test_the_bundled_company_as_exported():
    tenure, truth = nordlicht()
    made = truth["made_with"]
    company = simulate(seed=made["seed"], customers=made["customers"], industry=made["industry"])
    found = cx.competing_risks(tenure, cause="reason", times=HORIZONS)
    assert_recovered(found, planted_incidences(company), truth["churn"]["causes"])


def test_every_planted_leaving_is_counted_for_its_reason():
    tenure, truth = nordlicht()
    whole = cx.competing_risks(tenure, cause="reason")
    events = whole.groupby("cause")["events"].sum().to_dict()
    names = truth["churn"]["causes"]
    assert events == {names[c]: count for c, count in truth["churn"]["left_in_observed_time"].items()}
    late = truth["late_entry"]
    assert (tenure["entry"] > 0).mean() == pytest.approx(late["share"], abs=5e-5)
    assert tenure.loc[tenure["entry"] > 0, "entry"].mean() == pytest.approx(
        late["mean_tenure_at_entry_days"], abs=0.5
    )
