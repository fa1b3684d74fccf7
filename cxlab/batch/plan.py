"""A checked plan: every run with its template, pot and parameters, or all that is wrong with it, at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Any

from ..errors import BadPlan, CxError, UnknownName
from ..loaders import DataPot, open_pot
from ..loaders.yaml_faults import faults_together
from ..report import parameters as parameter_cell
from ..report.formats import check_formats, check_master
from ..report.order import check_columns
from ..report.template_list import Template, find_template
from ..text import Text
from .matrix import MOST_RUNS, Combination, combinations, name_of
from .planfile import AlertRule, Group, PlanFile, place, read_plan_file
from .relative_dates import day_of

__all__ = ["Plan", "PlannedRun", "read_plan"]


@dataclass(frozen=True)
class PlannedRun:
    """One report to make: checked, with nothing left to be looked up."""

    name: str
    template: str
    template_path: Path
    question: str
    pot: str | None
    language: str
    parameters: dict[str, Any]
    labels: dict[str, str]
    timeout: float
    formats: tuple[str, ...]

    @property
    def given(self) -> dict[str, Any]:
        """The parameters without pot and language."""
        return {name: value for name, value in self.parameters.items() if name not in ("pot", "language")}


@dataclass(frozen=True)
class Plan:
    """A plan whose every run has been checked."""

    name: str
    path: Path
    output: Path
    workers: int | None
    batch_timeout: float | None
    retries: int
    language: str
    alerts: tuple[AlertRule, ...]
    runs: tuple[PlannedRun, ...]
    today: dt.date
    master: Path | None = None
    "Presentation whose look slides take on."
    text: str = field(repr=False, default="")

    def only(self, patterns: list[str]) -> Plan:
        """Return the plan with the runs whose names fit one of the patterns.

        Raises
        ------
        UnknownName
            A pattern fits no run.
        """
        for pattern in patterns:
            if not any(fnmatchcase(run.name, pattern) for run in self.runs):
                raise UnknownName(Text("run"), pattern, [run.name for run in self.runs])
        chosen = tuple(run for run in self.runs if any(fnmatchcase(run.name, one) for one in patterns))
        return Plan(**{**self.__dict__, "runs": chosen})


def read_plan(path: str | Path, *, output: str | Path | None = None, today: dt.date | None = None) -> Plan:
    r"""Read a plan and check every run of it: templates, pots, parameters, columns, names.

    Parameters
    ----------
    path : path
        The YAML; docs/batch.md says what it may hold.
    output : path, optional
        Folder of the batch; by default the plan's own, else ``reports/NAME`` beside it.
    today : date, optional
        The day relative dates count from; by default the plan's, else the present one.

    Returns
    -------
    Plan

    Raises
    ------
    BadPlan
        With one line for each fault, and the line of the YAML where it stands.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "plan.yml"
    ...     _ = path.write_text("name: A\nruns: [{template: nps_analysis, pot: sfo_airport_2017}]")
    ...     [run.name for run in read_plan(path).runs]
    ['nps_analysis-sfo_airport_2017-en']
    """
    path = Path(path)
    file, lines = read_plan_file(path)
    day = today or (dt.date.fromisoformat(file.today) if file.today else dt.datetime.now().date())
    check = _Check(path, file, lines, day)
    runs = check.runs()
    folder = _output(path, file, output, check)
    if check.faults:
        raise BadPlan(faults_together(path.name, list(dict.fromkeys(check.faults))))
    return Plan(
        name=file.name,
        path=path,
        output=folder,
        workers=file.workers,
        batch_timeout=file.batch_timeout,
        retries=file.retries,
        language=file.language,
        alerts=tuple(file.alerts),
        runs=tuple(runs),
        today=day,
        master=check.master,
        text=path.read_text(encoding="utf-8-sig"),
    )


def _output(path: Path, file: PlanFile, output: str | Path | None, check: _Check) -> Path:
    if output is not None:
        return Path(output)
    named = Path(file.output) if file.output else Path("reports") / path.stem
    strange = str(named).startswith("~") or any(sign in str(named) for sign in "\\:")
    if named.is_absolute() or ".." in named.parts or strange or not str(named).isprintable():
        check.fault(("output",), Text("must be a folder below the plan's own; --output may name any other"))
    return path.parent / named


class _Check:
    """Checks run after run and keeps all that is wrong; what many runs share is looked at once."""

    def __init__(
        self, path: Path, file: PlanFile, lines: dict[tuple[object, ...], int], today: dt.date
    ) -> None:
        self.folder, self.file, self.lines, self.today = path.parent, file, lines, today
        self.faults: list[str] = []
        self.master: Path | None = None
        self._known: dict[tuple[object, ...], Any] = {}

    def fault(self, path: tuple[object, ...], reason: str) -> None:
        self.faults.append(Text.together([place(path, self.lines), reason], ": "))

    def runs(self) -> list[PlannedRun]:
        """Return the runs of all groups; those with faults are left out, the faults kept."""
        found: list[PlannedRun] = []
        self._formats()
        for number, group in enumerate(self.file.runs):
            path = ("runs", number)
            combined = self._trying(path, partial(combinations, group, path, self.today)) or []
            if len(found) + len(combined) > MOST_RUNS:
                self.fault(path, Text("a plan may have {most} runs", most=MOST_RUNS))
                break
            for one in combined:
                run = self._run(group, one, path)
                if run is not None:
                    found.append(run)
        self._same_names(found)
        return found

    def _formats(self) -> None:
        """See whether what the reports are to be written as can be written here."""
        wanted = sorted({name for group in self.file.runs for name in group.formats or self.file.formats})
        self._trying(("formats",), partial(check_formats, wanted))
        master = self.folder / self.file.master if self.file.master else None
        self.master = self._trying(("master",), partial(check_master, master, wanted))

    def _same_names(self, runs: list[PlannedRun]) -> None:
        seen: dict[str, int] = {}
        for run in runs:
            key = run.name.casefold()  # some file systems do not tell capitals apart
            seen[key] = seen.get(key, 0) + 1
            if seen[key] == 2:
                self.fault(
                    ("runs",),
                    Text("several runs are called {name!r}; tell them apart with name:", name=run.name),
                )

    def _run(self, group: Group, one: Combination, path: tuple[object, ...]) -> PlannedRun | None:
        template = self._template(one.template, path)
        spec = self._spec(template, path) if template else []
        pot_name, pot = self._pot(one.pot, path)
        if template is None or (one.pot is not None and pot is None):
            return None
        if pot is not None:
            self._needs(template, pot, path)
        values = self._values(template, spec, one, pot)
        settings = {parameter.name: parameter.default for parameter in spec}
        if pot_name is not None and "pot" in settings:
            values = None if values is None else {**values, "pot": pot_name}
            settings["pot"] = pot_name
        settings |= values or {}
        language = str(settings.get("language") or "en")
        name = self._name(group, template, settings, one, path)
        if values is None or name is None:
            return None
        return PlannedRun(
            name=name,
            template=template.name,
            template_path=template.path,
            question=template.question,
            pot=settings.get("pot"),
            language=language,
            parameters=values,
            labels={"language": language, **one.labels},
            timeout=group.timeout or self.file.timeout,
            formats=tuple(group.formats or self.file.formats),
        )

    def _name(
        self,
        group: Group,
        template: Template,
        settings: dict[str, Any],
        one: Combination,
        path: tuple[object, ...],
    ) -> str | None:
        parts = {name: str(value) for name, value in settings.items() if isinstance(value, str | int | float)}
        parts |= {"template": template.name, "pot": Path(str(settings.get("pot") or "")).name}
        where = _key(path, self.lines, "name")
        return self._trying(where, lambda: name_of(group.name, parts, one.labels))

    def _trying(self, path: tuple[object, ...], ask: Callable[[], Any]) -> Any:
        """Return what is asked for; what is wrong with it is kept, and None returned."""
        try:
            return ask()
        except CxError as error:
            self.fault(path, error.args[0])
            return None

    def _template(self, name: str, path: tuple[object, ...]) -> Template | None:
        key = ("template", name)
        if key not in self._known:
            beside = self.folder / name
            where = _key(path, self.lines, "templates", "template")
            wanted = beside if name.endswith(".ipynb") and beside.is_file() else name
            self._known[key] = self._trying(where, lambda: find_template(wanted))
        return self._known[key]

    def _spec(self, template: Template, path: tuple[object, ...]) -> list[parameter_cell.Parameter]:
        key = ("spec", template.path)
        if key not in self._known:
            self._known[key] = self._trying(path, lambda: parameter_cell.read(template.path)) or []
        return self._known[key]

    def _pot(self, name: str | None, path: tuple[object, ...]) -> tuple[str | None, DataPot | None]:
        """Return how a run will name the pot, and the pot; bundled pots keep their names."""
        if name is None:
            return None, None
        key = ("pot", name)
        if key not in self._known:
            beside = self.folder / name
            wanted = str(beside.resolve()) if beside.is_dir() else name
            where = _key(path, self.lines, "pots", "pot")
            self._known[key] = wanted, self._trying(where, lambda: open_pot(wanted))
        return self._known[key]

    def _needs(self, template: Template, pot: DataPot, path: tuple[object, ...]) -> None:
        """Look for what a template needs; a file that cannot be read is the affair of the run."""
        key = ("needs", template.path, pot.folder)
        if key in self._known:
            return
        self._known[key] = True
        lacking = template.needs.lacking(pot, self._columns)
        if lacking:
            where = _key(path, self.lines, "pots", "pot")
            available = ", ".join(pot.tables)
            names = {"name": template.name, "tables": lacking, "pot": pot.name}
            self.fault(
                where,
                Text("{name} needs {tables}; pot {pot!r} has {available}", available=available, **names),
            )

    def _columns(self, pot: DataPot, table: str) -> set[str] | None:
        key = ("columns", pot.folder, table)
        if key not in self._known:
            try:
                self._known[key] = set(map(str, pot.prepared(table).frame.columns))
            except CxError:
                self._known[key] = None
        return self._known[key]

    def _values(
        self, template: Template, spec: list[parameter_cell.Parameter], one: Combination, pot: DataPot | None
    ) -> dict[str, Any] | None:
        """Return the values of a run as the template's types, or None where one of them is wrong."""
        values: dict[str, Any] = {}
        good = True
        for name, (value, path) in one.given.items():
            where = pot.folder if pot else None
            key = ("value", template.path, name, repr(value), where, path)
            if key not in self._known:
                self._known[key] = tuple(self._value(template, spec, name, value, pot, path))
            if not self._known[key]:
                good = False
            else:
                values[name] = self._known[key][0]
        return values if good else None

    def _value(
        self,
        template: Template,
        spec: list[parameter_cell.Parameter],
        name: str,
        value: Any,
        pot: DataPot | None,
        path: tuple[object, ...],
    ) -> Iterator[Any]:
        """Yield a value as its type; nothing where it is wrong."""
        known = {parameter.name: parameter for parameter in spec}
        if name == "pot":
            self.fault(path, Text("name pots under pots:"))
            return
        try:
            if name in known and known[name].item is parameter_cell.PLAIN["date"] and isinstance(value, str):
                value = day_of(value, self.today).isoformat() if value else value
            found = parameter_cell.check(spec, {name: value}, template=template.name)
            if pot is not None and known[name].table in pot and self._columns(pot, known[name].table):
                check_columns([known[name]], found, pot)
        except CxError as error:
            said = error.args[0]
            for fault in said.parts if getattr(said, "separator", "") == "\n" else (said,):
                self.fault(path, fault)
            return
        yield found[name]


def _key(path: tuple[object, ...], lines: dict[tuple[object, ...], int], *names: str) -> tuple[object, ...]:
    """Return the first of the keys that the plan holds there."""
    return next(((*path, name) for name in names if (*path, name) in lines), path)
