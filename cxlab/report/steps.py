"""Several reports on one pot: which templates, in which order, and where each report stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import CxError, said_by
from ..language import LANGUAGES
from ..text import Text
from .runs import RunResult, run
from .template_list import Template, list_templates, missing

if TYPE_CHECKING:
    from ..loaders import DataPot

__all__ = ["LeftOut", "Step", "demo_steps", "language_of", "parameters_of", "run_step", "steps_on"]

RUNS, SYNTHESES = "runs", "syntheses"
FINDINGS = "findings"
"""The parameter of a template that names the folder with the findings of earlier reports."""


@dataclass(frozen=True)
class Step:
    """One report of several, by a name of its own."""

    name: str
    template: str
    pot: str
    language: str
    reads: str = ""
    "Folder, relative to that of all, whose findings it reads; empty where it reads none."

    @property
    def batch(self) -> str:
        """Folder, relative to that of all, of the batch that the report belongs to."""
        return SYNTHESES if self.reads else ""

    @property
    def folder(self) -> str:
        """Folder of the report, relative to that of all."""
        return "/".join(filter(None, (self.batch, RUNS, self.name)))


@dataclass(frozen=True)
class LeftOut:
    """A template that does not fit a pot, and what it lacks there."""

    template: Template
    reason: str


def steps_on(
    pot: DataPot, name: str, languages: Iterable[str], *, prefix: str = ""
) -> tuple[list[Step], list[LeftOut]]:
    """Return a step per language and template that fits a pot, and the templates that do not.

    Templates that read what others found come last, as their reports stand on theirs.

    Parameters
    ----------
    pot : DataPot
    name : str
        The pot as `run` is to open it.
    languages : list of str
    prefix : str
        What the names of the reports begin with, where they are to be told from those on other pots.

    Examples
    --------
    >>> from cxlab.loaders import open_pot
    >>> steps, left_out = steps_on(open_pot("telco_ibm"), "telco_ibm", ["en"])
    >>> "runs/churn_survival-en" in [step.folder for step in steps]
    True
    """
    chosen: list[Template] = []
    left_out: list[LeftOut] = []
    for template in list_templates():
        lacking = _lacking(template, pot)
        if lacking:
            left_out.append(LeftOut(template, lacking))
        else:
            chosen.append(template)
    chosen.sort(key=lambda template: template.reads_findings)
    steps = [
        Step(
            f"{prefix}{template.name}-{language}",
            template.name,
            name,
            language,
            RUNS * template.reads_findings,
        )
        for template in chosen
        for language in languages
    ]
    return steps, left_out


def _lacking(template: Template, pot: DataPot) -> str:
    """Return what keeps a template from running on a pot; a table that cannot be read is one it lacks."""
    try:
        lacking = missing(template, pot)
    except CxError as error:
        return said_by(error)
    return Text("needs {tables}", tables=lacking) if lacking else ""


def language_of(pot: DataPot) -> str:
    """Return the language of a pot's reports where none is asked for."""
    return pot.language if pot.language in LANGUAGES else "en"


def parameters_of(step: Step, folder: Path) -> dict[str, str]:
    """Return what a step's template is given beside pot and language."""
    return {FINDINGS: str((folder / step.reads).resolve())} if step.reads else {}


def run_step(step: Step, folder: Path, **options: Any) -> RunResult:
    """Run one of several reports, below a folder; `options` are those of `run`."""
    return run(
        step.template,
        pot=step.pot,
        language=step.language,
        parameters=parameters_of(step, folder),
        output=folder / step.folder,
        **options,
    )


def demo_steps(languages: list[str] | None = None) -> list[Step]:
    """Return a step per template, bundled pot that fits it, and language (by default the pot's own).

    Those that read findings come last, after all others have found theirs.
    """
    from ..loaders import open_pot
    from ..loaders.bundled import bundled_pots

    found: list[Step] = []
    for name in bundled_pots():
        pot = open_pot(name)
        spoken = languages or [language_of(pot)]
        found += steps_on(pot, name, spoken, prefix=f"{name}-")[0]
    return sorted(found, key=lambda step: bool(step.reads))
