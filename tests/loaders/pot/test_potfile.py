import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlab.errors import BadPot
from cxlab.loaders.bundled import bundled_pots
from cxlab.loaders.industries import industries
from cxlab.loaders.pot.potfile import read_pot_file
from cxlab.loaders.safeyaml import load

GOOD = """
name: Test
tables:
  responses:
    file: responses.csv
    columns: {nps: Q1, response_id: Id}
    missing: {nps: [11, "n/a"], csat: 99}
    values: {area: {1: North, 2: South, NO: Norway}}
    scale: {nps: [0, 10]}
    segments: [area]
    refresh_days: 30
links:
  - {from: responses.area, to: responses.response_id}
targets: {nps: 45}
touchpoints:
  - {touchpoint: Check-in, process: Boarding, owner: Ground}
"""


def write(folder, text):
    folder.mkdir(exist_ok=True)
    (folder / "pot.yml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def test_a_good_file_keeps_its_types(tmp_path):
    spec = read_pot_file(write(tmp_path, GOOD))
    table = spec.tables["responses"]
    assert table.missing == {"nps": [11, "n/a"], "csat": [99]}
    assert table.values["area"] == {1: "North", 2: "South", "NO": "Norway"}
    assert table.scale == {"nps": (0, 10)}
    assert spec.links[0].ends == (("responses", "area"), ("responses", "response_id"))
    assert spec.targets == {"nps": 45}
    assert spec.touchpoints[0].owner == "Ground"


def test_a_byte_order_mark_and_windows_lines_do_no_harm(tmp_path):
    text = b"\xef\xbb\xbfname: Test\r\ntables: {responses: {file: a.csv}}\r\n"
    assert read_pot_file(write(tmp_path, text)).name == "Test"


def table(lines):
    return "name: Test\ntables:\n  responses:\n    file: a.csv\n" + lines


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "pot.yml is empty"),
        ("# nothing but a comment", "pot.yml is empty"),
        ("- a list", "must be a mapping"),
        ("just text", "must be a mapping"),
        ("name: Test", "tables: field required"),
        ("name: Test\ntables: {}", "line 2: tables: dictionary should have at least 1 item"),
        ("name: Test\ntables: [responses]", "line 2: tables: input should be a valid dictionary"),
        ("name: 2017\ntables: {a: {file: a.csv}}", "line 1: name: input should be a valid string"),
        (
            table("    colunms: {a: b}"),
            "line 5: tables.responses.colunms: unknown key; did you mean 'columns'?",
        ),
        (
            "name: Test\ntabels: {}\ntables: {a: {file: a.csv}}",
            "line 2: tabels: unknown key; did you mean 'tables'?",
        ),
        (table("    segments: area"), "line 5: tables.responses.segments: input should be a valid list"),
        (table("    columns: {nps: 3}"), "tables.responses.columns.nps: input should be a valid string"),
        (table("    columns:\n      nps: Q1\n      csat: Q1"), "'Q1' is mapped to more than one column"),
        (table("    scale: {nps: [10, 0]}"), "scale.nps: the lowest score must be below the highest"),
        (table("    scale: {nps: [0, 5, 10]}"), "tables.responses.scale.nps"),
        (table("    refresh_days: -1"), "tables.responses.refresh_days: input should be greater than 0"),
        (table("    missing: {nps: {a: b}}"), "line 5: tables.responses.missing.nps"),
        (
            table("    values: {area: {1: [North]}}"),
            "tables.responses.values.area.1: must be a number, a text or",
        ),
        (table("timezone: Mars/Olympus"), "timezone: 'Mars/Olympus' is not a time zone"),
        (table("timezone: ../../etc/passwd"), "is not a time zone"),
        (table("links: [{from: ratings.id, to: responses.id}]"), "links.0: no table named 'ratings'"),
        (table("links: [{from: responses, to: responses.id}]"), "links.0.from: string should match pattern"),
        (
            table("links: [{form: responses.a, to: responses.id}]"),
            "links.0.form: unknown key; did you mean 'from'?",
        ),
        (table("targets: {nps: high}"), "targets.nps: input should be a valid number"),
        ("name: Test\nname: Again\ntables: {a: {file: a.csv}}", "line 2: key name stands here twice"),
        (
            table("    columns: {nps: A, nps: B}"),
            "line 5: key tables.responses.columns.nps stands here twice",
        ),
        (
            "name: Test\ntables:\n\tresponses: {}",
            r"line 3: not valid YAML: found character '\t' that cannot start any token; indent with spaces",
        ),
        ("name: 'open", "not valid YAML"),
        ("name: a\n--- \nname: b", "not valid YAML"),
        ("name: !!python/object/apply:os.system ['id']\ntables: {}", "line 1: tags (!name) are not allowed"),
        ("name: !!str x\ntables: {}", "tags (!name) are not allowed"),
        ("a: &a [x]\nb: *a", "line 2: aliases (*name) are not allowed"),
        ("? [a, b]\n: c", "line 1: a key must be a plain value"),
        ("a: " + "[" * 100 + "]" * 100, "nested deeper than 20 levels"),
        ("name: " + "x" * 2_000_000, "at most 500,000 are read"),
        ("name: a\0b", "not valid YAML"),
        (b"name: \xff\xfe", "is not UTF-8 text"),
    ],
)
def test_each_fault_is_one_clear_line(tmp_path, text, said):
    with pytest.raises(BadPot, match=re.escape(said)) as caught:
        read_pot_file(write(tmp_path, text))
    assert len(str(caught.value).splitlines()) == 1 or "faults:" in str(caught.value)
    assert "pydantic" not in str(caught.value)


def test_all_faults_at_once_with_their_lines(tmp_path):
    text = (
        "name: Test\nlanguage: german\ntables:\n  a:\n    fil: x.csv\n  b:\n    file: b.csv\n    weight: 3\n"
    )
    with pytest.raises(BadPot) as caught:
        read_pot_file(write(tmp_path, text))
    lines = str(caught.value).splitlines()
    assert lines[0] == "pot.yml has 4 faults:"
    assert any("line 2: language" in line for line in lines)
    assert any("line 4: tables.a.file: field required" in line for line in lines)
    assert any("line 5: tables.a.fil: unknown key; did you mean 'file'?" in line for line in lines)
    assert any("line 8: tables.b.weight" in line for line in lines)


def test_an_alias_bomb_is_refused_at_once(tmp_path):
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    with pytest.raises(BadPot, match="aliases"):
        read_pot_file(write(tmp_path, "\n".join(levels)))


@pytest.mark.parametrize(
    "file",
    [
        *(
            "../secret.csv",
            "/etc/passwd",
            "data/../../secret.csv",
            "C:\\\\data.csv",
            "..\\\\secret.csv",
            "c:x.csv",
        ),
        *("a\\0b.csv", "\\\\\\\\server\\\\share.csv", "https://example.org/a.csv", "~/../x.csv"),
    ],
)
def test_a_path_out_of_the_folder_is_refused(tmp_path, file):
    folder = write(tmp_path / "pot", f'name: Test\ntables: {{responses: {{file: "{file}"}}}}')
    (tmp_path / "secret.csv").write_text("nps\n9\n")
    with pytest.raises(BadPot, match=r"tables\.responses\.file: must be a path inside the pot's folder"):
        read_pot_file(folder)


def test_a_symbolic_link_out_of_the_folder_is_refused(tmp_path):
    folder = write(tmp_path / "pot", "name: Test\ntables: {responses: {file: inside/answers.csv}}")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "answers.csv").write_text("nps\n9\n")
    (folder / "inside").symlink_to(tmp_path / "outside")
    with pytest.raises(BadPot, match="leads out of the pot's folder"):
        read_pot_file(folder)


def test_a_link_within_the_folder_is_fine(tmp_path):
    folder = write(tmp_path / "pot", "name: Test\ntables: {responses: {file: latest.csv}}")
    (folder / "may.csv").write_text("nps\n9\n")
    (folder / "latest.csv").symlink_to("may.csv")
    assert read_pot_file(folder).tables["responses"].file == "latest.csv"


def test_codes_stay_what_they_are():
    document, _ = load(
        "{a: No, b: on, c: 12:30, d: 007, e: 7, f: 2017-05-01, g: 1.5, h: 1e3, i: true, j: , k: 0x1F}"
    )
    text = {"a": "No", "b": "on", "c": "12:30", "d": "007", "f": "2017-05-01", "k": "0x1F"}
    assert document == text | {"e": 7, "g": 1.5, "h": 1000.0, "i": True, "j": None}


def test_the_example_for_users_is_valid(tmp_path):
    page = (bundled_pots()["telco_ibm"].parent / "README.md").read_text(encoding="utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    spec = read_pot_file(write(tmp_path, example))
    shown = {name for table in spec.tables.values() for name in table.model_fields_set}
    assert set(type(spec.tables["responses"]).model_fields) - shown <= {"kind", "description"}
    assert spec.industry in industries()


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.text(alphabet="ab:-{}[],&*!|>#?\"'%@`\t\n 01~.", max_size=60))
def test_any_text_is_a_document_or_a_clear_refusal(text):
    with suppress(BadPot):  # any other exception fails the test
        load(text)
