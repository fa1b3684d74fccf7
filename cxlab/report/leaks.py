"""The last look before a report is published: no raw value of a personal column, and no key, may be in it."""

from __future__ import annotations

import html as entities
import os
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import nbformat

from ..language.catalogue import LANGUAGES, catalogue_path
from ..loaders.privacy import find_leaks
from ..loaders.privacy.keys import KEY_VARIABLE
from .execute import Execution, Failure

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from ..loaders import DataPot

__all__ = ["leak_in", "without_outputs"]

HIDDEN = re.compile(r"<style\b.*?</style>|\bsrc=\"data:[^\"]*\"", re.DOTALL)
ATTRIBUTE = re.compile(r"=\s*(?:\"([^\"]*)\"|'([^']*)')")
INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|code|em|i|mark|q|s|small|span|strong|sub|sup|u|wbr)\b[^>]*>", re.I
)
"Signs beside such a tag belong to one word."
TAG = re.compile(r"<[^>]*>")
DRAWN = re.compile(r"<!--(.*?)-->", re.DOTALL)
"How matplotlib keeps a word whose letters are drawn as curves."
BITMAPS = ("image/png", "image/jpeg")


def leak_in(
    html: str, rows: Iterable[dict[str, Any]], pot: DataPot, notebook: NotebookNode
) -> Failure | None:
    """Return why the report must not be published: which personal columns it holds values of, and how many.

    Looked at are all texts of the page, the words drawn in its figures and their descriptions included, and
    the texts of the results. Never names a value.
    """
    if unread := _unread(notebook):
        return Failure("unread", message=str(unread))
    plain = " \n ".join([_plain(html), *_drawn(notebook)])
    recorded = " \n ".join(str(value) for row in rows for value in row.values() if isinstance(value, str))
    found = [
        f"{leak.table}.{leak.column} ({leak.values})"
        for leak in find_leaks(f"{plain} \n {recorded}", pot, harmless=_own_words(notebook))
    ]
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if key and key in f"{plain} {recorded}":
        found.append(f"${KEY_VARIABLE}")
    return Failure("leak", message=", ".join(found)) if found else None


def without_outputs(execution: Execution, failure: Failure) -> Execution:
    """Return the failed run with nothing in it that could hold what was found."""
    notebook = nbformat.from_dict(execution.notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    kept = execution.failure
    return Execution(notebook, Failure(kept.kind, kept.name, cell=kept.cell) if kept else failure)


def _pictures(notebook: NotebookNode) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield the content and what is kept beside each picture that the page shows."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data, kept = output.get("data", {}), output.get("metadata", {})
            for kind in ("image/svg+xml", *BITMAPS):
                if kind in data:
                    beside = kept.get(kind, {})
                    yield (data[kind] if kind not in BITMAPS else None), beside
                    break


def _drawn(notebook: NotebookNode) -> Iterator[str]:
    """Yield the words of the figures: those kept beside them, and those in a vector figure itself."""
    for content, beside in _pictures(notebook):
        yield from beside.get("words", [])
        yield str(beside.get("alt", ""))
        if content is not None:
            drawing = "".join(content)
            yield from (entities.unescape(word) for word in DRAWN.findall(drawing))
            yield entities.unescape(TAG.sub(" ", drawing))


def _unread(notebook: NotebookNode) -> int:
    """Return how many pictures are bitmaps whose words nobody has kept: they cannot be looked through."""
    return sum(content is None and "words" not in beside for content, beside in _pictures(notebook))


def _plain(html: str) -> str:
    shown = HIDDEN.sub(" ", html)
    beside = " ".join(
        first or second for tag in TAG.findall(shown) for first, second in ATTRIBUTE.findall(tag)
    )
    return entities.unescape(f"{TAG.sub(' ', INLINE.sub('', shown))} \n {TAG.sub(' ', shown)} \n {beside}")


def _own_words(notebook: NotebookNode) -> str:
    """Return what a report says of any pot: its prose and the catalogue, in all languages."""
    prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    return "\n".join([*prose, *_catalogues()])


@cache
def _catalogues() -> tuple[str, ...]:
    return tuple(catalogue_path(language).read_text(encoding="utf-8") for language in LANGUAGES[1:])
