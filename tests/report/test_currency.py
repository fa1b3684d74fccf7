"""Amounts are written in the currency that the pot's files name."""

import pytest

import cxlab as cx
from cxlab.report.currency import currency_of


@pytest.mark.parametrize(
    ("columns", "currency"),
    [
        ("id,Umsatz_EUR", "EUR"),
        ("id,price ($)", "USD"),
        ("id,Umsatz_EUR,Gebuehr (€)", "EUR"),
        ("id,Umsatz_EUR,fee_CHF", ""),
        ("id,EURO,AMATEUR", ""),
    ],
)
def test_the_currency_is_named_by_the_columns(tmp_path, columns, currency):
    names = columns.split(",")
    (tmp_path / "c.csv").write_text(columns + "\n" + ",".join("1" for _name in names) + "\n")
    mapped = "".join(f"\n      c{place}: '{name}'" for place, name in enumerate(names[1:]))
    (tmp_path / "pot.yml").write_text(
        f"name: P\ntables:\n  customers:\n    file: c.csv\n    columns:\n      customer_id: id{mapped}\n"
    )
    assert currency_of(cx.open_pot(tmp_path)) == currency
