"""Every headless twin: the code shown gives its table, the report takes its parameters, controls fit."""

from typing import Any

import pandas as pd
import pytest
import yaml

import cxlab as cx
from cxlab.errors import BadPot, CxError, UnknownName
from cxlab.lab.controls import Choice, Months, Number, Several, Switch
from cxlab.lab.explorers.complaints import COMPLAINTS
from cxlab.lab.explorers.drivers import DRIVERS
from cxlab.lab.explorers.funnel import FUNNEL
from cxlab.lab.explorers.scorecard import SCORECARD
from cxlab.lab.explorers.survival import SURVIVAL
from cxlab.lab.explorers.texts import TEXTS
from cxlab.language import using
from cxlab.report import template_parameters

YEAR = ("2024-01-01", "2024-12-31")
LOOKS: list[tuple[Any, dict[str, Any]]] = [
    (DRIVERS, {"period": YEAR, "correction": "none", "level": 0.9}),
    (DRIVERS, {"segment": "sales_channel"}),
    (FUNNEL, {"period": YEAR}),
    (FUNNEL, {"segment": "channel", "method": "any", "window_days": 20.0}),
    (FUNNEL, {"steps": ("visit", "application", "contract"), "level": 0.8}),
    (SURVIVAL, {"period": YEAR, "interval": "plain"}),
    (SURVIVAL, {"segment": "sales_channel", "method": "gehan"}),
    (SURVIVAL, {"segment": "tariff", "period": ("2024-02-10", None)}),
    (COMPLAINTS, {"period": YEAR}),
    (COMPLAINTS, {"segment": "region", "period": YEAR, "cause": "Abrechnung"}),
    (COMPLAINTS, {"segment": "channel", "period": ("2025-01-15", "2025-12-20")}),
    (COMPLAINTS, {"segment": "time", "cause": "Abrechnung"}),
    (TEXTS, {"method": "words"}),
    (TEXTS, {"segment": "segment", "period": YEAR}),
]


@pytest.fixture(scope="module")
def pot() -> cx.DataPot:
    return cx.open_pot("nordlicht")


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> cx.DataPot:
    """A pot that holds nothing to explore."""
    folder = tmp_path_factory.mktemp("bare")
    pd.DataFrame({"team": ["A"], "head": [1]}).to_csv(folder / "teams.csv", index=False)
    tables = {"teams": {"file": "teams.csv", "columns": {}}}
    (folder / "pot.yml").write_text(yaml.safe_dump({"name": "Bare", "tables": tables}), encoding="utf-8")
    return cx.open_pot(folder)


@pytest.mark.parametrize(("explorer", "chosen"), LOOKS)
def test_the_plain_calls_of_the_code_give_the_same_table(pot: Any, explorer: Any, chosen: dict) -> None:
    found = explorer.explore(pot, **chosen, language="en")
    names: dict[str, Any] = {}
    exec(found.code, names)
    pd.testing.assert_frame_equal(found.table, names["table"], rtol=1e-9)
    assert "<p>" in found.sentence or "<li>" in found.sentence
    assert set(found.columns) <= set(found.table)
    allowed = template_parameters(found.template)
    assert set(found.parameters) <= {one.name for one in allowed}


@pytest.mark.parametrize("explorer", [DRIVERS, FUNNEL, SURVIVAL, COMPLAINTS, TEXTS])
def test_each_control_is_an_argument_and_has_a_name(pot: Any, bare: Any, explorer: Any) -> None:
    assert explorer.fits(pot)
    assert not explorer.fits(bare)
    with using("de"):
        controls = explorer.controls(pot)
    names = [one.name for one in controls]
    assert names[0] == "segment"
    assert len(set(names)) == len(names)
    assert all(isinstance(one, Months) or one.label for one in controls)
    chosen: dict[str, Any] = {}
    for one in controls:
        match one:
            case Choice():
                assert len(one.options) > 1
                chosen[one.name] = one.options[0][1]
            case Several():
                chosen[one.name] = list(one.chosen)
            case Number() | Switch():
                chosen[one.name] = one.chosen
    if explorer in (FUNNEL, SURVIVAL):
        assert explorer.explore(pot, **chosen, language="de").language == "de"


@pytest.mark.parametrize("explorer", [DRIVERS, FUNNEL, SURVIVAL, COMPLAINTS, TEXTS])
def test_what_cannot_be_explored_is_refused_in_words(pot: Any, bare: Any, explorer: Any) -> None:
    with pytest.raises(UnknownName, match="available"):
        explorer.explore(pot, segment="shoe size", language="en")
    with pytest.raises(BadPot, match="the pot Bare"):
        explorer.explore(bare, language="en")


def test_a_scorecard_of_a_register(bare: Any) -> None:
    register = cx.open_pot("consumer_finance_cfpb")
    for chosen in ({}, {"segment": "history", "kpi": "timely_share"}, {"segment": "channels"}):
        found = SCORECARD.explore(register, **chosen, language="en")
        names: dict[str, Any] = {}
        exec(found.code, names)
        pd.testing.assert_frame_equal(found.table, names["table"])
        assert set(found.parameters) <= {one.name for one in template_parameters(found.template)}
    with using("en"):
        assert [one.name for one in SCORECARD.controls(register)][:3] == ["segment", "kpi", "period"]
    assert not SCORECARD.fits(bare)
    with pytest.raises(BadPot, match="holds no KPI"):
        SCORECARD.explore(bare, language="en")
    with pytest.raises(CxError):
        SCORECARD.explore(register, kpi="luck", language="en")


def test_planted_facts_are_seen_where_one_looks_for_them(pot: Any) -> None:
    """What docs/sample_company.md says was planted, in the sentences of the reports."""
    said = {
        "price": DRIVERS.explore(pot, language="en").sentence,
        "mobile": FUNNEL.explore(pot, segment="channel", language="en").sentence,
        "Vergleichsportal": SURVIVAL.explore(pot, segment="sales_channel", language="en").sentence,
        "Abrechnung": COMPLAINTS.explore(pot, language="en").sentence,
    }
    assert "<strong>Price</strong> is ahead" in said["price"]
    assert "<strong>mobile</strong> gets stuck at <strong>application</strong>" in said["mobile"]
    assert "<strong>Vergleichsportal</strong> leave soonest" in said["Vergleichsportal"]
    assert "<strong>Abrechnung</strong> is the most frequent cause" in said["Abrechnung"]


def test_small_groups_are_hidden_in_table_figure_and_sentence(pot: Any) -> None:
    many = 10**6
    for explorer in (DRIVERS, FUNNEL, SURVIVAL, COMPLAINTS):
        found = explorer.explore(pot, min_n=many, language="en")
        figures = found.table.select_dtypes("number").drop(columns=["step", "level", "time"], errors="ignore")
        left = figures.columns[figures.notna().any()]
        allowed = {"per", "rank", "rank_best", "rank_worst", "p", "p_adjusted"}
        assert set(left) <= allowed, (explorer.name, list(left))
    hidden = TEXTS.explore
    with pytest.raises(CxError):
        hidden(pot, min_n=many, method="words", language="en")


def test_figures_tell_their_values(pot: Any) -> None:
    html = FUNNEL.explore(pot, segment="channel", language="de").figure_html()
    assert "Smartphone" in html
    assert 'alt="' in html


def test_a_table_without_rows_and_a_single_customer_hide_nothing_else(tmp_path: Any) -> None:
    pd.DataFrame(columns=["customer_id", "nps"]).to_csv(tmp_path / "responses.csv", index=False)
    one = {"customer_id": ["K1"], "signup_date": ["2024-01-01"], "end_date": [None]}
    pd.DataFrame(one).to_csv(tmp_path / "customers.csv", index=False)
    tables = {name: {"file": f"{name}.csv", "columns": {}} for name in ("responses", "customers")}
    (tmp_path / "pot.yml").write_text(yaml.safe_dump({"name": "Leer", "tables": tables}), encoding="utf-8")
    tabs = cx.lab.open(tmp_path, language="en")
    shown = tabs.explorer("survival")
    assert shown.exploration is None
    assert 'role="status"' in shown.sentence.value
    assert "must lie before" in shown.sentence.value


def test_a_scorecard_of_other_months_and_another_level_equals_the_plain_call():
    pot = cx.open_pot("nordlicht")
    cx.lab.explore_scorecard(pot, language="en")  # what does not depend on months is known from now on
    chosen = {"period": ("2023-07-01", "2025-06-30"), "level": 0.9, "method": "quarter"}
    days = {"date_from": "2023-07-01", "date_to": "2025-06-30", "level": 0.9, "longest": "quarter"}
    kpis = cx.scorecard.find_kpis(cx.open_pot("nordlicht"), **days)
    plain = {
        None: cx.scorecard.changes(kpis),
        "history": cx.scorecard.history(kpis),
        "channels": cx.scorecard.by_channel(kpis),
    }
    for view, expected in plain.items():
        found = cx.lab.explore_scorecard(pot, segment=view, language="en", **chosen).table
        pd.testing.assert_frame_equal(found, expected)
