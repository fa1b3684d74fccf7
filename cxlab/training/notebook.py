"""The notebooks of a lesson: for trainees, with solutions, and the trainer's edition; in either language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ..language import LANGUAGES, N_, _, filled, told, using
from ..text import Text
from .checker import example_data
from .lesson import Block, Lesson, exercises_of, lessons

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["EDITIONS", "Edition", "build_notebook", "file_name", "notebook_text", "write_notebooks"]

Edition = Literal["trainee", "solutions", "trainer"]
EDITIONS: tuple[Edition, ...] = ("trainee", "solutions", "trainer")

HEADINGS = {
    "discussion": N_("Case for the group"),
    "pitfalls": N_("Pitfalls"),
    "summary": N_("Summary card"),
}


def file_name(lesson: Lesson) -> str:
    """Return what the notebook of a lesson is called, such as ``02_nps.ipynb``."""
    return f"{lesson.number:02d}_{lesson.name}.ipynb"


def build_notebook(lesson: Lesson, language: str, edition: Edition = "trainee") -> NotebookNode:
    """Build one notebook.

    Parameters
    ----------
    lesson : Lesson
    language : {"en", "de"}
    edition : {"trainee", "solutions", "trainer"}
        Exercises with blanks; with their solutions; with solutions, the errors that the checker knows and the
        trainer's notes.

    Returns
    -------
    NotebookNode
        Without outputs.
    """
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    cells = []
    with using(language):
        for number, (kind, source) in enumerate(_cells(lesson, language, edition)):
            make = new_code_cell if kind == "code" else new_markdown_cell
            cells.append(make(source, id=f"{lesson.name}-{number:02d}"))
    told_by = {"lesson": lesson.name, "language": language, "edition": edition}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"cxlab": told_by, "kernelspec": kernel, "language_info": {"name": "python"}}
    return new_notebook(cells=cells, metadata=metadata)


def notebook_text(lesson: Lesson, language: str, edition: Edition = "trainee") -> str:
    """Return a notebook as its file holds it."""
    import nbformat

    return str(nbformat.writes(build_notebook(lesson, language, edition))) + "\n"


def write_notebooks(
    folder: Path, *, languages: tuple[str, ...] = LANGUAGES, edition: Edition = "trainee", by_language: bool
) -> list[Path]:
    """Write the notebooks of all lessons.

    Parameters
    ----------
    folder : path
    languages : tuple of str
    edition : {"trainee", "solutions", "trainer"}
    by_language : bool
        Into one folder per language.

    Returns
    -------
    list of Path
    """
    written = []
    for language in languages:
        place = folder / language if by_language else folder
        place.mkdir(parents=True, exist_ok=True)
        for lesson in lessons():
            path = place / file_name(lesson)
            path.write_text(notebook_text(lesson, language, edition), encoding="utf-8", newline="\n")
            written.append(path)
    return written


def _cells(lesson: Lesson, language: str, edition: Edition) -> Iterator[tuple[str, str]]:
    yield "markdown", _head(lesson, language, edition)
    for block in lesson.blocks:
        if block.kind == "code":
            yield "code", block.code("code", language)
        elif block.kind == "exercise":
            yield from _exercise(lesson, block, language, edition)
        elif block.kind == "trainer":
            if edition == "trainer":
                yield "markdown", _note(_("For the trainer"), block.prose(language))
        else:
            heading = HEADINGS.get(block.kind)
            prose = block.prose(language)
            yield "markdown", f"## {_(heading)}\n\n{prose}" if heading else prose


def _head(lesson: Lesson, language: str, edition: Edition) -> str:
    title = told(Text("Lesson {number}: {title}", number=lesson.number, title=lesson.title[language]))
    goals = "\n".join(f"- {goal}" for goal in lesson.goals[language])
    minutes = told(Text("{minutes} minutes", minutes=lesson.minutes))
    if edition == "trainer":
        minutes = told(
            Text(
                "{minutes} minutes at the notebook, about 15 more for the opening and the case",
                minutes=lesson.minutes,
            )
        )
    editions = {"solutions": _("with solutions"), "trainer": _("trainer's edition")}
    about = " · ".join(part for part in (minutes, editions.get(edition, "")) if part)
    how = _(
        "Run the cells from top to bottom with Shift+Enter. In an exercise put your answer where the three "
        "dots `...` stand and run the cell: the checker tells you at once what is right. Your data are your "
        "own; your neighbour gets other figures."
    )
    return f"# {title}\n\n*{about}*\n\n{_('After this lesson you can')}\n\n{goals}\n\n{how}"


def _exercise(lesson: Lesson, block: Block, language: str, edition: Edition) -> Iterator[tuple[str, str]]:
    number = block.name.rpartition("-")[2]
    heading = told(Text("Exercise {number}", number=number))
    stuck = told(Text('Stuck? `hint("{exercise}")` helps you on.', exercise=block.name))
    yield "markdown", f"### {heading}\n\n{block.prose(language)}\n\n*{stuck}*"
    yield "code", block.code("start" if edition == "trainee" else "solution", language)
    if edition == "trainer":
        yield "markdown", _note(_("Errors that the checker knows"), _errors(lesson, block))


def _errors(lesson: Lesson, block: Block) -> str:
    exercise = exercises_of(lesson.name)[block.name]
    data = example_data(block.name)
    said = [f"- `{one.name}`: {filled(one.says, one.values(data))}" for one in exercise.misconceptions]
    return "\n".join(said)


def _note(heading: str, text: str) -> str:
    quoted = "\n".join(f"> {line}".rstrip() for line in text.splitlines())
    return f"> **{heading}**\n>\n{quoted}"
