"""Key drivers: planted weights are found, missing is not low, and what cannot be judged says why."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadValue, MissingColumn
from cxlab.language import told

WEIGHTS = {"price": 0.6, "service": 0.35, "website": 0.05}


def survey(size=1500, seed=1, weights=WEIGHTS, correlation=0.3):
    """Return grades of 1 to 5 and a score of 0 to 10 that hangs on them with planted weights."""
    rng = np.random.default_rng(seed)
    k = len(weights)
    root = np.linalg.cholesky(np.full((k, k), correlation) + (1 - correlation) * np.eye(k))
    latent = rng.normal(0, 1, (size, k)) @ root.T
    score = 6.5 + 2 * (latent @ list(weights.values())) + rng.normal(0, 1, size)
    grades = np.clip(np.round(3.2 + latent), 1, 5)
    frame = pd.DataFrame(grades, columns=list(weights))
    return frame.assign(nps=np.clip(np.round(score), 0, 10), customer=np.arange(size) // 2)


@pytest.fixture(scope="module")
def answers():
    return survey()


@pytest.fixture(scope="module")
def found(answers):
    return cx.key_drivers(answers, drivers=list(WEIGHTS), cluster="customer")


def test_planted_drivers_come_in_their_order_with_intervals(found):
    table = found.table
    assert table["aspect"].tolist() == ["price", "service", "website"]
    assert table["estimate"].sum() == pytest.approx(1)
    assert table["r2_part"].sum() == pytest.approx(found.explained["estimate"].iloc[0])
    assert (table["low"] < table["estimate"]).all()
    assert (table["estimate"] < table["high"]).all()
    assert table[["rank_best", "rank_worst"]].to_numpy().tolist() == [[1, 1], [2, 2], [3, 3]]
    assert told(found.text).startswith("price matters most")


def test_effects_are_the_slopes_of_least_squares(answers, found):
    import statsmodels.api as sm

    fit = sm.OLS(answers["nps"], sm.add_constant(answers[list(WEIGHTS)])).fit(
        cov_type="cluster", cov_kwds={"groups": answers["customer"]}
    )
    effects = found.effects.set_index("aspect").loc[list(WEIGHTS)]
    assert effects["estimate"].to_numpy() == pytest.approx(fit.params[1:].to_numpy(), rel=1e-9)
    # A bootstrap of 500 draws knows a standard error to 3 %.
    assert effects["se"].to_numpy() == pytest.approx(fit.bse[1:].to_numpy(), rel=0.12)


def test_lmg_and_johnson_nearly_agree(answers, found):
    other = cx.key_drivers(answers, drivers=list(WEIGHTS), cluster="customer", method="lmg", draws=100)
    assert other.table["estimate"].to_numpy() == pytest.approx(found.table["estimate"].to_numpy(), abs=0.02)


def test_whole_numbers_of_weights_are_rows_that_stand_so_often(answers):
    weights = answers.assign(weight=np.where(answers.index < 500, 2, 1))
    twice = pd.concat([answers, answers.head(500)], ignore_index=True)
    one = cx.key_drivers(weights, drivers=list(WEIGHTS), weight="weight", draws=100)
    two = cx.key_drivers(twice, drivers=list(WEIGHTS), draws=100)
    assert one.table["estimate"].to_numpy() == pytest.approx(two.table["estimate"].to_numpy())
    assert one.effects["estimate"].to_numpy() == pytest.approx(two.effects["estimate"].to_numpy())


def test_customers_who_answer_ten_times_are_not_ten_customers(answers):
    many = pd.concat([answers.head(150)] * 10, ignore_index=True)
    many = many.assign(customer=np.tile(np.arange(150), 10))
    options = {"drivers": list(WEIGHTS), "draws": 200}
    naive, clustered = cx.key_drivers(many, **options), cx.key_drivers(many, cluster="customer", **options)
    ratio = clustered.effects["se"] / naive.effects["se"]
    assert ratio.min() > 2.5  # the square root of ten is 3.2


def test_not_rated_is_not_rated_low(answers):
    rng = np.random.default_rng(3)
    used = rng.random(len(answers)) < 0.4
    some = answers.assign(website=answers["website"].where(used))
    zero = some.assign(website=some["website"].fillna(0))
    asked = {"drivers": list(WEIGHTS), "draws": 100}
    full = cx.key_drivers(answers, **asked).effects.set_index("aspect")["estimate"]
    pairwise = cx.key_drivers(some, not_rated="pairwise", **asked)
    indicator = cx.key_drivers(some, not_rated="indicator", **asked)
    wrong = cx.key_drivers(zero, **asked).effects.set_index("aspect")["estimate"]
    for found in (pairwise, indicator):
        slope = found.effects.set_index("aspect")["estimate"]
        assert slope.to_numpy() == pytest.approx(full[slope.index].to_numpy(), abs=0.12)
    assert abs(wrong["website"] - full["website"]) > abs(slope["website"] - full["website"])
    missing = pairwise.table.set_index("aspect").loc["website", "missing"]
    assert missing == (~used).sum()


def test_who_never_used_it_counts_neither_up_nor_down():
    """Those who never used something score lower for a reason of their own; its slope stays what it is."""
    rng = np.random.default_rng(4)
    size = 4000
    used = rng.random(size) < 0.3
    rating = rng.integers(1, 6, size).astype(float)
    other = rng.integers(1, 6, size)
    score = 4 + 0.5 * other + np.where(used, 1.0 + 0.8 * (rating - 3), -1.0) + rng.normal(0, 1, size)
    data = pd.DataFrame({"parking": np.where(used, rating, np.nan), "other": other, "score": score})
    found = cx.key_drivers(data, outcome="score", drivers=["parking", "other"], draws=100)
    slope = found.effects.set_index("aspect")["estimate"]
    assert slope["parking"] == pytest.approx(0.8, abs=0.08)
    assert slope["other"] == pytest.approx(0.5, abs=0.05)


def test_what_cannot_be_judged_stays_with_its_reason(answers):
    odd = answers.assign(constant=3.0, nobody=np.nan, few=answers["price"].where(answers.index < 20))
    names = [*WEIGHTS, "constant", "nobody", "few"]
    table = cx.key_drivers(odd, drivers=names, draws=100).table.set_index("aspect")
    assert table["estimate"].isna().tolist() == [False] * 3 + [True] * 3
    assert "does not vary" in table.loc["constant", "note"]
    assert "nobody" in table.loc["nobody", "note"]
    assert "only 20 ratings" in told(table.loc["few", "note"])
    places = cx.importance_performance(odd, drivers=names, draws=100).set_index("aspect")
    assert places.loc[["constant", "nobody", "few"], "quadrant"].eq("undecided").all()


def test_factors_that_move_together_are_called_so(answers):
    rng = np.random.default_rng(9)
    twin = (answers["price"] + (rng.random(len(answers)) < 0.03)).clip(1, 5)
    found = cx.key_drivers(answers.assign(twin=twin), drivers=[*WEIGHTS, "twin"], draws=100)
    notes = found.table.set_index("aspect")["note"]
    assert "moves together with 'twin'" in notes["price"]
    assert "moves together with 'price'" in notes["twin"]
    same = cx.key_drivers(answers.assign(twin=answers["price"]), drivers=[*WEIGHTS, "twin"], draws=100)
    effects = same.effects.set_index("aspect")["estimate"]
    assert effects[["price", "twin"]].isna().all()
    shares = same.table.set_index("aspect")["estimate"]
    assert shares["price"] == pytest.approx(shares["twin"])


def test_no_row_of_pairwise_answers_is_needed_by_all(answers):
    """Every two were rated together, all three by nobody: nothing is left out."""
    gone = np.arange(len(answers)) % 3
    part = answers.copy()
    for place, name in enumerate(WEIGHTS):
        part[name] = part[name].where(gone != place)
    table = cx.key_drivers(part, drivers=list(WEIGHTS), not_rated="pairwise", draws=100).table
    assert table["aspect"].tolist() == list(WEIGHTS)
    assert table["estimate"].notna().all()


def test_few_clusters_have_no_interval(answers):
    table = cx.key_drivers(
        answers.assign(team=answers.index % 5), drivers=list(WEIGHTS), cluster="team"
    ).table
    assert table["low"].isna().all()
    assert table["note"].str.startswith("no interval").all()


def test_bands_give_points_of_nps(answers):
    found = cx.key_drivers(answers, drivers=list(WEIGHTS), bands=(6, 9), draws=100)
    net = 100.0 * ((answers["nps"] >= 9).astype(float) - (answers["nps"] <= 6))
    same = cx.key_drivers(answers.assign(net=net), outcome="net", drivers=list(WEIGHTS), draws=100)
    assert found.effects["metric"].eq("nps_per_point").all()
    by_name = same.effects.set_index("aspect")["estimate"]
    wanted = by_name[found.effects["aspect"]].to_numpy()
    assert found.effects["estimate"].to_numpy() == pytest.approx(wanted)


def test_every_kind_of_frame_gives_the_same(answers, found, tmp_path):
    path = tmp_path / "answers.parquet"
    answers.to_parquet(path)
    for data in (pl.from_pandas(answers), path):
        again = cx.key_drivers(data, drivers=list(WEIGHTS), cluster="customer")
        pd.testing.assert_frame_equal(again.table, found.table)


def test_few_people_are_hidden(answers):
    rare = answers.assign(website=answers["website"].where(answers.index < 80), customer=1)
    rare.loc[80:, "customer"] = np.arange(len(rare) - 80) + 2
    table = cx.key_drivers(rare, drivers=list(WEIGHTS), cluster="customer", draws=100).table
    row = table.set_index("aspect").loc["website"]
    assert pd.isna(row["estimate"])
    assert "suppressed" in row["note"]


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"drivers": []}, BadParameter, "names no column"),
        ({"drivers": ["price", "price"]}, BadParameter, "twice"),
        ({"drivers": ["price", "nps"]}, BadParameter, "cannot explain itself"),
        ({"drivers": ["prise"]}, MissingColumn, "prise"),
        ({"drivers": ["text"]}, BadValue, "'text' must hold numbers"),
        ({"outcome": "same"}, BadValue, "alike"),
        ({"outcome": "none"}, BadValue, "nobody"),
        ({"weight": "negative"}, BadValue, "negative weights"),
        ({"method": "shap"}, BadParameter, "shap"),
        ({"not_rated": "zero"}, BadParameter, "zero"),
        ({"bands": (9, 6)}, BadParameter, "bands"),
        ({"draws": 10}, BadParameter, "draws"),
        ({"level": 95}, BadParameter, "level"),
    ],
)
def test_bad_input_is_refused_in_words(answers, change, error, words):
    odd = answers.assign(text="x", same=5.0, none=np.nan, negative=-1.0)
    with pytest.raises(error, match=words):
        cx.key_drivers(odd, **({"drivers": ["price", "service"], "draws": 100} | change))
