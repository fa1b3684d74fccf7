"""The commands for trainers: ``cxlab training new``, ``collect``, ``overview``, ``slides`` and others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxlab.cli_parts import err, out
from cxlab.language import LANGUAGES, _, ngettext, told, use
from cxlab.terminal import say

if TYPE_CHECKING:
    from cxlab.training.lesson import Lesson

__all__ = ["register"]

training = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Lessons in CX methods: prepare a class, see how it is doing, slides and solutions.",
)

Language = Annotated[str, typer.Option("--language", "-l", help="en or de.", metavar="en|de")]
Lessons = Annotated[
    list[str] | None, typer.Option("--lesson", help="Only this lesson; repeat as needed.", metavar="NAME")
]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.add_typer(training, name="training")


@training.command(epilog="Example: cxlab training new my_class --trainees 20 --seed 7 --language de")
def new(
    folder: Annotated[Path, typer.Argument(help="Folder to write, with one folder per trainee.")],
    trainees: Annotated[int, typer.Option(help="How many trainees.")] = 20,
    seed: Annotated[int, typer.Option(min=0, help="Another one for each class.")] = 1,
    language: Language = "en",
) -> None:
    """Prepare a class: a folder per trainee, each with the lessons and data of its own."""
    from cxlab.training.classes import new_class

    use(language)
    places = new_class(folder, trainees=trainees, seed=seed, language=language)
    if len(places) == 1:
        say(out, _("wrote {path}").format(path=places[0]))
        return
    say(
        out,
        _("wrote {n} folders: {first} to {last}").format(n=len(places), first=places[0], last=places[-1]),
    )


@training.command(epilog="Example: cxlab training collect my_class mailed_files --output collected")
def collect(
    places: Annotated[list[Path], typer.Argument(help="Folders or progress files of trainees.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder to copy them into.")],
    language: Language = "en",
) -> None:
    """Gather the progress files of a class: one per trainee, the fullest."""
    from cxlab.training.classes import collect as gather

    use(language)
    found = gather(places, output)
    _tell_faults(found.faults)
    n = len(found.progress)
    words = ngettext("{n} trainee in {folder}", "{n} trainees in {folder}", n)
    say(out, words.format(n=n, folder=output))


@training.command(epilog="Example: cxlab training overview my_class --output overview.html")
def overview(
    places: Annotated[list[Path], typer.Argument(help="The class, collected files, or single ones.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="File to write: .html or .md (default: print as Markdown)."),
    ] = None,
    language: Language = "en",
) -> None:
    """Show how a class is doing: exercises solved, and which errors were common."""
    from cxlab.training.classes import read_class
    from cxlab.training.overview import overview_html, overview_markdown

    use(language)
    found = read_class(places)
    _tell_faults(found.faults)
    if output is None:
        say(out, overview_markdown(found.progress))
        return
    html = output.suffix.lower() in (".html", ".htm")
    _write(output, (overview_html if html else overview_markdown)(found.progress).encode())


@training.command(epilog="Example: cxlab training slides slides --language de --lesson nps --format pptx")
def slides(
    folder: Annotated[Path, typer.Argument(help="Folder to write the slides into.")],
    language: Language = "en",
    lesson: Lessons = None,
    form: Annotated[str, typer.Option("--format", "-f", help="html or pptx.", metavar="html|pptx")] = "html",
    master: Annotated[
        Path | None, typer.Option("--master", help="Presentation (.potx) whose look the slides take.")
    ] = None,
) -> None:
    """Make slides of the lessons; their code is run, so that the results on them are real."""
    from cxlab.errors import BadParameter
    from cxlab.text import Text
    from cxlab.training.notebook import file_name
    from cxlab.training.slides import slides_html, slides_pptx

    use(language)
    if form not in ("html", "pptx"):
        raise BadParameter(Text("--format {found!r}: expected html or pptx", found=form))
    for one in _chosen(lesson):
        made = (
            slides_html(one, language).encode()
            if form == "html"
            else slides_pptx(one, language, master=master)
        )
        _write(folder / Path(file_name(one)).with_suffix(f".{form}"), made)


@training.command(epilog="Example: cxlab training solutions for_trainers --language de")
def solutions(
    folder: Annotated[Path, typer.Argument(help="Folder to write, not the one that trainees get.")],
    language: Language = "en",
    notes: Annotated[
        bool, typer.Option("--notes/--no-notes", help="With the trainer's notes and the known errors.")
    ] = True,
) -> None:
    """Write the lessons with their solutions: the trainer's edition, or plain for handing out afterwards."""
    from cxlab.training.notebook import write_notebooks

    use(language)
    written = write_notebooks(
        folder, languages=(language,), edition="trainer" if notes else "solutions", by_language=False
    )
    _tell_written(written)


@training.command(epilog="Example: cxlab training build notebooks/training")
def build(
    folder: Annotated[Path, typer.Argument(help="Folder to write; one folder per language in it.")],
    language: Annotated[
        list[str] | None, typer.Option("--language", "-l", help="en or de; both by default.", metavar="en|de")
    ] = None,
) -> None:
    """Write the lessons as trainees get them."""
    from cxlab.training.notebook import write_notebooks

    for one in language or ():
        use(one)
    _tell_written(write_notebooks(folder, languages=tuple(language or LANGUAGES), by_language=True))


def _chosen(names: list[str] | None) -> list[Lesson]:
    from cxlab.training.lesson import find_lesson, lessons

    return [find_lesson(name) for name in names] if names else lessons()


def _tell_faults(faults: tuple[str, ...]) -> None:
    for fault in faults:
        say(err, told(fault))


def _tell_written(written: list[Path]) -> None:
    n = len(written)
    say(out, ngettext("wrote {n} notebook", "wrote {n} notebooks", n).format(n=n) + f": {written[0].parent}")


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    say(out, _("wrote {path}").format(path=path))
