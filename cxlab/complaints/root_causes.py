"""Root causes as people write them down: fishbone and five whys in a file of the pot, beside what data say.

``causes.yml`` belongs to people: it is read, never written (a first draft is made only where there is none).
What the data say of a hypothesis is proposed beside it, in a table or a file of its own, and never takes its
place.
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
from cxlab.loaders.safeyaml import Lines, load
from cxlab.text import Text

__all__ = [
    "Bone",
    "Evidence",
    "RootCauses",
    "Why",
    "draft_causes",
    "link_findings",
    "load_causes",
    "write_proposals",
]

CAUSES, PROPOSALS = "causes.yml", "causes.proposed.yml"
Status = Literal["open", "supported", "refuted"]
DEEPEST = 7
"""Whys below each other; five are usual."""


LINKED = [
    *(
        "bone",
        "place",
        "why",
        "status",
        "proposed",
        "because",
        "finding",
        "sentence",
        "n_findings",
        "people_differ",
    ),
    *("owner", "measure"),
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Evidence(_Strict):
    """A finding that speaks for or against a hypothesis.

    Attributes
    ----------
    finding
        Its stable name, such as "complaints.hot_spot".
    group, dimension, metric
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
    expects: Literal["weakness", "strength"] = "weakness"
    at_least: float | None = None

    def fits(self, finding: Any) -> bool:
        """Tell whether this is the finding that is meant."""
        wanted = {
            "finding": self.finding,
            "group": self.group,
            "dimension": self.dimension,
            "metric": self.metric,
        }
        return all(not value or _plain(_of(finding, name)) == _plain(value) for name, value in wanted.items())


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
            {"bone": bone.name, "place": _dotted(place), "depth": len(place), "why": why.why,
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


def _dotted(place: tuple[int, ...]) -> str:
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
    ...         evidence: complaints.hot_spot
    ...         owner: Head of billing
    ... ''')
    >>> load_causes(folder).table()[["bone", "place", "why", "status"]]
          bone place                                   why status
    0  Process     1  Bills go out with estimated readings   open
    """
    file = Path(path)
    file = file / CAUSES if file.is_dir() else file
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise BadPot(Text("{name}: there is no such file", name=file.name)) from None
    except (OSError, UnicodeDecodeError):
        raise BadPot(Text("{name}: cannot be read as text in UTF-8", name=file.name)) from None
    document, lines = load(text, where=file.name)
    if not isinstance(document, dict):
        raise BadPot(Text("{name}: expected the keys problem and bones", name=file.name))
    try:
        causes = RootCauses.model_validate(document)
    except ValidationError as error:
        raise BadPot(_said(error, lines, file.name)) from None
    deepest = max((len(place) for _bone, place, _why in causes.walk()), default=0)
    if deepest > DEEPEST:
        raise BadPot(Text("{name}: {found} whys below each other; at most {most} are read", name=file.name,
                          found=deepest, most=DEEPEST))  # fmt: skip
    return causes


def _said(error: ValidationError, lines: Lines, name: str) -> Text:
    """Return the first fault with the line of its key."""
    first = error.errors()[0]
    where = tuple(first["loc"])
    line = next((lines[where[:k]] for k in range(len(where), 0, -1) if where[:k] in lines), 1)
    key = ".".join(str(part) for part in where)
    if first["type"] == "extra_forbidden":
        return Text("{name} line {line}: key {key} is not known here", name=name, line=str(line), key=key)
    if first["type"] == "missing":
        return Text("{name} line {line}: {key} is missing", name=name, line=str(line), key=key)
    if first["type"] == "literal_error":
        return Text("{name} line {line}: {key} must be one of: {values}", name=name, line=str(line), key=key,
                    values=str(first.get("ctx", {}).get("expected", "")))  # fmt: skip
    return Text("{name} line {line}: {key} does not hold what it should", name=name, line=str(line), key=key)


def link_findings(causes: RootCauses, findings: Any) -> pd.DataFrame:
    """Say of each why what the findings of the data propose; what people decided stays as it is.

    Parameters
    ----------
    causes
        As read by `load_causes`.
    findings
        `cxlab.results.Finding`s, or a table of them.

    Returns
    -------
    DataFrame
        A row per why: bone, place, why, status (of people), proposed ("supported", "refuted", "open"),
        because (why that is proposed), finding, sentence, n_findings (that speak to it), people_differ (they
        decided otherwise), owner, measure. A finding counts where it is "shown": then it supports what it was
        expected to be, and refutes the hypothesis where it is the opposite, or where its whole interval stays
        below `at_least`. Findings that contradict each other leave a why open.

    Examples
    --------
    >>> why = Why(why="Bills go out late", evidence=["complaints.hot_spot"])
    >>> causes = RootCauses(problem="Complaints", bones=(Bone(name="Process", whys=(why,)),))
    >>> found = {"finding": "complaints.hot_spot", "direction": "weakness", "certainty": "shown"}
    >>> link_findings(causes, [found])[["why", "status", "proposed"]]
                     why status   proposed
    0  Bills go out late   open  supported
    """
    known = findings.to_dict("records") if isinstance(findings, pd.DataFrame) else list(findings)
    rows = []
    for bone, place, why in causes.walk():
        spoken = [(one, finding) for one in why.evidence for finding in known if one.fits(finding)]
        verdicts = [_verdict(one, finding) for one, finding in spoken]
        decided = {status for status, _reason in verdicts if status != "open"}
        proposed = decided.pop() if len(decided) == 1 else "open"
        which = next((k for k, (status, _r) in enumerate(verdicts) if status == proposed), None)
        reason = (
            _reason_without(why, spoken, len(decided))
            if which is None or proposed == "open"
            else verdicts[which][1]
        )
        finding = {} if which is None else spoken[which][1]
        rows.append({
            "bone": bone.name, "place": _dotted(place), "why": why.why, "status": why.status,
            "proposed": proposed, "because": reason, "finding": _of(finding, "finding") or "",
            "sentence": _of(finding, "sentence") or "", "n_findings": len(spoken),
            "people_differ": why.status != "open" and proposed not in ("open", why.status),
            "owner": why.owner or causes.owner, "measure": why.measure,
        })  # fmt: skip
    return pd.DataFrame(rows, columns=LINKED)


def _reason_without(why: Why, spoken: list[Any], left: int) -> Text:
    if not why.evidence:
        return Text("no finding is named: a matter for people")
    if not spoken:
        return Text("the finding named is not among those of the data")
    return Text("findings contradict each other") if left else Text("the findings are not certain enough")


def _verdict(evidence: Evidence, finding: Any) -> tuple[Status, Text]:
    """Return what one finding says of a hypothesis."""
    if evidence.at_least is not None:
        low, high = _number(_of(finding, "low")), _number(_of(finding, "high"))
        if high is not None and high < evidence.at_least:
            return "refuted", Text(
                "the effect is smaller than the hypothesis implies, with its whole interval"
            )
        if low is not None and low >= evidence.at_least:
            return "supported", Text(
                "the effect is at least what the hypothesis implies, with its whole interval"
            )
        if low is not None or high is not None:
            return "open", Text("the findings are not certain enough")
    if _of(finding, "certainty") != "shown":
        return "open", Text("the findings are not certain enough")
    direction = _of(finding, "direction")
    if direction == evidence.expects:
        return "supported", Text("the finding is what the hypothesis expects")
    if direction in ("weakness", "strength"):
        return "refuted", Text("the finding is the opposite of what the hypothesis expects")
    return "open", Text("the finding has no direction")


def write_proposals(linked: pd.DataFrame, folder: str | Path) -> Path:
    """Write what the data propose into ``causes.proposed.yml`` beside ``causes.yml``, which is not touched.

    Parameters
    ----------
    linked
        As `link_findings` returns it.
    folder
        The folder of the pot.

    Returns
    -------
    Path
        The file; an earlier one is replaced, for it holds nothing of people's.

    Examples
    --------
    >>> import tempfile
    >>> linked = pd.DataFrame([{"bone": "Systems", "place": "1", "why": "App stalls", "proposed": "for",
    ...     "because": "complaints rise", "finding": "complaints.rise"}])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     print(write_proposals(linked, folder).read_text(encoding="utf-8").splitlines()[1])
    - bone: Systems
    """
    file = Path(folder) / PROPOSALS
    rows = [
        {key: str(row[key]) for key in ("bone", "place", "why", "proposed", "because", "finding")}
        for row in linked.to_dict("records")
    ]
    head = f"# Made from the findings of the last run; what people decided stands in {CAUSES}.\n"
    file.write_text(head + yaml.safe_dump(rows, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return file


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


def _of(finding: Any, name: str) -> Any:
    value = finding.get(name) if isinstance(finding, dict) else getattr(finding, name, None)
    return None if value is None or (not isinstance(value, str) and pd.isna(value)) else value


def _plain(value: Any) -> str:
    return str(value or "").strip().casefold()


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
