"""A file of parameters: which template runs on which pot with which values. People and explorers write it.

template: nps_analysis
pot: nordlicht
parameters:
  segments: [region]
  level: 0.9
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..atomic import replace_file
from ..errors import BadParameter, BadPot, system_reason
from ..loaders.bundled import bundled_pots
from ..loaders.safeyaml import load
from ..loaders.yaml_faults import first_fault
from ..text import Text

__all__ = ["ParameterFile", "read_parameter_file", "write_parameter_file"]


class ParameterFile(BaseModel):
    """What such a file says; a folder of a pot is meant from the file's own folder."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)

    template: str | None = Field(default=None, min_length=1, max_length=200)
    pot: str | None = Field(default=None, min_length=1, max_length=4000)
    parameters: dict[str, Any] = {}


def read_parameter_file(path: str | Path) -> ParameterFile:
    """Read a file of parameters.

    Raises
    ------
    BadParameter
        It cannot be read, or says something else; with its name and the line.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "regions.yml"
    >>> written = write_parameter_file(file, template="nps_analysis", parameters={"segments": ["region"]})
    >>> read_parameter_file(file).parameters
    {'segments': ['region']}
    """
    place = Path(path)
    try:
        text = place.read_text(encoding="utf-8-sig")
        document, lines = load(text, where=place.name)
    except UnicodeDecodeError:
        raise BadParameter(Text("{path} is not UTF-8 text", path=str(place))) from None
    except OSError as error:
        reason = system_reason(error)
        raise BadParameter(Text("{path} cannot be read: {reason}", path=str(place), reason=reason)) from None
    except BadPot as error:  # what YAML for people's hands may hold is the same in all files
        raise BadParameter(*error.args) from None
    except ValueError:  # a name that no file can have
        reason = Text("no file can have this name")
        raise BadParameter(
            Text("{path} cannot be read: {reason}", path=repr(str(place)), reason=reason)
        ) from None
    if not isinstance(document, dict):
        raise BadParameter(Text("{name} must be a mapping (template: ..., parameters: ...)", name=place.name))
    try:
        said = ParameterFile.model_validate(document)
    except ValidationError as error:
        raise BadParameter(first_fault(error, lines, place.name, [*ParameterFile.model_fields])) from None
    return said.model_copy(update={"pot": _from_folder(said.pot, place.parent)})


def write_parameter_file(
    path: str | Path, *, template: str, pot: str | None = None, parameters: Mapping[str, Any]
) -> Path:
    """Write a file of parameters; one that is there is replaced as a whole or not at all.

    Raises
    ------
    BadParameter
        It cannot be written, or is another file, which is not written over.
    """
    place = Path(path)
    _require_own(place)
    content = {"template": template} | ({"pot": pot} if pot else {}) | {"parameters": dict(parameters)}
    try:
        replace_file(place, yaml.safe_dump(content, allow_unicode=True, sort_keys=False))
    except OSError as error:
        raise BadParameter(
            Text("{path} cannot be written ({reason})", path=str(place), reason=system_reason(error))
        ) from None
    return place


def _require_own(place: Path) -> None:
    """Refuse to write over what is no file of parameters: a pot.yml, a notebook, data."""
    if not place.is_file() or not place.stat().st_size:
        return
    try:
        read_parameter_file(place)
    except BadParameter:
        fault = Text("is another file already; name a new one for the parameters")
        raise BadParameter(Text.together([str(place), fault], ": ")) from None


def _from_folder(pot: str | None, folder: Path) -> str | None:
    """Return a pot as the run takes it: a name as it is, a folder from the file's own."""
    if pot is None or pot in bundled_pots() or Path(pot).is_absolute():
        return pot
    return str(folder / pot)
