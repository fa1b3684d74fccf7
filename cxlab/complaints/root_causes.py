"""Root causes as people write them down: fishbone and five whys in a file of the pot.

``causes.yml`` belongs to people: it is read, never written (a first draft is made only where there is none).
What the data say of a hypothesis is proposed beside it (`evidence`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from cxlab.errors import BadPot
from cxlab.language import _
from cxlab.loaders.safeyaml import load_file
from cxlab.loaders.yaml_faults import first_fault
from cxlab.text import Text

__all__ = [
    "Bone",
    "Evidence",
    "RootCauses",
    "Why",
    "causes_of",
    "draft_causes",
    "load_causes",
]

CAUSES = "causes.yml"
Status = Literal["open", "supported", "refuted"]
DEEPEST = 7
"""Whys below each other; five are usual."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Evidence(_Strict):
    """A finding that speaks for or against a hypothesis.

    Attributes
    ----------
    finding
        Its stable name, such as "complaints.rise".
    group, dimension, metric, aspect, process
        Which of several findings of that name; empty: any.
    expects
        What the finding has to be for the hypothesis to hold: a "weakness" or a "strength".
    at_least
        The effect (estimate) that the hypothesis implies: where the whole interval stays below it, the
        finding refutes the hypothesis.
    """

    finding: str = Field(min_length=1)
    group: str = ""
    dimension: str = ""
    metric: str = ""
    aspect: str = ""
    process: str = ""
    expects: Literal["weakness", "strength"] = "weakness"
    at_least: float | None = None

    def fits(self, finding: Any) -> bool:
        """Tell whether this is the finding that is meant."""
        return all(
            not (value := getattr(self, name)) or plain(value_of(finding, name)) == plain(value)
            for name in ("finding", "group", "dimension", "metric", "aspect", "process")
        )


class Why(_Strict):
    """One hypothesis of why something happens, and the whys behind it."""

    why: str = Field(min_length=1)
    id: str = ""
    evidence: tuple[Evidence, ...] = ()
    status: Status = "open"
    owner: str = ""
    measure: str = ""
    whys: tuple[Why, ...] = ()

    @field_validator("evidence", mode="before")
    @classmethod
    def _names_alone(cls, value: Any) -> Any:
        """Take the name of a finding for the finding."""
        given = [value] if isinstance(value, str | dict) else value or ()
        return [{"finding": one} if isinstance(one, str) else one for one in given]


class Bone(_Strict):
    """A bone of the fishbone: a field of causes (people, process, system ...) and its hypotheses."""

    name: str = Field(min_length=1)
    whys: tuple[Why, ...] = ()


class RootCauses(_Strict):
    """Fishbone and whys of one problem."""

    problem: str = Field(min_length=1)
    owner: str = ""
    bones: tuple[Bone, ...] = ()

    def walk(self) -> Iterator[tuple[Bone, tuple[int, ...], Why]]:
        """Yield each why with its bone and its place: number of the why, of the why behind it, and so on."""
        for bone in self.bones:
            yield from ((bone, place, why) for place, why in _below(bone.whys, ()))

    def table(self) -> pd.DataFrame:
        """Return a row per why: bone, place ("1", "1.2"), depth, why, status, owner, measure, evidence."""
        rows = [
            {"bone": bone.name, "place": dotted(place), "depth": len(place), "why": why.why,
             "status": why.status, "owner": why.owner or self.owner, "measure": why.measure,
             "evidence": ", ".join(one.finding for one in why.evidence)}
            for bone, place, why in self.walk()
        ]  # fmt: skip
        names = ["bone", "place", "depth", "why", "status", "owner", "measure", "evidence"]
        return pd.DataFrame(rows, columns=names)


def _below(whys: Iterable[Why], place: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], Why]]:
    for number, why in enumerate(whys, start=1):
        yield (*place, number), why
        yield from _below(why.whys, (*place, number))


def dotted(place: tuple[int, ...]) -> str:
    """Return the place of a why, "1.2": the second behind the first."""
    return ".".join(map(str, place))


def load_causes(path: str | Path) -> RootCauses:
    """Read ``causes.yml``, given as its path or as the folder of the pot.

    Raises
    ------
    BadPot
        There is no such file, it is not YAML, or it says something that is not known; with the line.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "causes.yml").write_text('''
    ... problem: Complaints about bills doubled in the west
    ... bones:
    ...   - name: Process
    ...     whys:
    ...       - why: Bills go out with estimated readings
    ...         evidence: complaints.rise
    ...         owner: Head of billing
    ... ''')
    >>> load_causes(folder).table()[["bone", "place", "why", "status"]]
          bone place                                   why status
    0  Process     1  Bills go out with estimated readings   open
    """
    file = Path(path)
    file = file / CAUSES if file.is_dir() else file
    document, lines = load_file(file)
    if not isinstance(document, dict):
        raise BadPot(Text("{name}: expected the keys problem and bones", name=file.name))
    try:
        causes = RootCauses.model_validate(document)
    except ValidationError as error:
        raise BadPot(first_fault(error, lines, file.name)) from None
    deepest = max((len(place) for _bone, place, _why in causes.walk()), default=0)
    if deepest > DEEPEST:
        raise BadPot(Text("{name}: {found} whys below each other; at most {most} are read", name=file.name,
                          found=deepest, most=DEEPEST))  # fmt: skip
    return causes


def causes_of(pot: Any) -> RootCauses | None:
    """Return what ``causes.yml`` of an opened pot says, None where it has none.

    Raises
    ------
    BadPot
        As for `load_causes`.

    Examples
    --------
    >>> from cxlab.loaders import open_pot
    >>> causes_of(open_pot("telco_ibm")) is None
    True
    """
    return load_causes(pot.folder) if (Path(pot.folder) / CAUSES).is_file() else None


def draft_causes(folder: str | Path, problem: str, *, owner: str = "", bones: Iterable[str] = ()) -> Path:
    """Write a first ``causes.yml`` to fill in, only where there is none.

    Parameters
    ----------
    folder
        The folder of the pot.
    problem, owner
        What is to be explained, and who owns it.
    bones
        Names of the bones; by default process, people, systems, suppliers, rules and customers.

    Raises
    ------
    BadPot
        There is a ``causes.yml`` already: it is people's and stays as it is.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = draft_causes(folder, "Late invoices", owner="Billing", bones=["Systems"])
    ...     print(file.read_text(encoding="utf-8"))
    problem: Late invoices
    owner: Billing
    bones:
    - name: Systems
      whys: []
    <BLANKLINE>
    """
    named = list(bones) or [
        _("Process"),
        _("People"),
        _("Systems"),
        _("Suppliers"),
        _("Rules"),
        _("Customers"),
    ]
    document = {"problem": problem, "owner": owner, "bones": [{"name": name, "whys": []} for name in named]}
    file = Path(folder) / CAUSES
    try:
        with file.open("x", encoding="utf-8") as stream:
            yaml.safe_dump(document, stream, allow_unicode=True, sort_keys=False)
    except FileExistsError:
        raise BadPot(Text("{name} is there already and stays as it is", name=CAUSES)) from None
    return file


def value_of(finding: Any, name: str) -> Any:
    """Return a field of a finding, which may be a row of a table; None where it is missing."""
    value = finding.get(name) if isinstance(finding, dict) else getattr(finding, name, None)
    return None if value is None or (not isinstance(value, str) and pd.isna(value)) else value


def plain(value: Any) -> str:
    """Return a name by which two are compared."""
    return str(value or "").strip().casefold()
