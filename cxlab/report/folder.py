"""A folder of exports, and every report that fits it: what an analyst with files and no time types first."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import BadFile, BadPot, close_match, system_reason
from ..language import told
from ..text import Text
from .formats import check_formats, check_master
from .index import write_index
from .index_entry import IndexEntry
from .order import check_output
from .runs import REPORTS, RunResult
from .scratch import temporary_folder, temporary_place
from .steps import LeftOut, Step, language_of, run_step, steps_on

if TYPE_CHECKING:
    from ..loaders import DataPot, PotCheck, PotDraft

__all__ = ["FolderReports", "folder_reports", "report_folder"]

LARGEST_COPY = 2_000_000_000  # bytes of a folder that cannot be written


@dataclass(frozen=True)
class FolderReports:
    """The reports of a folder, ready to be run one after the other."""

    pot: DataPot
    draft: PotDraft | None
    "The pot.yml that was drafted; None where there was one."
    check: PotCheck
    steps: list[Step]
    left_out: list[LeftOut]
    output: Path
    options: dict[str, Any]

    def run(self, step: Step) -> RunResult:
        """Run one of the reports."""
        return run_step(step, self.output, **self.options)

    def write_index(self, results: Iterable[RunResult | IndexEntry]) -> Path:
        """Write the page that lists the reports, and which templates lack something."""
        missing = [(one.template.question, told(one.reason)) for one in self.left_out]
        return write_index(results, self.output / "index.html", title=self.pot.name, left_out=missing)


def report_folder(folder: str | Path, **options: Any) -> list[RunResult]:
    """Run every template that fits a folder of exports, and write an index page.

    A folder without a pot.yml gets a drafted one (`cxlab.init_pot`). A table that cannot be read is left out
    with the templates that need it.

    Parameters
    ----------
    folder : path
        The folder, or the name of a bundled pot.
    **options
        Those of `folder_reports`: language, output, formats, master, timeout.

    Returns
    -------
    list of RunResult
        Templates that read what others found are the last.

    Raises
    ------
    BadFile, BadPot
        The folder is none, holds no table, or its pot.yml has faults.

    Examples
    --------
    >>> [result.state for result in report_folder("telco_ibm")]  # doctest: +SKIP
    ['completed', 'completed']
    """
    with folder_reports(folder, **options) as planned:
        results = [planned.run(step) for step in planned.steps]
        planned.write_index(results)
    return results


@contextmanager
def folder_reports(
    folder: str | Path,
    *,
    language: str | None = None,
    output: str | Path | None = None,
    formats: str | Iterable[str] = (),
    master: str | Path | None = None,
    timeout: float = 1800,
) -> Iterator[FolderReports]:
    """Draft a pot where there is none, check it, and choose the templates that fit it.

    Parameters
    ----------
    folder : path
        The folder, or the name of a bundled pot.
    language : {"en", "de"}, optional
        By default that of the data.
    output : path, optional
        By default a folder of that name below ``reports/``.
    formats, master, timeout
        See `cxlab.report.run`; the timeout is that of each report.

    Yields
    ------
    FolderReports
        As long as the context lasts: a folder that cannot be written is read from a copy.
    """
    wanted = check_formats(formats)
    options = {"formats": wanted, "master": check_master(master, wanted), "timeout": timeout}
    place = _folder(folder)
    target = Path(output) if output else REPORTS / (place.resolve().name or "folder")
    check_output(target)
    with _pot_folder(place, language) as (ready, draft):
        pot, name = _opened(ready, folder)
        spoken = language or language_of(pot)
        steps, left_out = steps_on(pot, name, [spoken])
        if draft is not None and ready != place:
            draft = _kept(draft, target)
        yield FolderReports(pot, draft, pot.check(), steps, left_out, target, options)


def _folder(folder: str | Path) -> Path:
    """Return the folder, or say in one line what was probably meant."""
    from ..loaders import bundled_pots

    place = Path(folder).expanduser()
    if place.name == "pot.yml" and place.is_file():
        return place.parent
    if place.is_dir():
        return place
    if str(folder) in bundled_pots():
        return bundled_pots()[str(folder)]
    if place.exists():
        raise BadFile(
            Text(
                "{place} is a file; put the exports into a folder (unpacked) and name the folder",
                place=str(place),
            )
        )
    beside = [path.name for path in place.parent.iterdir() if path.is_dir()] if place.parent.is_dir() else []
    meant = close_match(place.name, [*beside, *bundled_pots()])
    nothing = Text("{place}: no such folder; name the folder that holds the exports", place=str(place))
    if not meant:
        raise BadFile(nothing)
    raise BadFile(Text.together([nothing, Text("did you mean {name!r}?", name=meant)]))


@contextmanager
def _pot_folder(place: Path, language: str | None) -> Iterator[tuple[Path, PotDraft | None]]:
    """Give a folder with a pot.yml: the folder itself, or a copy of one that cannot be written."""
    from ..loaders import init_pot

    if (place / "pot.yml").exists():
        yield place, None
        return
    if is_writable(place):
        yield place, init_pot(place, language=language)
        return
    with temporary_folder(temporary_place()) as scratch:
        copied = scratch / (place.resolve().name or "exports")
        _copy(place, copied)
        yield copied, init_pot(copied, language=language)


def is_writable(folder: Path) -> bool:
    """Say whether a file can be put into a folder."""
    return os.access(folder, os.W_OK)


def _kept(draft: PotDraft, target: Path) -> PotDraft:
    """Put the draft for a folder that cannot be written beside the reports."""
    target.mkdir(parents=True, exist_ok=True)
    path = target / "pot.yml"
    path.write_text(draft.text, encoding="utf-8", newline="\n")
    return replace(draft, path=path)


def _copy(place: Path, target: Path) -> None:
    """Copy the files that could be tables: those of the folder itself, as a draft looks at no others."""
    try:
        files = [path for path in place.iterdir() if path.is_file() and not path.name.startswith(".")]
        if sum(path.stat().st_size for path in files) > LARGEST_COPY:
            raise BadFile(
                Text(
                    "{place} cannot be written, and it is too large to be copied for a pot.yml; write one to "
                    "a folder of your own (cxlab pot init)",
                    place=str(place),
                )
            )
        target.mkdir()
        for path in files:
            shutil.copyfile(path, target / path.name)
    except OSError as error:
        raise BadFile(
            Text("{place} cannot be read ({reason})", place=str(place), reason=system_reason(error))
        ) from None


def _opened(ready: Path, folder: str | Path) -> tuple[DataPot, str]:
    """Open the pot; return it and how a run is to name it."""
    from ..loaders import bundled_pots, open_pot

    if str(folder) in bundled_pots() and not Path(folder).is_dir():
        return open_pot(str(folder)), str(folder)
    opened = open_pot(ready)
    if not opened.tables:
        raise BadPot(Text("{path}: the pot has no table", path=str(ready / "pot.yml")))
    return opened, str(ready.resolve())
