"""What findings say of the hypotheses of people: supported, refuted, open; never in place of their words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from cxlab.text import Text

from .root_causes import CAUSES, Evidence, RootCauses, Status, Why, dotted, value_of

__all__ = ["link_findings", "write_proposals"]

PROPOSALS = "causes.proposed.yml"

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
    >>> from cxlab.complaints.root_causes import Bone
    >>> why = Why(why="Bills go out late", evidence=["complaints.rise"])
    >>> causes = RootCauses(problem="Complaints", bones=(Bone(name="Process", whys=(why,)),))
    >>> found = {"finding": "complaints.rise", "direction": "weakness", "certainty": "shown"}
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
            "bone": bone.name, "place": dotted(place), "why": why.why, "status": why.status,
            "proposed": proposed, "because": reason, "finding": value_of(finding, "finding") or "",
            "sentence": value_of(finding, "sentence") or "", "n_findings": len(spoken),
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
        low, high = _number(value_of(finding, "low")), _number(value_of(finding, "high"))
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
    if value_of(finding, "certainty") != "shown":
        return "open", Text("the findings are not certain enough")
    direction = value_of(finding, "direction")
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


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
