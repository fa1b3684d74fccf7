"""Every message keeps its values: no room puts a finished sentence into an error, a note or a finding."""

import ast
from pathlib import Path

import pytest

import cxlab
from cxlab import errors

PACKAGE = Path(cxlab.__file__).parent
ROOMS = sorted(path.name for path in PACKAGE.iterdir() if path.is_dir() and any(path.glob("*.py")))
ERRORS = {name for name in errors.__all__ if isinstance(getattr(errors, name), type)}
BY_NAME = {"MissingColumn", "UnknownName"}  # these make their own message of names
STILL_PLAIN: set[str] = set()
"""Rooms whose errors are plain strings still."""


def sources(room):
    for path in sorted((PACKAGE / room).rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def plain(node):
    """Tell whether an expression is a finished sentence: a string, an f-string, or one put together."""
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        return True
    if isinstance(node, ast.BinOp):
        return plain(node.left) or plain(node.right)
    if isinstance(node, ast.IfExp):
        return plain(node.body) or plain(node.orelse)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in ("join", "format", "replace") and plain(node.func.value)
    return False


def raised_plainly(room):
    for path, tree in sources(room):
        if set(path.relative_to(PACKAGE).parts) & STILL_PLAIN:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                name = node.func.id
                if name in ERRORS - BY_NAME and node.args and plain(node.args[0]):
                    yield f"{path.relative_to(PACKAGE)}:{node.lineno}"


@pytest.mark.parametrize("room", [*(room for room in ROOMS if room not in STILL_PLAIN), "."])
def test_no_error_says_a_finished_sentence(room):
    if room == ".":
        found = [place for place in raised_plainly(".") if "/" not in place]
    else:
        found = list(raised_plainly(room))
    assert found == [], "say it with Text(message, **values), so that it can be translated"


NOTES = {"finding": 2, "CheckFinding": 3, "Note": 2}
"""Calls that keep a sentence for the reader, and where it stands among their arguments."""


def kept_plainly():
    for path, tree in sources("loaders"):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            place = NOTES.get(name)
            if place is not None and len(node.args) > place and plain(node.args[place]):
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}"
            where = getattr(getattr(node.func, "value", None), "attr", "")
            if name == "append" and where in ("notes", "unsure") and plain(node.args[0]):
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}"


def test_no_note_of_the_loaders_is_a_finished_sentence():
    assert list(kept_plainly()) == []


def test_every_text_names_its_message():
    """What stands in ``Text(...)`` is written down there: a variable would not be collected."""
    for room in ROOMS:
        for path, tree in sources(room):
            for node in ast.walk(tree):
                if path.name == "kept_values.py":
                    continue  # makes texts again that were written down where they were made first
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Text" and node.args:
                    assert isinstance(node.args[0], ast.Constant), (path, node.lineno)
