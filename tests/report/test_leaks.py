"""A report with a raw value of a personal column is not published."""

import pytest

from cxlab import report

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
        "name: P\ntables: {customers: {file: c.csv, personal: [last_name]}, responses: {file: r.csv}}"
    )
    (folder / "c.csv").write_text("customer_id,last_name\n1,Zumkeller\n2,Tiedtke\n")
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


def test_the_key_of_the_pseudonyms_stops_it_too(leaky, tmp_path, monkeypatch):
    monkeypatch.setenv("CXLAB_KEY", "a key that is long enough")
    result = run(leaky, tmp_path, "import os; report.say(os.environ['CXLAB_KEY'])")
    assert result.state == "failed"
    assert "$CXLAB_KEY" in result.error
    assert "long enough" not in result.html.read_text()


def test_redacted_and_aggregated_data_pass(leaky, tmp_path):
    result = run(leaky, tmp_path, "report.say(f'{len(people)} customers')")
    assert result.state == "completed", result.error
