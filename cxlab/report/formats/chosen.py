"""Which formats a run is to write, and whether they can be written here, asked before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import BadParameter, CxError, RunFailed, shortened
from ...text import Text

if TYPE_CHECKING:
    from .document import Document

__all__ = ["FORMATS", "check_formats", "check_master", "written"]

FORMATS = {"pdf": "report.pdf", "xlsx": "report.xlsx", "pptx": "report.pptx"}
"""Format -> the file that a report has in it, beside its page."""

NEEDS = {"pdf": ("weasyprint", "pdf"), "pptx": ("pptx", "office")}
"""Format -> the package it is written with, and the extra that installs it."""


def check_formats(names: str | Iterable[str]) -> tuple[str, ...]:
    """Return formats in their own order, each once; "html" is the page that every report has.

    Parameters
    ----------
    names : str or list of str
        Of `FORMATS`; a string may name several with commas between them.

    Raises
    ------
    BadParameter
        There is no such format, or what it is written with is not installed here.

    Examples
    --------
    >>> check_formats("xlsx, PDF"), check_formats([])
    (('pdf', 'xlsx'), ())
    >>> check_formats("docx")
    Traceback (most recent call last):
    ...
    cxlab.errors.BadParameter: no format 'docx'; a report can be written as pdf, xlsx, pptx
    """
    listed = names.split(",") if isinstance(names, str) else names
    wanted = {str(name).strip().lower().removeprefix(".") for name in listed} - {"", "html"}
    for name in sorted(wanted):
        if name not in FORMATS:
            raise BadParameter(
                Text(
                    "no format {name!r}; a report can be written as {available}",
                    name=shortened(name),
                    available=", ".join(FORMATS),
                )
            )
        if name in NEEDS:
            _check_installed(name, *NEEDS[name])
    return tuple(name for name in FORMATS if name in wanted)


def check_master(master: str | Path | None, formats: Iterable[str]) -> Path | None:
    """Return the presentation whose look slides take on, after a look whether it is one.

    Raises
    ------
    BadParameter
        There is none, it cannot be read as a presentation, or no slides are to be written.
    """
    if master is None:
        return None
    if "pptx" not in formats:
        raise BadParameter(Text("a master is for slides: add the format pptx (--format pptx)"))
    from .master import opened

    opened(Path(master))
    return Path(master)


def written(name: str, document: Document, *, master: Path | None = None) -> bytes:
    """Return a report in one of the `FORMATS`.

    Raises
    ------
    RunFailed
        A library could not make it.
    """
    try:
        return _writer(name, master)(document)
    except CxError:
        raise
    except Exception as error:
        raise RunFailed(
            Text(
                "the report could not be written as {name} ({kind}); it was not published. Run it without "
                "this format",
                name=name,
                kind=type(error).__name__,
            )
        ) from error


def _writer(name: str, master: Path | None) -> Callable[[Document], bytes]:
    if name == "pptx":
        from .slides import write_slides

        return partial(write_slides, master=master)
    if name == "pdf":
        from .pdf import write_pdf

        return write_pdf
    from .workbook import write_workbook

    return write_workbook


def _check_installed(name: str, package: str, extra: str) -> None:
    try:
        import_module(package)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != package:
            raise
        raise BadParameter(
            Text(
                "format {name} needs {package}: pip install 'cxlab[{extra}]'",
                name=name,
                package=package,
                extra=extra,
            )
        ) from None
    except OSError as error:  # a library of the system that the package loads
        raise BadParameter(
            Text(
                "format {name} needs the library Pango of the system ({reason}): apt install libpango-1.0-0 "
                "libpangoft2-1.0-0 libharfbuzz-subset0 (Debian, Ubuntu), dnf install pango (Fedora), brew "
                "install pango (macOS); Windows: "
                "doc.courtbouillon.org/weasyprint/stable/first_steps.html",
                name=name,
                reason=shortened(str(error).splitlines()[0]),
            )
        ) from None
