"""Lessons 3 to 6: the figures that their texts cite, and what was planted into the data of the exercises."""

import re

import pytest

import cxlab as cx
from cxlab.language import LANGUAGES
from cxlab.training.checker import maker
from cxlab.training.lesson import exercises_of, find_lesson
from cxlab.training.lessons.survival.exercises import _member_since_joining

LESSONS = ("satisfaction", "journeys", "complaints", "survival")


@pytest.fixture(scope="module")
def pot():
    return cx.open_pot("nordlicht")


def cites(lesson, *figures):
    """Return whether the text cites each of these figures, in either language as it is written there."""
    for place, language in enumerate(LANGUAGES):
        blocks = find_lesson(lesson).blocks
        prose = " ".join(block.prose(language) for block in blocks if block.kind == "text")
        for figure in figures:
            written = (figure, figure.replace(".", ",").replace("%", "\N{NO-BREAK SPACE}%"))[place]
            if place and "%" not in figure and re.fullmatch(r"\d,\d{3}", figure):
                written = figure.replace(",", ".")
            assert written in prose, (lesson, language, written)


def percent(share, digits=0):
    return f"{100 * share:.{digits}f}%"


def test_satisfaction(pot):
    table = cx.csat(pot["responses"], by="sales_channel", cluster="customer_id")
    shares = table[table["metric"] == "csat"].set_index("sales_channel")
    assert shares.index[shares["high"] < 0.7].tolist() == ["Vergleichsportal"]
    assert shares.index[shares["estimate"] < 0.7].tolist() == ["Telefon", "Vergleichsportal"]
    cites("satisfaction", *(percent(shares.at[name, "estimate"]) for name in ("Telefon", "Vergleichsportal")))
    ease = cx.ces(pot["responses"], direction="easy", cluster="customer_id").iloc[0]
    cites("satisfaction", percent(ease["estimate"]))
    promises = ("reliability", "responsiveness", "assurance", "empathy", "tangibles")
    pairs = {name: (f"expect_{name}", f"perceive_{name}") for name in promises}
    gaps = cx.expectation_gap(pot["promise"], pairs=pairs)
    items = gaps[gaps["part"] == "item"].set_index("item")
    assert (items["value"].idxmin(), items["estimate"].idxmin()) == ("empathy", "responsiveness")
    cites("satisfaction", f"{items.at['empathy', 'value']:.2f}", f"{items.at['responsiveness', 'value']:.2f}")
    cites("satisfaction", f"{items.at['responsiveness', 'value_versus']:.2f}")


def test_journeys(pot):
    steps = ["visit", "tariff_calculator", "application", "contract"]
    whole = cx.funnel(pot["events"], steps, window="45 days").table
    heads = whole["reached"]
    cites("journeys", *(f"{number:,}" for number in (heads[0], heads[1], heads[0] - heads[1], heads[3])))
    cites("journeys", percent(whole["share_of_previous"][2]), percent(whole["share_of_previous"][3]))
    for days in (7, 14, 30):
        cites("journeys", percent(cx.funnel(pot["events"], steps, window=days).table["share_of_first"][3], 1))
    rules = {"window": "45 days", "entry_from": "2024-09", "entry_to": "2024-11"}
    then = cx.funnel(pot["events"], steps, observed_until="2024-12-01", **rules).table.iloc[-1]
    later = cx.funnel(pot["events"], steps, **rules).table.iloc[-1]
    cites("journeys", *(percent(row["share_of_first"], 1) for row in (then, later)))
    cites("journeys", percent(then["incidence"], 1), percent(then["incidence_high"], 1))


def test_complaints(pot):
    complaints = pot["complaints"]
    autumn = complaints[complaints["created"].between("2024-09-01", "2024-10-31")].assign(cause="all")
    rates = cx.complaints.cause_rates(autumn, pot["customers"], by="region", customer="customer_id")
    west = rates.set_index("region").loc["West"]
    figures = (west["estimate"], west["complaints"], west["exposure"], len(autumn))
    cites("complaints", *(f"{figure:.0f}" for figure in figures), f"{west['ratio']:.1f}")
    assert rates.set_index("region").loc[["Mitte", "Süd"], "estimate"].isna().all()
    chart = cx.complaints.control_chart(
        complaints, kind="c", every="month", rules="limits",
        observed_from="2023-01-01", observed_until="2025-12-31",
    )  # fmt: skip
    assert chart.signals["month"].dt.strftime("%Y-%m").tolist() == [
        "2024-05",
        "2024-09",
        "2024-10",
        "2025-01",
    ]
    cites("complaints", *(f"{value:.0f}" for value in chart.signals["estimate"]))


def test_survival(pot):
    tenure = cx.durations(
        pot["customers"], observed_from="2023-01-01", observed_until="2025-12-31",
        unit="months", reason="end_reason",
    )  # fmt: skip
    right, wrong = (
        cx.survival_curve(tenure, times=[12, 24, 60], entry=entry)["estimate"] for entry in ("auto", None)
    )
    cites(
        "survival", *(f"{100 * share:.0f}" for share in (*right, *wrong)), str((tenure["entry"] == 0).sum())
    )
    reasons = cx.competing_risks(tenure, cause="reason", times=[60]).set_index("cause")["estimate"]
    cites("survival", *(percent(share) for share in reasons))
    voucher = pot["events"].query("event == 'anniversary_voucher'").astype({"customer_id": int})
    assert not voucher["customer_id"].duplicated().any()
    ever = tenure.assign(voucher=tenure["customer_id"].isin(voucher["customer_id"]))
    spans = cx.exposure_spans(voucher, tenure, date="timestamp", unit_days=30.4375)
    split = cx.split_by_exposure(tenure, {"voucher": spans})
    for data, options in ((ever, {}), (split, {"cluster": "customer_id"})):
        row = cx.cox(data, covariates="voucher", **options).table.iloc[0]
        cites("survival", *(f"{row[name]:.2f}" for name in ("hazard_ratio", "low", "high")))


@pytest.mark.parametrize("name", LESSONS)
def test_neighbours_have_other_answers(name):
    first, *others = (maker(name)(seed) for seed in range(8))
    for exercise in exercises_of(name).values():
        own = str(exercise.right(first))
        assert any(str(exercise.right(other)) != own for other in others), exercise.name


def test_the_club_has_no_effect():
    """What was planted: a ratio of 1, but for chance (the logarithm has a standard error of about 0.09)."""
    found = sorted(_member_since_joining(maker("survival")(seed)) for seed in range(3))
    assert 0.85 < found[1] < 1.18
