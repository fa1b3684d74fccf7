"""What the figures say: the right numbers, gaps and suppressions, and nothing left behind."""

from __future__ import annotations

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from cxlab import errors, language, plots
from cxlab.plots.labels import shorten
from cxlab.plots.style import BANDS, DETRACTOR, PROMOTER, RULE
from cxlab.plots.trend import spread

from .conftest import make_change, make_groups, make_months
from .texts import shown

DRAWN = {
    "distribution": lambda table: plots.score_distribution(table),
    "bands": lambda table: plots.bands(table, "area"),
    "estimates": lambda table: plots.estimates(table, group="area"),
    "over_time": lambda table: plots.over_time(table, period="month"),
    "waterfall": lambda table: plots.waterfall(table),
}


@pytest.fixture
def tables(distribution):
    return {
        "distribution": distribution,
        "bands": make_groups(4, suppressed=(1,)),
        "estimates": make_groups(4, suppressed=(1,)),
        "over_time": make_months(6, suppressed=(2,)),
        "waterfall": make_change(4, suppressed=(1,)),
    }


@pytest.mark.parametrize("name", DRAWN)
def test_neither_settings_nor_windows_nor_the_table_are_left_changed(name, tables):
    before, settings = tables[name].copy(), dict(mpl.rcParams)
    DRAWN[name](tables[name])
    assert plt.get_fignums() == []
    assert dict(mpl.rcParams) == settings
    pd.testing.assert_frame_equal(tables[name], before)


@pytest.mark.parametrize("name", DRAWN)
def test_draws_into_the_axes_it_is_given(name, tables):
    ax = mpl.figure.Figure().add_subplot()
    options = {"bands": {"group": "area"}, "estimates": {"group": "area"}, "over_time": {"period": "month"}}
    function = plots.score_distribution if name == "distribution" else getattr(plots, name)
    assert function(tables[name], ax=ax, title="Mine", **options.get(name, {})) is ax
    assert ax.get_title(loc="left") == "Mine"


@pytest.mark.parametrize("name", ["distribution", "bands", "estimates", "over_time"])
@pytest.mark.parametrize("emptied", ["no rows", "all suppressed"])
def test_nothing_to_draw_is_said_in_a_sentence(name, emptied, tables):
    table = tables[name].iloc[:0] if emptied == "no rows" else tables[name].assign(estimate=np.nan)
    texts = shown(DRAWN[name](table))
    assert len(texts) == 2  # title and sentence
    assert ("too few answers" if name == "distribution" else "enough answers") in texts[0] + texts[1]


def test_a_change_without_scores_is_said_in_a_sentence():
    table = make_change(3)
    table.loc[table["group"] == "total", ["value_versus", "rate", "mix"]] = np.nan
    assert any("too few answers" in text for text in shown(plots.waterfall(table)))


@pytest.mark.parametrize("name", DRAWN)
def test_a_missing_column_is_named(name, tables):
    column = {"waterfall": "rate"}.get(name, "estimate")
    with pytest.raises(errors.MissingColumn, match=column):
        DRAWN[name](tables[name].drop(columns=column))


def test_a_figure_shows_itself_in_a_notebook(distribution):
    ax = plots.score_distribution(distribution, title="Most <give> 10")
    assert ax._repr_png_().startswith(b"\x89PNG")
    shown_as, beside = ax._repr_mimebundle_()
    assert 'alt="Most &lt;give&gt; 10. Share of answers: 0 1.1%' in shown_as["text/html"]
    assert shown_as["image/png"] in shown_as["text/html"]
    assert beside["image/png"]["alt"].startswith("Most <give> 10.")


def test_band_totals_are_those_of_sfo_2017(distribution):
    texts = shown(plots.score_distribution(distribution))
    # REFERENCES: 1,436 promoters, 968 passives, 342 detractors of 2,746
    assert {"n = 1,436", "n = 968", "n = 342"} <= set(texts)
    assert {"Promoters\n52.3%", "Passives\n35.3%", "Detractors\n12.5%"} <= set(texts)


def test_german_figures_have_german_numbers(distribution):
    language.use("de")
    ax = plots.score_distribution(distribution)
    language.use("en")  # drawn now: what was written must not change its language
    texts = shown(ax)
    assert "n = 1.436" in texts
    assert any("52,3\N{NO-BREAK SPACE}%" in text for text in texts)


def test_german_axes_keep_their_language():
    language.use("de")
    ax = plots.over_time(make_months(5), period="month")
    language.use("en")
    assert "Mai\n" in shown(ax)


def test_names_are_never_markup():
    names = ["$x_1$", r"\$5 and $6", "<script>alert(1)</script>", r"$\frac{", "a_b^c"]
    table = make_groups(5).assign(area=names)
    for ax in (plots.bands(table, "area"), plots.estimates(table, group="area")):
        assert set(names) <= set(shown(ax))
        assert not any(tick.get_parse_math() for tick in ax.get_yticklabels())


def test_suppressed_groups_keep_their_row_and_hide_their_numbers():
    table = make_groups(4, suppressed=(2,))
    for ax in (plots.bands(table, "area"), plots.estimates(table, group="area")):
        texts = shown(ax)
        assert "suppressed (n < 5)" in texts
        assert "Area 2" in texts
        assert "3" not in texts  # its number of answers


def test_estimates_are_sorted_unless_ordered():
    table = make_groups(6, suppressed=(0,))
    names = [tick.get_text() for tick in plots.estimates(table, group="area").get_yticklabels()]
    wanted = table.sort_values("estimate", ascending=False)["area"].tolist()
    assert names == wanted
    assert names[-1] == "Area 0"
    names = [tick.get_text() for tick in plots.estimates(table, group="area", ordered=True).get_yticklabels()]
    assert names == table["area"].tolist()


def test_marked_rows_are_coloured_by_their_side():
    table = make_groups(3).assign(estimate=[30.0, 10.0, 20.0])
    ax = plots.estimates(table, group="area", reference=20.0, marked=[True, True, False])
    colours = [line.get_color() for line in ax.lines if line.get_marker() == "o"]
    assert colours == [PROMOTER, RULE, DETRACTOR]


def test_marks_must_fit_the_table():
    with pytest.raises(errors.BadValue, match="one truth value per row"):
        plots.estimates(make_groups(3), group="area", marked=[True])


def test_an_unknown_unit_is_refused():
    with pytest.raises(errors.UnknownName, match="unit"):
        plots.estimates(make_groups(3), group="area", unit="euro")


def test_several_group_columns_are_joined():
    table = make_groups(2).assign(channel=["web", None])
    labels = [
        tick.get_text()
        for tick in plots.estimates(table, group=["area", "channel"], ordered=True).get_yticklabels()
    ]
    assert labels == ["Area 0 · web", "Area 1 · not stated"]


def test_no_line_crosses_a_gap():
    table = make_months(10, gaps=(3,), suppressed=(6,))
    line = max(plots.over_time(table, period="month").lines, key=lambda line: len(line.get_xdata()))
    assert np.flatnonzero(np.isnan(line.get_ydata())).tolist() == [3, 6]
    assert len(line.get_xdata()) == 10


@pytest.mark.parametrize("every", ["day", "week", "month", "quarter", "year"])
def test_missing_periods_keep_their_place(every):
    ax = plots.over_time(make_months(9, every=every, gaps=(2, 5)), period=every)
    assert ax.get_xlim() == (-0.5, 8.5)


def test_changes_are_written_signed_and_only_where_marked():
    table = make_months(6)
    marks = pd.DataFrame({"group": table["month"].iloc[[2, 4]].astype(object), "estimate": [7.25, -3.0]})
    texts = shown(plots.over_time(table, period="month", marks=marks))
    assert {"+7.2", "−3.0"} <= set(texts)
    assert sum(text[0] in "+−" and text[1:].replace(".", "").isdigit() for text in texts) >= 2


def test_a_mark_on_a_suppressed_period_is_not_drawn():
    table = make_months(6, suppressed=(2,))
    marks = pd.DataFrame({"month": table["month"].iloc[[2]], "estimate": [77.7]})
    assert "+77.7" not in shown(plots.over_time(table, period="month", marks=marks))


def test_answers_without_a_date_are_counted():
    table = pd.concat([make_months(4), make_months(1).assign(month=pd.NaT, n=1234)])
    assert any(
        "1,234 answers without a date" in text for text in shown(plots.over_time(table, period="month"))
    )


def test_two_rows_of_one_period_are_refused():
    table = pd.concat([make_months(4), make_months(4)])
    with pytest.raises(errors.BadValue, match="one row per period"):
        plots.over_time(table, period="month")


def test_many_groups_become_panels_but_not_in_a_given_axes():
    table = pd.concat([make_months(5).assign(area=f"Area {i}") for i in range(7)])
    ax = plots.over_time(table, period="month", by="area")
    assert len(ax.get_figure(root=True).axes) == 7
    with pytest.raises(errors.BadValue, match="leave out ax"):
        plots.over_time(table, period="month", by="area", ax=ax)


@pytest.mark.parametrize(
    ("count", "suppressed"), [(1, ()), (3, ()), (3, (1,)), (8, ()), (30, (2, 5)), (2, (0, 1))]
)
def test_waterfall_steps_meet_the_end_exactly(count, suppressed):
    table = make_change(count, suppressed=suppressed)
    total = table.iloc[-1]
    bars = plots.waterfall(table).patches
    at = total["value_versus"]
    for bar in bars:
        assert bar.get_x() + min(bar.get_width(), 0) == pytest.approx(min(at, at + bar.get_width()), abs=1e-9)
        at += bar.get_width()
    assert at == pytest.approx(total["value"], abs=1e-9)


def test_waterfall_joins_small_segments_and_never_a_suppressed_one_alone():
    labels = [tick.get_text() for tick in plots.waterfall(make_change(30)).get_yticklabels()]
    assert labels.count("other segments (23)") == 2
    labels = [tick.get_text() for tick in plots.waterfall(make_change(4, suppressed=(1,))).get_yticklabels()]
    assert labels.count("other segments (2)") == 2
    assert "Area 1" not in labels


def test_waterfall_names_segments_that_came_or_went():
    table = make_change(3)
    table.loc[0, ["rate", "n_versus"]] = [np.nan, 0]
    table.loc[1, ["rate", "n"]] = [np.nan, 0]
    table.loc[3, "rate"] = table["rate"].iloc[2]
    texts = shown(plots.waterfall(table))
    assert {"Area 0 (new)", "Area 1 (no longer there)"} <= set(texts)


def test_waterfall_takes_one_pair_of_periods():
    with pytest.raises(errors.BadValue, match="one pair of periods"):
        plots.waterfall(pd.concat([make_change(2), make_change(2)]))


def test_the_bands_stay_apart_in_a_grey_print():
    linear = [np.power(to_rgb(colour), 2.2) @ [0.2126, 0.7152, 0.0722] for colour in BANDS.values()]
    lightness = sorted(116 * value ** (1 / 3) - 16 for value in linear)  # CIE L*, 0 black to 100 white
    assert min(np.diff(lightness)) > 20


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("", ""), ("one two", "one two"), ("x" * 200, None), ("서울국제공항" * 20, None), ("a b " * 60, None)],
)
def test_names_fit_two_lines(text, wanted):
    lines = shorten(text).split("\n")
    assert len(lines) <= 2
    assert max(map(len, lines)) <= 35
    assert wanted is None or shorten(text) == wanted


def test_long_names_that_differ_at_the_end_stay_different():
    assert shorten("n" * 100 + " 1") != shorten("n" * 100 + " 2")


def test_labels_are_spread_without_touching():
    centres = spread([50, 50, 50, 50], [12, 12, 24, 12], room=60)
    gaps = np.diff(centres)
    assert (gaps >= [12, 18, 18]).all()
    assert centres[-1] <= 60


def test_groups_over_time_stand_in_their_own_order():
    late = make_months(5).iloc[2:].assign(area="A")
    table = pd.concat([make_months(5).assign(area=name) for name in "BCDE"] + [late])
    panels = plots.over_time(table, period="month", by="area").get_figure(root=True).axes
    assert [panel.get_title(loc="left")[0] for panel in panels] == ["A", "B", "C", "D", "E"]


def test_comparisons_are_titled_by_what_they_compare():
    table = make_groups(3).assign(factor="boarding_area", difference=1.0).rename(columns={"area": "group"})
    ax = plots.estimates(
        table, group="group", value="difference", unit="difference", reference=0, label="Difference"
    )
    assert {"Difference by boarding area", "No difference"} <= set(shown(ax))


def test_the_theme_reaches_no_figure_outside_its_block():
    with plots.theme():
        assert mpl.rcParams["axes.titlelocation"] == "left"
    assert mpl.rcParams["axes.titlelocation"] == "center"
    plots.theme()
    assert mpl.rcParams["axes.titlelocation"] == "center"
    with pytest.raises(KeyError), plots.theme():
        raise KeyError
    assert mpl.rcParams["axes.titlelocation"] == "center"


def test_a_title_says_what_the_marks_show():
    table = make_groups(3)
    low = table["estimate"].idxmin()
    marked = [row == low for row in table.index]
    texts = shown(plots.estimates(table, group="area", reference=100.0, marked=marked))
    assert any(text.startswith(f"{table['area'][low]} is ") and "below the total" in text for text in texts)
    texts = shown(plots.estimates(table, group="area", reference=100.0, marked=[False] * 3))
    assert "NPS by area: no group differs significantly" in texts
    assert "NPS by area" in shown(plots.estimates(table, group="area", reference=100.0))


def test_a_trend_says_how_much_of_it_is_significant():
    table = make_months(6)
    marks = table.assign(difference=9.0)
    assert "NPS over time: no significant change" in shown(
        plots.over_time(table, period="month", marks=marks.iloc[:0])
    )
    assert "NPS over time: 1 significant change" in shown(
        plots.over_time(table, period="month", marks=marks.iloc[[3]])
    )


def test_a_spread_says_how_large_its_ends_are(distribution):
    assert "52% are promoters, 12% are detractors" in shown(plots.score_distribution(distribution))


def test_like_figures_have_like_axes():
    low, high = make_groups(3), make_groups(3)
    high[["estimate", "low", "high"]] += 200.0
    axes = [plots.estimates(one, group="area", like=[low, high]) for one in (low, high)]
    assert axes[0].get_xlim() == axes[1].get_xlim()
    assert plots.estimates(low, group="area").get_xlim() != axes[0].get_xlim()
