"""Columns that tell who left are no traits: one rule for draft, check, profiles, report and models."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadValue
from cxlab.loaders import init_pot, open_pot
from cxlab.loaders.customers.outcomes import outcome_reason, tells_who_leaves, who_left
from cxlab.survival import observed_customers

LEFT = pd.Series([True] * 10 + [False] * 30)


@pytest.mark.parametrize(
    ("name", "leavers", "others"),
    [
        ("Kundenstatus", "gekündigt", "aktiv"),
        ("status", "churned", "active"),
        ("state of contract", "Former customer", "Customer"),
        ("Churn", "Yes", "No"),
        ("Letzter Kontakt", "Post", "E-Mail"),
        ("aktiv", "nein", "ja"),
        ("is_active", 0, 1),
        ("Kennzeichen", "K7", "K1"),  # a name and values that say nothing: who has it tells
        ("Abschlussbefragung", "erhalten", None),  # filled in for those who left alone
    ],
)
def test_an_outcome_is_told_by_name_values_or_who_has_it(name, leavers, others):
    assert outcome_reason(name, pd.Series([leavers] * 10 + [others] * 30, dtype=object), LEFT)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("Tarif", ["S", "M"] * 20),
        ("Familienstatus", ["ledig", "verheiratet"] * 20),
        ("Vielfliegerstatus", ["Gold", "Silber"] * 20),
        ("Vertragsart", ["jährlich"] * 12 + ["monatlich"] * 28),  # goes with leaving, but half have it
        ("Standort", ["Ende", "Links"] * 20),
    ],
)
def test_a_trait_is_none(name, values):
    half = LEFT.sample(frac=1, random_state=1).reset_index(drop=True)
    assert outcome_reason(name, pd.Series(values), half) == ""


def test_a_few_exceptions_do_not_hide_an_outcome():
    status = pd.Series(["out"] * 100 + ["in"] * 300)
    left = pd.Series([True] * 97 + [False] * 3 + [True] * 2 + [False] * 298)
    assert tells_who_leaves(status, left)
    assert not tells_who_leaves(status[:8], left[:8])  # nobody stays: nothing to tell


@pytest.mark.parametrize(
    ("values", "left"),
    [
        (["Yes", None, None], [True, False, False]),  # a check box
        (["Yes", "", "Yes"], [True, False, True]),
        ([1, None, 1], [True, False, True]),
        ([True, None, None], [True, False, False]),
        (["Yes", "No", None], [True, False, pd.NA]),  # beside a No nothing is unknown
        ([1, 0, None], [True, False, pd.NA]),
        ([False, None, False], [False, pd.NA, False]),
    ],
)
def test_blanks_beside_one_answer_are_the_other(values, left):
    assert who_left(pd.Series(values, dtype=object).infer_objects(), "Yes").tolist() == left


def test_a_value_that_never_occurs_is_no_flag():
    assert who_left(pd.Series(["Ja", "Nein"]), "Yes") is None


@pytest.fixture
def crm(tmp_path):
    """Customers with an exponential stay of 700 days; tariffs go by turns, so nothing forecasts leaving."""
    random, lines = np.random.default_rng(7), []
    for i in range(300):
        start = dt.date(2021, 1, 1) + dt.timedelta(days=int(random.integers(900)))
        end = start + dt.timedelta(days=int(random.exponential(700)))
        gone = end <= dt.date(2024, 6, 30)
        status = "gekündigt" if gone else "aktiv"
        lines.append(f"K{i};{start:%d.%m.%Y};{f'{end:%d.%m.%Y}' if gone else ''};{status};{'SM'[i % 2]}")
    head = "Kundennummer;Kunde seit;Kündigung zum;Kundenstatus;Tarif\n"
    (tmp_path / "kunden.csv").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    draft = init_pot(tmp_path)
    return tmp_path, draft


def test_draft_check_and_report_agree(crm):
    folder, draft = crm
    assert open_pot(folder).table("customers").segments == ["Tarif"]
    assert any(line.startswith("customers: Kundenstatus: not taken") for line in draft.unsure)
    by_hand = draft.text.replace("segments: [Tarif]", "segments: [Tarif, Kundenstatus]")
    (folder / "pot.yml").write_text(by_hand, encoding="utf-8")
    pot = open_pot(folder)
    assert "customers.Kundenstatus: no trait of customers" in pot.check(today="2024-07-31").text
    seen = observed_customers(pot)
    assert (seen.traits, seen.outcomes) == (["Tarif"], ("Kundenstatus",))
    with pytest.raises(BadParameter, match="'Kundenstatus' cannot be a trait"):
        observed_customers(pot, traits=["Kundenstatus"])


def test_a_model_refuses_what_tells_nearly_without_error_who_left():
    random = np.random.default_rng(3)
    left = np.repeat([1, 0], 60)
    status = np.where(left, "gone", "here").astype(object)
    status[[0, 1, 70]] = ["here", "here", "gone"]  # two not yet marked, one marked too early
    data = pd.DataFrame({"duration": random.exponential(20, 120) + 1, "event": left, "status": status})
    with pytest.raises(BadValue, match="leakage: 'status' tells nearly without error who left"):
        cx.cox(data, covariates="status")
    with pytest.raises(BadValue, match="leakage: 'flag'"):
        cx.cox(data.assign(flag=(status == "gone").astype(int)), covariates="flag")
    assert len(cx.cox(data.assign(tariff=["S", "M"] * 60), covariates="tariff").table) == 1


def test_a_crossed_out_member_list_counts_like_one_with_no(tmp_path):
    """73.3 % instead of 92.8 % would still be there after a year if empty cells were unknown."""
    shares = []
    for number, stays in enumerate(("", "No")):
        folder = tmp_path / str(number)
        folder.mkdir()
        rows = [f"K{i},{(i * 7) % 48 + 1},{'Yes' if i % 4 == 0 else stays},{'AB'[i % 2]}" for i in range(300)]
        text = "customer_id,tenure_months,churned,segment\n" + "\n".join(rows) + "\n"
        (folder / "customers.csv").write_text(text, encoding="utf-8")
        (folder / "pot.yml").write_text(
            "name: x\ntables: {customers: {file: customers.csv}}\n", encoding="utf-8"
        )
        seen = observed_customers(open_pot(folder))
        assert seen.blank_outcomes == (225 if not stays else 0)
        shares.append(cx.survival_curve(seen.frame, times=[12])["estimate"].iloc[0])
    assert shares[0] == shares[1] == pytest.approx(0.9284, abs=1e-3)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("Statut client", ["actif", "résilié", "actif"]),
        ("Stato", ["attivo", "disdetto", "attivo"]),
        ("Estado", ["activo", "baja", "activo"]),
        ("Date de fin", ["2024-01-01", None, None]),
        ("Résilié le", ["2024-01-01", None, None]),
        ("Fecha de baja", ["2024-01-01", None, None]),
    ],
)
def test_outcomes_in_other_languages(name, values):
    assert outcome_reason(name, pd.Series(values))


@pytest.mark.parametrize("name", ["État civil", "Région", "Tarif", "Regione", "Departamento"])
def test_traits_in_other_languages(name):
    assert outcome_reason(name, pd.Series(["a", "b", "a"])) == ""
