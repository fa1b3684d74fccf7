"""A company of known figures, as a data pot in a folder."""

import numpy as np
import pandas as pd
import pytest
import yaml


def days(year: int, n: int) -> pd.DatetimeIndex:
    return pd.date_range(f"{year}-01-01", f"{year}-12-31", periods=n).normalize()


@pytest.fixture(scope="session")
def company(tmp_path_factory):
    """Two years of answers (NPS 40, then 0), requests, complaints that fall in the north, 120 customers."""
    folder = tmp_path_factory.mktemp("company")
    who = pd.DataFrame({"customer_id": np.arange(120), "region": ["north"] * 40 + ["south"] * 80})
    who["sales_channel"] = np.where(who["customer_id"] % 2, "web", "shop")
    who["signup_date"], who["end_date"] = "2020-01-01", pd.Series([None] * 120, dtype=object)
    who.loc[[5, 45, 85], "end_date"] = "2023-01-15"
    who.loc[[6, 46, 86, 87], "end_date"] = "2024-12-31"
    who.to_csv(folder / "customers.csv", index=False)
    parts = []
    for year, (low, middle, high) in {2023: (10, 30, 60), 2024: (40, 20, 40)}.items():
        scores = np.repeat([3, 8, 10], [low, middle, high])
        answers = pd.DataFrame({"customer_id": np.arange(100), "nps": scores, "date": days(year, 100)})
        answers["csat"] = np.where(scores > 5, 5, 2)
        answers["ces"] = np.where(np.arange(100) % 4 == 0, 3, 6)
        answers["channel"] = np.where(np.arange(100) % 2, "app", "mail")
        parts.append(answers.sample(frac=1, random_state=year).assign(date=days(year, 100)))
    pd.concat(parts).to_csv(folder / "answers.csv", index=False)
    made = pd.DataFrame({"customer_id": np.tile(np.arange(100), 4), "created": days_of(400)})
    made["ticket_id"] = np.arange(400)
    made["first_response"] = made["created"] + pd.to_timedelta(
        np.tile([1, 2, 2, 30], 100) + 0.01 * (np.arange(400) % 11), unit="h"
    )
    made["resolved"] = made["first_response"] + pd.Timedelta(hours=5)
    made["channel"] = np.tile(["phone", "phone", "phone", "letter"], 100)
    made.to_csv(folder / "tickets.csv", index=False)
    # North: 60 complaints before 2024, 20 after; south 80 and 80.
    bad = [(2023, 60, 0, 40), (2024, 20, 0, 40), (2023, 80, 40, 80), (2024, 80, 40, 80)]
    complaints = pd.concat(
        [pd.DataFrame({"customer_id": start + np.arange(n) % size, "created": days(year, n)})
         for year, n, start, size in bad]
    )  # fmt: skip
    complaints.to_csv(folder / "complaints.csv", index=False)
    about = {
        "name": "Known", "company": "Known & Co", "industry": "energy",
        "tables": {
            "customers": {"file": "customers.csv", "owner": "CRM", "refresh_days": 7,
                          "segments": ["region", "sales_channel"]},
            "responses": {"file": "answers.csv", "owner": "Research", "refresh_days": 30},
            "tickets": {"file": "tickets.csv", "owner": "Service"},
            "complaints": {"file": "complaints.csv", "owner": "Care"},
        },
        "targets": {"nps": 20, "csat": 0.5, "first_response_hours": 2.5, "churn_rate": 0.1},
    }  # fmt: skip
    (folder / "pot.yml").write_text(yaml.safe_dump(about))
    return folder


def days_of(n: int) -> pd.DatetimeIndex:
    return pd.date_range("2023-01-01 08:00", "2024-12-30 08:00", periods=n).round("s")


@pytest.fixture(scope="session")
def pot(company):
    import cxlab as cx

    return cx.open_pot(company)


@pytest.fixture(scope="session")
def kpis(pot):
    import cxlab as cx

    return cx.scorecard.find_kpis(pot)
