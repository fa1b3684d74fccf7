"""The measures that were taken, as people write them down in measures.yml of the pot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from cxlab.errors import BadPot, hint
from cxlab.loaders.safeyaml import load_file
from cxlab.loaders.yaml_faults import first_fault
from cxlab.text import Text

from .find_kpis import KPIS

if TYPE_CHECKING:
    from cxlab.loaders import DataPot

__all__ = ["FILE", "Measure", "load_measures", "measure_table"]

FILE = "measures.yml"


class Measure(BaseModel):
    """One measure.

    Attributes
    ----------
    measure
        What was done, in words.
    metric
        The KPI that it should move: "nps", "complaints_per_100_customers" ...
    begin
        The first day on which it was in force.
    group
        Whom it touched, as {column: value}; empty: everybody. All others are then the untouched group.
    owner
        Who is responsible for it.
    target
        The value of the KPI (in the group) that it should bring.
    window
        How long before and after are compared, e.g. "90 days"; by default as long as it has run, at most a
        year.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    measure: str = Field(min_length=1, max_length=200)
    metric: str
    begin: dt.date
    group: dict[str, Any] = Field({}, max_length=1)
    owner: str = ""
    target: float | None = None
    window: str = ""

    @field_validator("metric")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in KPIS:
            raise ValueError(Text("no KPI named {name!r}; {hint}", name=value, hint=hint(value, list(KPIS))))
        return value

    @field_validator("window")
    @classmethod
    def _duration(cls, value: str) -> str:
        if value and not _days(value) >= 7:
            raise ValueError(
                Text("must be a length of 7 days or more, e.g. 90 days; found {found!r}", found=value)
            )
        return value

    @property
    def days(self) -> int | None:
        """Return the days to compare before and after; None: as long as it has run."""
        return int(_days(self.window)) if self.window else None


def _days(text: str) -> float:
    try:
        return pd.Timedelta(text) / pd.Timedelta(days=1)
    except ValueError:
        return 0.0


class _MeasuresFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    measures: list[Measure] = []


def load_measures(pot: DataPot | str | Path) -> list[Measure]:
    """Read the measures of a pot; none where it has no measures.yml.

    Parameters
    ----------
    pot : DataPot or path
        The pot, its folder, or the file.

    Raises
    ------
    BadPot
        The file is no YAML, or says something that is not known; with its line.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "measures.yml").write_text('''
    ... measures:
    ... - measure: Billing run of the west corrected
    ...   metric: complaints_per_100_customers
    ...   begin: 2024-10-14
    ...   group: {region: West}
    ...   owner: Head of billing
    ... ''')
    >>> [(one.measure, str(one.begin), one.group) for one in load_measures(folder)]
    [('Billing run of the west corrected', '2024-10-14', {'region': 'West'})]
    """
    place = Path(pot) if isinstance(pot, str | Path) else pot.folder
    file = place / FILE if place.is_dir() else place
    if not file.exists():
        return []
    document, lines = load_file(file)
    if document is not None and not isinstance(document, dict):
        raise BadPot(Text("{name}: expected the key measures with a list", name=file.name))
    try:
        return _MeasuresFile.model_validate(document or {}).measures
    except ValidationError as error:
        raise BadPot(first_fault(error, lines, file.name, _keys_near(error))) from None


def measure_table(measures: Sequence[Measure]) -> pd.DataFrame:
    """Return measures as a table: measure, metric, begin, factor, group, owner, target_value.

    Examples
    --------
    >>> measure_table([Measure(measure="Call back", metric="nps", begin="2024-01-01")])["metric"].tolist()
    ['nps']
    """
    rows = [
        {"measure": one.measure, "metric": one.metric, "begin": pd.Timestamp(one.begin),
         "factor": next(iter(one.group), ""), "group": next(iter(one.group.values()), ""),
         "owner": one.owner, "target_value": one.target}
        for one in measures
    ]  # fmt: skip
    names = ["measure", "metric", "begin", "factor", "group", "owner", "target_value"]
    return pd.DataFrame(rows, columns=names).astype({"target_value": float})


def _keys_near(error: ValidationError) -> list[str]:
    """Return the keys that may stand where the first fault is."""
    model: type[BaseModel] = Measure if len(error.errors()[0]["loc"]) > 1 else _MeasuresFile
    return list(model.model_fields)
