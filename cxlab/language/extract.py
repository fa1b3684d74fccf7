"""Collect the texts to translate: ``python -m cxlab.language.extract`` brings ``de.po`` up to date.

Texts come from ``_()``, ``ngettext()``, ``N_()`` and ``Text()`` in the package and in notebooks, from the
page templates, from the questions in notebooks' metadata and from Markdown cells, each a message as a whole.
Translations are kept, new messages are left empty, and what nobody says any more is dropped.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from .catalogue import LANGUAGES, catalogue_path, markdown

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

__all__ = ["collect", "main", "update"]

Message = str | tuple[str, ...]
Found = tuple[Message, str]

PACKAGE = Path(__file__).resolve().parents[1]
NOTEBOOKS = PACKAGE.parent / "notebooks"
KEYWORDS = {"_": 1, "N_": 1, "ngettext": 2, "Text": 2}  # how many of the arguments are messages


def collect(package: Path = PACKAGE, notebooks: Path = NOTEBOOKS) -> dict[Message, set[str]]:
    """Return every message (a pair for singular and plural) with the files that say it.

    Examples
    --------
    >>> "Contents" in collect()
    True
    """
    messages: dict[Message, set[str]] = {}
    for message, place in (*_from_package(package), *_from_notebooks(notebooks)):
        messages.setdefault(message, set()).add(place)
    return messages


def update(language: str, *, package: Path = PACKAGE, notebooks: Path = NOTEBOOKS) -> Catalog:
    """Return the catalogue of `language` with exactly the messages that are said now."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po

    with catalogue_path(language).open("rb") as file:
        before = read_po(file, locale=language)
    after = Catalog(locale=language)
    found = collect(package, notebooks)
    for message in sorted(found, key=lambda m: (sorted(found[m])[0], m if isinstance(m, str) else m[0])):
        places = [(place, 0) for place in sorted(found[message])]  # line numbers are not kept
        known = before.get(message if isinstance(message, str) else message[0])
        after.add(message, known.string if known and known.id == message else None, locations=places)
    return after


def main() -> int:
    """Bring every catalogue up to date; return how many messages still lack a translation."""
    from babel.messages.pofile import write_po

    untranslated = 0
    for language in LANGUAGES[1:]:
        catalogue = update(language)
        path = catalogue_path(language)
        # The header stays as it is: dates and tools in it would only make every update look like a change.
        header = path.read_bytes().split(b"\n\n")[0]
        body = BytesIO()
        write_po(body, catalogue, width=100, omit_header=True, include_lineno=False)
        path.write_bytes(header + b"\n\n" + body.getvalue().strip() + b"\n")
        empty = [message for message in catalogue if message.id and not _complete(message.string)]
        sys.stdout.write(f"{language}.po: {len(catalogue)} messages, {len(empty)} to translate\n")
        untranslated += len(empty)
    return untranslated


def _complete(string: str | Sequence[str] | None) -> bool:
    return bool(string) if isinstance(string, str | None) else all(string)


def _from_package(package: Path) -> Iterator[Found]:
    for path in sorted(package.rglob("*.py")):
        place = path.relative_to(package.parent).as_posix()
        for message in _from_code(path.read_text(encoding="utf-8")):
            yield message, place
    for path in sorted(package.rglob("*.j2")):
        place = path.relative_to(package.parent).as_posix()
        for message in _from_page(path.read_bytes()):
            yield message, place


def _from_notebooks(folder: Path) -> Iterator[Found]:
    import nbformat

    for path in sorted(folder.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        place = f"notebooks/{path.relative_to(folder).as_posix()}"
        if question := notebook.metadata.get("cxlab", {}).get("question"):
            yield question, place
        for cell in notebook.cells:
            if cell.cell_type == "markdown" and cell.source.strip():
                yield markdown(cell.source), place
            elif cell.cell_type == "code":
                for message in _from_code(cell.source):
                    yield message, place


def _from_code(source: str) -> Iterator[Message]:
    # The syntax tree rather than the tokens: it also sees calls inside f-strings.
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            written = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            yield from _message(written[: KEYWORDS[node.func.id]])


def _from_page(source: bytes) -> Iterator[Message]:
    from jinja2.ext import babel_extract

    options = {"trim_blocks": "true", "lstrip_blocks": "true"}
    for _line, _function, messages, _comments in babel_extract(BytesIO(source), list(KEYWORDS), [], options):
        yield from _message(messages)


def _message(found: str | Sequence[object] | None) -> Iterator[Message]:
    """Keep what is written down as text: ``_(name)`` looks up at run time what ``N_`` marks elsewhere."""
    texts = [found] if isinstance(found, str) else [text for text in found or () if isinstance(text, str)]
    if len(texts) == 1 and texts[0]:
        yield texts[0]
    elif len(texts) > 1:
        yield tuple(texts[:2])


if __name__ == "__main__":
    main()
