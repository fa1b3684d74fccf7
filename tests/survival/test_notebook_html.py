"""Results in a notebook: what they say, their table, nothing of the data as markup."""

import pandas as pd
import pytest

import cxlab as cx
from cxlab.language import using
from cxlab.survival import observed_customers, risk_validation


@pytest.fixture
def data():
    return pd.DataFrame(
        {"duration": range(1, 61), "event": [True, True, False] * 20, "kind": ["<b>a", "c"] * 30}
    )


def test_a_cox_model_shows_its_text_and_its_ratios(data):
    model = cx.cox(data, covariates="kind", reference={"kind": "c"})
    html = model._repr_html_()
    assert html.startswith("<p>The model rests on 60 rows")
    assert "<b>" not in html
    assert "&lt;b&gt;a" in html
    assert "<th>Hazard ratio</th>" in html
    with using("de"):
        assert "<th>Merkmal</th>" in model._repr_html_()


def test_follow_up_and_validation_show_themselves():
    follow_up = observed_customers(cx.open_pot("telco_ibm"), traits=["contract"])
    assert "7,043 customers whose tenure is known, 1,869 of whom left" in follow_up._repr_html_()
    event = ([False, False, True, True] * 4) + [True, False, False, True]
    later = pd.DataFrame({"risk": [0.1, 0.2, 0.6, 0.7] * 5, "duration": [12, 12, 4, 8] * 5, "event": event})
    html = risk_validation(later, risk="risk", horizon=10, repeats=20)._repr_html_()
    assert "<table>" in html
    assert "50.0%" in html
