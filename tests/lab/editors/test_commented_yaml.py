"""A YAML text of people's changed in one place: everything else stays letter by letter."""

import difflib
from pathlib import Path

import pytest

from cxlab.errors import BadPot
from cxlab.lab.editors.commented_yaml import CommentedYaml

CAUSES = (Path(__file__).parents[3] / "data" / "nordlicht" / "causes.yml").read_text(encoding="utf-8")

LAYOUTS = """\
# head
entries:

  # the first one
  - field: threat     # who says so?
    text: >
      folded over
      two lines
    date: 2025-11-03
    source: "Trade 'fair'"

  - {field: weakness, text: 'in brackets', aspects: [a, b]}
  -
    field: strength
    text: |
      as it
      stands
# between
empty:
scopes: {}   # none yet
indentless:
- one
- two  # kept
last: 1
"""


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the lines that went and those that came."""
    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    return [x[2:] for x in lines if x[0] == "-"], [x[2:] for x in lines if x[0] == "+"]


@pytest.mark.parametrize(
    ("path", "value", "gone", "come"),
    [
        (("entries", 0, "field"), "strength", ["  - field: threat     # who says so?"],
         ["  - field: strength     # who says so?"]),
        (("entries", 0, "owner"), "Ärzte: 1", [], ["    owner: 'Ärzte: 1'"]),
        (("entries", 1, "text"), "new", ["  - {field: weakness, text: 'in brackets', aspects: [a, b]}"],
         ["  - {field: weakness, text: new, aspects: [a, b]}"]),
        (("entries", 0, "text"), "short", ["    text: >", "      folded over", "      two lines"],
         ["    text: short"]),
        (("entries", 2, "text"), "a\nb", ["    text: |", "      as it", "      stands"],
         ['    text: "a\\nb"']),
        (("empty",), ["x", "y"], [], ["  - x", "  - y"]),
        (("scopes", "price"), "product", ["scopes: {}   # none yet"],
         ["scopes: {price: product}   # none yet"]),
        (("indentless", 1), "No", ["- two  # kept"], ["- 'No'  # kept"]),
        (("new",), {"a": [1, {"b": None}]}, [], ["new:", "  a:", "    - 1", "    - b: null"]),
        (("last",), 2.5, ["last: 1"], ["last: 2.5"]),
    ],
)  # fmt: skip
def test_only_the_lines_of_the_change_change(path: tuple, value: object, gone: list, come: list) -> None:
    document = CommentedYaml(LAYOUTS)
    changed = document.set(path, value)
    assert changed_lines(LAYOUTS, changed.text) == (gone, come)
    held = changed.value
    for part in path:
        held = held[part]
    assert held == value


def test_items_are_added_behind_the_last_one_at_its_depth() -> None:
    document = CommentedYaml(LAYOUTS)
    assert changed_lines(LAYOUTS, document.append(("indentless",), "three").text) == ([], ["- three"])
    block = document.append(("entries",), {"field": "threat", "text": "t"})
    assert changed_lines(LAYOUTS, block.text) == ([], ["  - field: threat", "    text: t"])
    assert block.text.index("- field: threat\n    text: t") < block.text.index("# between")
    assert document.append(("empty",), "a").append(("empty",), "b").value["empty"] == ["a", "b"]
    assert document.append(("entries", 1, "aspects"), "c").value["entries"][1]["aspects"] == ["a", "b", "c"]


def test_what_is_removed_goes_with_its_lines_and_comments_between_stay() -> None:
    document = CommentedYaml(LAYOUTS)
    first = document.remove(("entries", 0))
    assert "# the first one" in first.text
    assert "folded" not in first.text
    assert [entry["field"] for entry in first.value["entries"]] == ["weakness", "strength"]
    assert document.remove(("entries", 0, "field")).value["entries"][0]["source"] == "Trade 'fair'"
    emptied = document.remove(("indentless", 0)).remove(("indentless", 0))
    assert emptied.value["indentless"] == []
    assert "indentless: []" in emptied.text
    assert emptied.append(("indentless",), "again").value["indentless"] == ["again"]


def test_a_file_of_the_sample_company_keeps_its_words_through_many_changes() -> None:
    document = CommentedYaml(CAUSES)
    whys = ("bones", 0, "whys", 0, "whys", 0, "whys")
    changed = document.append(whys, {"why": "Tiefer"}).set((*whys, 0, "owner"), "Neu").remove((*whys, 1))
    assert changed_lines(CAUSES, changed.text) == (
        ["                owner: Leitung Betrieb"], ["                owner: Neu"],
    )  # fmt: skip
    assert changed.text.startswith("# Ishikawa")


def test_windows_line_breaks_stay() -> None:
    text = LAYOUTS.replace("\n", "\r\n")
    changed = CommentedYaml(text).append(("entries",), {"field": "threat"}).remove(("entries", 0)).text
    assert "\n" not in changed.replace("\r\n", "")


@pytest.mark.parametrize("path", [("entries", 9), ("nowhere", "x"), ("last", "x")])
def test_a_place_that_is_not_there_is_named(path: tuple) -> None:
    with pytest.raises(BadPot, match="there is no"):
        CommentedYaml(LAYOUTS, "swot.yml").remove(path)


def test_a_layout_that_is_not_understood_is_refused_and_not_spoilt() -> None:
    with pytest.raises(BadPot, match="text editor"):
        CommentedYaml("- - a\n  - b\n- c\n").remove((0, 0))
