import json

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from markupsafe import Markup

from cxlab import report
from cxlab.errors import BadValue, MissingColumn, UnknownName
from cxlab.language import using
from cxlab.report import output, picture
from cxlab.text import Text


@pytest.fixture
def shown(monkeypatch):
    """What a notebook would be given."""
    seen = []

    def show(bundle, metadata=None):
        seen.append((bundle, metadata or {}))

    for module in ("notebook", "tables"):
        monkeypatch.setattr(f"cxlab.report.{module}.show", show)
    return seen


FRAME = pd.DataFrame(
    {
        "area": ["A <b>", None],
        "month": pd.to_datetime(["2017-05-01", "2017-06-01"]),
        "metric": ["nps", "csat"],
        "estimate": [39.84, 0.5],
        "low": [37.2, np.nan],
        "high": [42.4, np.nan],
        "se": [1.3, 0.1],
        "n": [2746, 30],
        "p_adjusted": [0.00001, 0.04],
        "note": ["", Text("suppressed: n < {least}", least=5)],
        "method": ["wald", "wald"],
        "level": [0.95, 0.95],
    }
)


def test_say_escapes_text_and_trusts_markup(shown):
    report.say("a < b", Markup("<em>fine</em>"), [Markup("<ul><li>x</li></ul>"), ""])
    assert shown[0][0]["text/html"] == "<p>a &lt; b</p><p><em>fine</em></p><ul><li>x</li></ul>"
    assert shown[0][0]["text/plain"] == "a < b\nfine\nx"
    report.say("", [])
    assert len(shown) == 1


def test_table_writes_each_column_as_what_it_is(shown):
    report.table(FRAME, caption="By <area>")
    html, plain = shown[0][0]["text/html"], shown[0][0]["text/plain"].splitlines()
    assert plain[0] == "area | Month | Measure | Estimate | 95% interval | Answers | p, corrected | Note"
    assert plain[1] == "A <b> | May 2017 | NPS | 39.8 | 37.2 to 42.4 | 2,746 | <\xa00.001 | –"
    assert plain[2] == "– | June 2017 | CSAT | 50.0% | – | 30 | 0.040 | suppressed: n < 5"
    assert "<caption>By &lt;area&gt;</caption>" in html
    assert "<td>A &lt;b&gt;</td>" in html
    assert '<td class="number">39.8</td>' in html


def test_table_in_german(shown):
    with using("de"):
        report.table(
            FRAME, columns=["month", "estimate", "low", "high", "note"], headings={"note": "Hinweis"}
        )
    plain = shown[0][0]["text/plain"].splitlines()
    assert plain[0] == "Monat | Schätzwert | 95\xa0%-Intervall | Hinweis"
    assert plain[1] == "Mai 2017 | 39,8 | 37,2 bis 42,4 | –"
    assert plain[2].endswith("50,0\xa0% | – | unterdrückt: n < 5")


def test_table_options(shown):
    report.table(FRAME, columns=["n", "se"], kinds={"se": "share"}, digits=2)
    assert shown[0][0]["text/plain"].splitlines()[1] == "2,746 | 130.00%"
    report.table(FRAME.head(0))
    assert shown[1][0]["text/html"].count("<tr>") == 1
    with pytest.raises(MissingColumn, match="available"):
        report.table(FRAME, columns=["nonsense"])


def test_input_is_left_alone(shown):
    before = FRAME.copy(deep=True)
    report.table(FRAME)
    report.record(FRAME)
    pd.testing.assert_frame_equal(FRAME, before)


def test_figure_is_a_picture_with_a_sentence_and_closed(shown):
    fig, axes = plt.subplots(2, 2)
    report.figure(axes, alt="Four empty plots.")
    bundle, metadata = shown[0]
    assert bundle["image/svg+xml"].startswith("<?xml")
    ticks = ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]  # what is drawn is looked through before publishing
    assert metadata == {"image/svg+xml": {"alt": "Four empty plots.", "words": ticks}}
    assert fig.number not in plt.get_fignums()


def test_the_same_figure_gives_the_same_file(shown):
    for _ in range(2):
        report.figure(plt.figure().subplots(), alt="Empty.")
    assert shown[0][0] == shown[1][0]


def test_a_heavy_figure_becomes_a_bitmap(shown, monkeypatch):
    monkeypatch.setattr(picture, "LARGEST_SVG", 100)
    report.figure(plt.figure().subplots(), alt="Empty.")
    assert shown[0][0]["image/png"].startswith(b"\x89PNG")


def test_figure_needs_a_sentence_and_a_figure():
    axes = plt.figure().subplots()
    with pytest.raises(BadValue, match="alt must be a sentence"):
        report.figure(axes, alt="  ")
    with pytest.raises(BadValue, match="expected Axes or a Figure, found str"):
        report.figure("x", alt="Text.")
    plt.close("all")


def test_quotes_trust_nobody(shown):
    report.quotes([Markup("<script>x</script>"), " <b>loud</b> ", ""], caption="Said & done")
    html = shown[0][0]["text/html"]
    assert "<script>" not in html
    assert "<blockquote>&lt;b&gt;loud&lt;/b&gt;</blockquote>" in html
    assert html.count("<blockquote>") == 2
    assert "Said &amp; done" in html


def test_key_figures_escape(shown):
    report.key_figures([("a<", Markup("<b>1</b>")), ("b", "2", "x & y")])
    html = shown[0][0]["text/html"]
    assert "a&lt;" in html
    assert "<b>" not in html
    assert "x &amp; y" in html


def test_record_makes_tidy_rows(shown):
    total = pd.DataFrame({"metric": ["nps"], "estimate": [40.0], "low": [37.0], "high": [43.0], "n": [2746]})
    report.record([total, FRAME], headline="nps")
    rows = shown[0][0][output.RESULTS]
    assert json.loads(json.dumps(rows)) == rows
    assert [row["headline"] for row in rows] == [True, False, False]
    assert rows[1]["dimension"] == "area"
    assert rows[1]["group"] == "A <b>"
    assert rows[1]["period"] == "2017-05-01"
    assert rows[2]["group"] == ""
    assert rows[2]["low"] is None
    assert shown[0][0]["text/plain"] == "3 results recorded: NPS 40.0 (37.0 to 43.0), n = 2,746"


def test_record_refuses_what_is_no_result():
    total = pd.DataFrame({"metric": ["nps"], "estimate": [40.0], "n": [3]})
    with pytest.raises(BadValue, match="found none"):
        report.record([])
    with pytest.raises(BadValue, match="available: nps"):
        report.record(total, headline="csat")
    with pytest.raises(MissingColumn, match="'n' not found in a recorded frame"):
        report.record(total.drop(columns="n"))


def test_start_sets_the_language_and_notes_the_data(shown, pot):
    from cxlab import open_pot
    from cxlab.language import current, use

    try:
        report.start(open_pot(pot), language="de")
        assert current() == "de"
    finally:
        use("en")
    facts = shown[0][0][output.PROVENANCE]
    assert json.loads(json.dumps(facts)) == facts
    assert facts["files"][0]["rows"] == 41
    assert facts["exclusions"][0]["reason"] == "nps ist 11, als fehlend festgelegt"
    assert facts["exclusions"][0]["what"] == facts["exclusions"][0]["reason"]
    with pytest.raises(UnknownName, match="language"):
        report.start(open_pot(pot), language="fr")


def test_outside_a_notebook_the_text_is_printed(capsys):
    report.say("hello <you>")
    assert capsys.readouterr().out == "hello <you>\n"


def test_small_groups_of_a_frame_made_by_hand_are_hidden(shown):
    by_hand = pd.DataFrame({"area": list("ABC"), "n": [3, 2000, 12], "mean": [1.0, 2.0, 3.0]})
    report.table(by_hand)
    lines = shown[0][0]["text/plain"].splitlines()
    assert lines[1].startswith("A | – | – | suppressed: n < 5 or beside such a group")
    assert lines[2].startswith("B | 2,000 | 2")
    assert lines[3].startswith("C | – | –")
    rows = by_hand.assign(metric="mean", estimate=by_hand["mean"])[["area", "metric", "estimate", "n"]]
    report.record(rows)
    recorded = shown[1][0]["application/vnd.cxlab.results+json"]
    assert [row["n"] for row in recorded] == [None, 2000, None]
    assert [row["estimate"] for row in recorded] == [None, 2.0, None]


def test_words_of_a_table_in_a_figure_are_kept(shown):
    axes = plt.figure().subplots()
    axes.table(cellText=[["Zumkeller"]], colLabels=["who"])
    axes.plot([1], [1], marker="$Tiedtke$")
    report.figure(axes, alt="A table.")
    words = shown[0][1]["image/svg+xml"]["words"]
    assert {"Zumkeller", "who", "$Tiedtke$"} <= set(words)


def test_letters_as_shapes_are_refused(shown):
    from matplotlib.patches import PathPatch
    from matplotlib.textpath import TextPath

    axes = plt.figure().subplots()
    axes.add_patch(PathPatch(TextPath((0, 0), "Zumkeller")))
    with pytest.raises(BadValue, match="letters as shapes"):
        report.figure(axes, alt="A name.")


def test_a_figure_tells_its_values(shown):
    from cxlab import plots

    report.figure(plots.estimates(GROUPS, group="area", title="A is ahead"), alt="A and B compared.")
    report.figure(plots.estimates(GROUPS, group="area", title="A is ahead"))
    values = "NPS: A 30.0 (20.0 to 40.0), B 10.0 (0.0 to 20.0)."
    assert shown[0][1]["image/svg+xml"]["alt"] == f"A and B compared. {values}"
    assert shown[1][1]["image/svg+xml"]["alt"] == f"A is ahead. {values}"


GROUPS = pd.DataFrame(
    {
        "area": ["A", "B"],
        "estimate": [30.0, 10.0],
        "low": [20.0, 0.0],
        "high": [40.0, 20.0],
        "n": [100, 120],
        "note": "",
    }
)
