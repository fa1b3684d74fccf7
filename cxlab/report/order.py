"""What to run: template, parameters, pot and the place for the report, checked before anything runs."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import BadParameter, BadPot, CxError, MissingColumn, system_reason
from ..language import told, using
from ..language.catalogue import LANGUAGES
from ..text import Text
from . import parameters as parameter_cell
from .deadline import Deadline
from .formats.chosen import check_formats, check_master
from .template_list import Template, find_template

if TYPE_CHECKING:
    from ..loaders import DataPot

__all__ = ["Order", "check_columns", "check_output", "take_order", "told_in"]

LEAST_SPACE = 64 * 1024  # bytes; a report needs more


@dataclass(frozen=True)
class Order:
    """What to run, checked."""

    template: Template
    values: dict[str, Any]
    settings: dict[str, Any]
    pot: DataPot | None
    show_code: bool
    deadline: Deadline
    formats: tuple[str, ...] = ()
    master: Path | None = None
    "The presentation whose look slides take on."
    batch: dict[str, Any] = field(default_factory=dict)
    earlier: tuple[Path, str] | None = None
    created: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    started: float = field(default_factory=time.perf_counter)


def take_order(
    template: str | Path,
    pot: str | Path | None,
    language: str | None,
    given: Mapping[str, Any],
    *,
    output: Path,
    show_code: bool,
    deadline: Deadline,
    formats: str | Iterable[str] = (),
    master: str | Path | None = None,
    batch: dict[str, Any] | None = None,
    earlier: tuple[Path, str] | None = None,
) -> Order:
    """Check what was asked for; see `runs.run`."""
    wanted = check_formats(formats)
    look = check_master(master, wanted)
    chosen = find_template(template)
    values, settings = _settings(chosen, pot, language, dict(given))
    data = _check_pot(chosen, settings.get("pot"))
    if data is not None:
        check_columns(parameter_cell.read(chosen.path), values, data)
    check_output(output)
    return Order(chosen, values, settings, data, show_code, deadline, wanted, look, batch or {}, earlier)


@contextmanager
def told_in(language: object) -> Iterator[None]:
    """Tell what is wrong in the language of the report that was asked for."""
    try:
        yield
    except CxError as error:
        if language not in LANGUAGES:
            raise
        with using(str(language)):
            error.args = (told(error), *error.args[1:])
            raise


def _settings(
    template: Template, pot: str | Path | None, language: str | None, given: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the values to inject, and all values including the template's defaults."""
    for name, value in (("pot", pot), ("language", language)):
        if value is not None and given.setdefault(name, str(value)) != str(value):
            raise BadParameter(
                Text(
                    "parameter {name!r}: given twice, as {first!r} and {second!r}",
                    name=name,
                    first=given[name],
                    second=str(value),
                )
            )
    spec = parameter_cell.read(template.path)
    values = parameter_cell.check(spec, given, template=template.name)
    if isinstance(values.get("pot"), str) and Path(values["pot"]).exists():
        values["pot"] = str(Path(values["pot"]).resolve())  # the kernel works in another folder
    if values.get("findings"):
        values["findings"] = str(_folder_of_findings(values["findings"]))
    return values, {parameter.name: parameter.default for parameter in spec} | values


def _folder_of_findings(folder: str) -> Path:
    """Return the folder with earlier reports; refuse one that is not there."""
    if not Path(folder).is_dir():
        raise BadParameter(Text("parameter findings: there is no folder {folder!r}", folder=folder))
    return Path(folder).resolve()


def check_columns(known: list[parameter_cell.Parameter], values: Mapping[str, Any], pot: DataPot) -> None:
    """Refuse the name of a column that the pot does not have, before anything runs.

    Which parameters name a column of which table says their help. A default is the template's own business;
    so is a table that the pot has not.

    Raises
    ------
    BadParameter
        With one line for each fault: the columns that there are, and the one that was probably meant.

    Examples
    --------
    >>> from cxlab.loaders import open_pot
    >>> spec = parameter_cell.parse('score: str = "nps"  # column of responses with the answers')
    >>> check_columns(spec, {"score": "npz"}, open_pot("sfo_airport_2017"))
    Traceback (most recent call last):
    ...
    cxlab.errors.BadParameter: parameter 'score': column 'npz' not found in table responses; did you mean ...
    """
    faults = []
    for parameter in known:
        value = values.get(parameter.name, parameter.default)
        if not value or value == parameter.default or not parameter.table or parameter.table not in pot:
            continue
        there = [str(name) for name in pot[parameter.table].columns]
        for name in value if isinstance(value, list) else [value]:
            if name not in there:
                where = Text("table {table}", table=parameter.table)
                missing = MissingColumn(name, there, where=where)
                faults.append(
                    Text("parameter {name}: {fault}", name=repr(parameter.name), fault=missing.args[0])
                )
    if faults:
        raise BadParameter(Text.together(faults, "\n"))


def check_output(folder: Path) -> None:
    """Refuse a folder that cannot be written, before minutes are spent on what to write there."""
    there = folder.absolute()
    while not os.path.lexists(there) and there != there.parent:
        there = there.parent  # nothing is made yet: a run that is ended leaves no empty folder
    try:
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(b"0" * LEAST_SPACE)
    except OSError as error:
        raise BadParameter(
            Text(
                "output {folder!r} cannot be written: {reason}",
                folder=str(folder),
                reason=system_reason(error),
            )
        ) from None


def _check_pot(template: Template, pot: str | None) -> DataPot | None:
    """Open the pot; refuse it without the tables that the template needs (columns are checked when read)."""
    if pot is None:
        return None
    from ..loaders import open_pot

    beside = template.path.parent / pot
    opened = open_pot(beside if beside.is_dir() else pot)
    if lacking := template.needs.lacking_tables(opened):
        available = ", ".join(opened.tables)
        raise BadPot(
            Text(
                "{name} needs table {tables}; pot {pot!r} has {available}",
                name=template.name,
                tables=lacking,
                pot=opened.name,
                available=available,
            )
        )
    return opened
