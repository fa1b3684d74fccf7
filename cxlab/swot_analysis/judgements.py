"""swot.yml of a pot: what only people know. It is read, and never written over."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import pandas as pd
import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from cxlab.errors import BadPot
from cxlab.loaders.safeyaml import load_file
from cxlab.loaders.yaml_faults import first_fault
from cxlab.text import Text

__all__ = ["Judgement", "Measure", "SwotFile", "Wording", "draft_swot", "load_swot"]

FILE = "swot.yml"
Scope = Literal["product", "service", "both"]


def _day(value: object) -> object:
    """Let only 2025-11-03 be a day."""
    return pd.Timestamp.fromisoformat(value).date().isoformat() if isinstance(value, str) else value


Day = Annotated[str, BeforeValidator(_day)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Judgement(_Strict):
    """An entry that rests on what somebody knows: who, when and from where must be said."""

    field: Literal["strength", "weakness", "opportunity", "threat"]
    text: str = Field(min_length=1)
    role: str = Field(min_length=1)
    date: Day
    source: str = Field(min_length=1)
    scope: Scope = "both"
    aspect: str = ""
    process: str = ""
    owner: str = ""
    weight: Literal["high", "medium", "low"] = "medium"


class Measure(_Strict):
    """What somebody has decided to do about an aspect or a process."""

    measure: str = Field(min_length=1)
    aspect: str = ""
    process: str = ""
    group: str = ""
    owner: str = ""
    effort: Literal["small", "medium", "large", ""] = ""
    metric: str = ""
    target: str = ""
    due: Day | Literal[""] = ""


class Wording(_Strict):
    """How people put a TOWS pair into words."""

    strategy: Literal["SO", "WO", "ST", "WT"]
    shared: str = Field(min_length=1)
    wording: str = Field(min_length=1)


class SwotFile(_Strict):
    """What people say: entries, measures, wordings of strategies, and which aspect is product or service."""

    entries: tuple[Judgement, ...] = ()
    measures: tuple[Measure, ...] = ()
    strategies: tuple[Wording, ...] = ()
    scopes: Mapping[str, Scope] = {}


def load_swot(path: str | Path) -> SwotFile:
    """Read ``swot.yml``, given as its path or as the folder of the pot; without one nobody says anything.

    Raises
    ------
    BadPot
        It is not YAML, says something that is not known, or an entry lacks role, date or source; with the
        line.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "swot.yml").write_text('''
    ... entries:
    ...   - field: threat
    ...     text: Two competitors plan dynamic tariffs for next spring
    ...     role: Head of product
    ...     date: 2025-11-03
    ...     source: Trade fair
    ...     aspect: price
    ... ''')
    >>> load_swot(folder).entries[0].role
    'Head of product'
    """
    file = Path(path)
    file = file / FILE if file.is_dir() else file
    if not file.exists():
        return SwotFile()
    document, lines = load_file(file)
    if document is None:
        return SwotFile()
    if not isinstance(document, dict):
        raise BadPot(
            Text("{name}: expected the keys entries, measures, strategies or scopes", name=file.name)
        )
    try:
        return SwotFile.model_validate({key: value or () for key, value in document.items() if value})
    except ValidationError as error:
        raise BadPot(first_fault(error, lines, file.name)) from None


EXAMPLE: dict[str, object] = {
    "entries": [], "measures": [], "strategies": [], "scopes": {},
}  # fmt: skip
HEAD = """\
# What only people know; reports read this file and never write to it.
# entries:    - {field: strength|weakness|opportunity|threat, text, role, date, source,
#                scope: product|service|both, aspect, process, owner, weight: high|medium|low}
# measures:   - {measure, aspect or process or group, owner, effort: small|medium|large, metric, target, due}
# strategies: - {strategy: SO|WO|ST|WT, shared: the aspect or process, wording}
# scopes:     {website: product}
"""


def draft_swot(folder: str | Path) -> Path:
    """Write an empty ``swot.yml`` that says what may stand in it, only where there is none.

    Raises
    ------
    BadPot
        There is one already: it is people's and stays as it is.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = draft_swot(folder)
    ...     load_swot(folder).entries
    ()
    """
    file = Path(folder) / FILE
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(HEAD + yaml.safe_dump(EXAMPLE, sort_keys=False))
    except FileExistsError:
        raise BadPot(Text("{name} is there already and stays as it is", name=FILE)) from None
    return file
