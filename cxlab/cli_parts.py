"""What the commands share: where they print, the options that several have, the language they speak."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from cxlab.errors import CxError
from cxlab.language import _, told
from cxlab.terminal import say, text

if TYPE_CHECKING:
    from cxlab.loaders import PotDraft

__all__ = [
    "FAILED",
    "FormatOption",
    "LanguageOption",
    "MasterOption",
    "PotOption",
    "err",
    "out",
    "print_table",
    "speak",
    "tell_draft",
]

FAILED = 1
"""The exit code where a run failed or a check found errors."""

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

PotOption = Annotated[
    str | None,
    typer.Option("--pot", help="Folder with a pot.yml, or the name of a bundled pot.", metavar="POT"),
]
LanguageOption = Annotated[
    str | None,
    typer.Option(
        "--language",
        "-l",
        help="Language of the report and of messages: en or de (default: the pot's, where it is known).",
        metavar="en|de",
    ),
]


FormatOption = Annotated[
    str,
    typer.Option(
        "--format", "-f", help="Formats beside the page, with commas between.", metavar="pdf,xlsx,pptx"
    ),
]
MasterOption = Annotated[
    Path | None, typer.Option("--master", help="Presentation (.potx) whose look the slides take.")
]


def speak(language: str | None, pot: str = "") -> None:
    """Speak the language that was asked for; else that of the pot, as far as its pot.yml can be read."""
    from cxlab.language import LANGUAGES, use

    if language is not None:
        use(language)
    elif pot:
        from cxlab.loaders import open_pot

        with suppress(CxError):
            own = open_pot(pot).language
            use(own if own in LANGUAGES else "en")


def print_table(headings: list[str], rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows below their headings, without lines."""
    table = Table(*headings, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*(text(cell) for cell in row))
    out.print(table)


def tell_draft(draft: PotDraft) -> None:
    """Say which tables a draft has, what it is unsure of and which files it leaves out."""
    names = ", ".join(draft.tables)
    say(out, _("wrote {path} with the tables {tables}").format(path=draft.path, tables=names))
    for heading, lines in ((_("look at these"), draft.unsure), (_("not used"), draft.skipped)):
        if lines:
            say(out, "\n".join([f"{heading}:", *(f"  {told(line)}" for line in lines)]))
