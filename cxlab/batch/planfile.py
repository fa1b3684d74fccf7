"""The plan: what its YAML may say, and one line for every fault with the line of the file it stands on."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from ..errors import BadParameter, BadPlan, BadPot, hint, system_reason
from ..language.catalogue import LANGUAGES
from ..loaders.safeyaml import Lines, load
from ..loaders.yaml_faults import fault_at, faults_together, place_of
from ..report.parameter_file import read_parameter_file
from ..text import Text

__all__ = ["FORMATS", "AlertRule", "Group", "PlanFile", "place", "read_plan_file"]

FORMATS = ("html", "pdf", "xlsx", "pptx")
UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
LENGTH = re.compile(r"(\d+(?:\.\d+)?) ?(s|sec|second|m|min|minute|h|hour|d|day)s?")


def _seconds(value: object) -> object:
    """Take "30 minutes", "2h" or a number of seconds."""
    found = LENGTH.fullmatch(value.strip().lower()) if isinstance(value, str) else None
    if found:
        unit = next(name for name in UNITS if name.startswith(found[2][0]))
        return float(found[1]) * UNITS[unit]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    raise ValueError(Text("must be a length of time, such as 30 minutes or 2h"))


def _as_list(value: object) -> object:
    """Let one value stand for a list of one."""
    return [value] if isinstance(value, str | int | float) else value


def _language(value: str) -> str:
    if value not in LANGUAGES:
        raise ValueError(Text("must be one of {names}", names=", ".join(LANGUAGES)))
    return value


def _format(value: str) -> str:
    if value not in FORMATS:
        raise ValueError(Text("no format {name!r}; {hint}", name=value[:60], hint=hint(value, list(FORMATS))))
    return value


def _axis(value: object) -> object:
    """Take a list of values, a mapping of names to parameters, or a phrase such as "last 3 months"."""
    if isinstance(value, str) and value:
        return value
    if isinstance(value, list) and value:
        return value
    if isinstance(value, dict) and value and all(isinstance(case, dict) for case in value.values()):
        return value
    raise ValueError(
        Text("must be a list of values, a mapping of names to parameters, or a phrase such as: last 3 months")
    )


Name = Annotated[str, Field(min_length=1, max_length=200)]
Names = Annotated[list[Name], BeforeValidator(_as_list), Field(min_length=1, max_length=200)]
Seconds = Annotated[float, BeforeValidator(_seconds), Field(gt=0, le=30 * 86400, strict=False)]
Axis = Annotated[Any, AfterValidator(_axis)]
Parameters = dict[Name, Any]
Format = Annotated[str, AfterValidator(_format)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class Group(_Strict):
    """Runs that belong together: every template on every pot for every combination of the matrix."""

    templates: Names = Field(description="names of templates, or notebooks (paths from the plan's folder)")
    pots: Annotated[list[Name], BeforeValidator(_as_list), Field(max_length=200)] = Field(
        [],
        description="names of bundled pots, or folders (from the plan's own); by default the template's",
    )
    parameters: Parameters = Field({}, description="values for the templates' parameters")
    dates: str | None = Field(None, description="period of date_from and date_to, such as: last month")
    matrix: dict[Name, Axis] = Field({}, description="axis: values of that parameter, named cases, periods")
    include: list[Parameters] = Field([], description="further combinations")
    exclude: list[Parameters] = Field([], description="combinations to leave out")
    name: Name | None = Field(None, description="name of each report's folder, such as {template}-{pot}")
    timeout: Seconds | None = None
    formats: Annotated[list[Format], BeforeValidator(_as_list)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _singular(cls, data: Any) -> Any:
        """Let `template:` and `pot:` stand for lists of one."""
        if not isinstance(data, dict):
            return data
        data = dict(data)
        for one, several in (("template", "templates"), ("pot", "pots")):
            if one in data:
                if several in data:
                    raise ValueError(Text("{one}: and {several}: say the same", one=one, several=several))
                data[several] = data.pop(one)
        return data


class AlertRule(_Strict):
    """When a batch must be looked at: one condition, and of which reports."""

    when: Literal["below target", "fell", "new weakness", "failed", "stale"]
    kpi: Name | None = Field(None, description="metric; by default the headline of each report")
    target: float | None = Field(None, strict=False, description="by default the pot's own")
    runs: Name = Field("*", description="names of runs, as a pattern")


class PlanFile(_Strict):
    """The whole plan."""

    name: Name
    output: Name | None = Field(None, description="folder of the batch, from the plan's folder")
    today: str | None = Field(None, description="day that relative dates count from; by default the real one")
    workers: Annotated[int, Field(ge=1, le=256)] | None = None
    timeout: Seconds = Field(1800.0, description="of one run")
    batch_timeout: Seconds | None = Field(None, description="of the whole batch")
    retries: Annotated[int, Field(ge=0, le=10)] = Field(1, description="after failures of the machine")
    language: Annotated[str, AfterValidator(_language)] = Field("en", description="of the summary")
    formats: Annotated[list[Format], BeforeValidator(_as_list)] = ["html"]
    master: str | None = Field(
        None, description="presentation whose look slides take, from the plan's folder"
    )
    runs: list[Group] = Field(min_length=1, max_length=1000)
    alerts: list[AlertRule] = []

    @model_validator(mode="after")
    def _consistent(self) -> PlanFile:
        if self.today is not None:
            try:
                dt.date.fromisoformat(self.today)
            except ValueError:
                raise ValueError(Text("today: must be a day such as 2025-03-14")) from None
        return self


def read_plan_file(path: Path) -> tuple[PlanFile, Lines]:
    """Read a plan and check its form.

    Returns
    -------
    PlanFile, dict
        The plan, and the line of every key in it.

    Raises
    ------
    BadPlan
        One line for every fault, with the line of the file where it is known.
    """
    name = path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadPlan(Text("{path} is not UTF-8 text", path=str(path))) from None
    except OSError as error:
        reason = system_reason(error)
        raise BadPlan(Text("{path} cannot be read: {reason}", path=str(path), reason=reason)) from None
    try:
        document, lines = load(text, where=name)
    except BadPot as error:  # what YAML for people's hands may hold is the same in both files
        raise BadPlan(*error.args) from None
    if not isinstance(document, dict):
        raise BadPlan(Text("{name} must be a mapping (name: ..., runs: ...)", name=name))
    _take_over_files(document, path.parent)
    try:
        return PlanFile.model_validate(document), lines
    except ValidationError as error:
        faults = [_fault(item, lines) for item in error.errors()]
        raise BadPlan(faults_together(name, faults)) from None


def _take_over_files(document: dict[Any, Any], folder: Path) -> None:
    """Put what a file of parameters says in the place of its name (``parameters: regions.yml``)."""
    runs = document.get("runs")
    for group in runs if isinstance(runs, list) else []:
        named = group.get("parameters") if isinstance(group, dict) else None
        if not isinstance(named, str):
            continue
        try:
            said = read_parameter_file(folder / named)
        except BadParameter as error:
            raise BadPlan(*error.args) from None
        group["parameters"] = said.parameters
        for one, several, value in (("template", "templates", said.template), ("pot", "pots", said.pot)):
            if value is not None and one not in group and several not in group:
                group[one] = value


def place(path: tuple[object, ...], lines: Lines) -> str:
    """Say where something stands in a plan, whose lists count from 1."""
    return place_of(path, lines, first=1)


def _fault(error: Any, lines: Lines) -> Text:
    path = _in_document(error["loc"], lines)
    inner: dict[str, type[_Strict]] = {"runs": Group, "alerts": AlertRule}
    model = inner.get(str(path[0]), PlanFile) if len(path) > 1 else PlanFile
    known = [*model.model_fields, *(("template", "pot") if model is Group else ())]
    where = place(error["loc"] if error["type"] == "missing" else path, lines)
    return fault_at(where, error, key=str(path[-1]) if path else "", known=known)


def _in_document(loc: tuple[object, ...], lines: Lines) -> tuple[object, ...]:
    """Drop what pydantic appends to a path and the document does not hold; the singular keys are lists."""
    singular = {"templates": "template", "pots": "pot"}
    path: tuple[object, ...] = ()
    for part in loc:
        for word in (part, singular.get(str(part), part)):
            if isinstance(part, int) or (*path, word) in lines:
                path = (*path, word)
                break
    return path if path else loc[:1]
