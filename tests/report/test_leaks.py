"""A report with a raw value of a personal column is not published."""

import pytest

from cxlab import report
from cxlab.report.execute import Failure
from cxlab.report.failure import advice

from .conftest import write_notebook

CODE = """\
data = cx.open_pot(pot)
report.start(data, language=language)
people = data["customers"]
{show}
report.record(cx.nps(data["responses"]), headline="nps")
"""


@pytest.fixture
def leaky(tmp_path):
    folder = tmp_path / "pot"
    folder.mkdir()
    (folder / "pot.yml").write_text(
        "name: P\ntables: {customers: {file: c.csv, personal: [last_name, email, phone, iban]},"
        " responses: {file: r.csv}}"
    )
    (folder / "c.csv").write_text(
        "customer_id,last_name,email,phone,iban\n"
        "1,Zumkeller,zk@firma.example,+49 30 1234567,DE44 5001 0517 5407 3249 31\n"
        "2,Tiedtke,td@firma.example,+49 40 7654321,DE21 3012 0400 0000 0152 28\n"
    )
    (folder / "r.csv").write_text("response_id,nps\n" + "\n".join(f"{i},{i % 11}" for i in range(40)))
    return folder


def run(leaky, tmp_path, show):
    cells = [
        ("markdown", "# How are we doing?"),
        ("code", "import cxlab as cx\nfrom cxlab import report"),
        ("parameters", 'pot: str = "x"  # the pot\nlanguage: str = "en"  # language'),
        ("code", CODE.format(show=show)),
    ]
    notebook = write_notebook(tmp_path / "t.ipynb", cells)
    return report.run(notebook, pot=leaky, output=tmp_path / "out")


def test_a_raw_value_stops_the_report(leaky, tmp_path):
    result = run(leaky, tmp_path, "report.table(people)")
    assert result.state == "failed"
    assert "customers.last_name (2)" in result.error
    assert result.results is None
    written = "".join(path.read_text(errors="ignore") for path in result.folder.iterdir())
    assert "Zumkeller" not in written
    assert "Tiedtke" not in written


def test_an_error_message_does_not_carry_values_out(leaky, tmp_path):
    result = run(leaky, tmp_path, "raise RuntimeError(people['last_name'].iloc[0])")
    assert result.state == "failed"
    assert "Zumkeller" not in result.html.read_text()


DRAW = (
    "import matplotlib.pyplot as plt; ax = plt.figure().subplots(); {draw}; report.figure(ax, alt='A plot.')"
)


DRAWN = """\
ax.barh(people['last_name'], [1, 2])
ax.set_title('Write to ' + people['email'].iloc[0])
ax.text(0.5, 0.5, '030/123 45-67')
ax.plot([1, 2], label=people['iban'].iloc[1].replace(' ', ''))
ax.legend()"""


def test_raw_values_drawn_in_a_figure_stop_the_report(leaky, tmp_path):
    result = run(leaky, tmp_path, DRAW.format(draw=DRAWN))
    assert result.state == "failed"
    for found in ("last_name (2)", "email (1)", "phone (1)", "iban (1)"):
        assert f"customers.{found}" in result.error
    assert "<img" not in result.html.read_text()


def test_a_figure_without_raw_values_passes_and_errors_of_the_data_are_told(leaky, tmp_path):
    answers = leaky / "r.csv"
    answers.write_text(answers.read_text() + "\n39,4")
    result = run(leaky, tmp_path, DRAW.format(draw="ax.set_title('Answers 2024')"))
    assert result.state == "completed", result.error
    html = result.html.read_text()
    assert "Answers 2024" not in html  # drawn, and in no text of the page
    top = html[: html.index("<main>")]
    assert "The data check found 1 error: responses.response_id" in top
    assert "the report “data_pot_check” says what to mend" in top


def test_the_key_of_the_pseudonyms_stops_it_too(leaky, tmp_path, monkeypatch):
    monkeypatch.setenv("CXLAB_KEY", "a key that is long enough")
    result = run(leaky, tmp_path, "import os; report.say(os.environ['CXLAB_KEY'])")
    assert result.state == "failed"
    assert "$CXLAB_KEY" in result.error
    assert "long enough" not in result.html.read_text()


def test_redacted_and_aggregated_data_pass(leaky, tmp_path):
    result = run(leaky, tmp_path, "report.say(f'{len(people)} customers')")
    assert result.state == "completed", result.error
    assert 'class="notice"' not in result.html.read_text()


def test_an_error_message_that_is_left_out_is_not_promised():
    told = advice(Failure("error", "TypeError", traceback="TypeError: NA", cell="a"))
    assert "the full error message is at the end" in told
    assert "is left out" in advice(Failure("error", "TypeError", cell="a"))
