"""Parts of a table's entry in pot.yml: several files, joins, labels by language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ...text import Text

__all__ = ["Join", "code", "in_language", "label", "several_files", "several_names"]


def code(value: object) -> object:
    """Take a code: a number, a text or a truth value."""
    if isinstance(value, int | float | str):
        return value
    raise ValueError(Text("must be a number, a text or true/false"))


def label(value: object) -> object:
    """Take a label: a code, or one text per language, as {en: Visit, de: Besuch}."""
    if not isinstance(value, Mapping):
        return code(value)
    if not value or not all(
        isinstance(k, str) and len(k) == 2 and isinstance(v, str) for k, v in value.items()
    ):
        raise ValueError(
            Text("must be one label, or a text for each language, such as {{en: Visit, de: Besuch}}")
        )
    return dict(value)


def in_language(value: Any, languages: tuple[str, ...]) -> Any:
    """Return a label in the first of the languages that it is given in.

    Examples
    --------
    >>> in_language({"en": "Visit", "de": "Besuch"}, ("de", "en")), in_language("Besuch", ("en",))
    ('Besuch', 'Besuch')
    """
    if not isinstance(value, Mapping):
        return value
    return next((value[name] for name in languages if name in value), next(iter(value.values())))


def several_files(data: dict[str, Any]) -> dict[str, Any]:
    """Move a list of files to `files`; `file` then names them all."""
    if not isinstance(data.get("file"), list):
        return data
    files = data["file"]
    if len(files) < 2 or not all(isinstance(name, str) for name in files):
        raise ValueError(
            Text("file: must be a path, a pattern such as tickets_*.csv, or a list of two or more paths")
        )
    return {**data, "file": ", ".join(files), "files": files}


def several_names(data: dict[str, Any]) -> dict[str, Any]:
    """Move further names of a column to `spellings`: files of other years call it otherwise."""
    columns = data.get("columns")
    if not isinstance(columns, dict) or not any(isinstance(names, list) for names in columns.values()):
        return data
    lists = {ours: names for ours, names in columns.items() if isinstance(names, list)}
    if not all(names and all(isinstance(name, str) for name in names) for names in lists.values()):
        raise ValueError(Text("columns: a list must hold the names of one column in the files"))
    first = {ours: names[0] if isinstance(names, list) else names for ours, names in columns.items()}
    return {**data, "columns": first, "spellings": lists}


class Join(BaseModel):
    """Columns that a table takes from the one row of another table with the same key."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, hide_input_in_errors=True, populate_by_name=True
    )

    from_: Annotated[str, Field(alias="from", min_length=1, max_length=60)]
    on: Annotated[str, Field(min_length=1, max_length=200)]
    key: Annotated[str, Field(max_length=200)] = ""
    columns: dict[str, str] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _as_mapping(cls, data: Any) -> Any:
        """Let a list of columns stand for columns that keep their names."""
        if isinstance(data, dict) and isinstance(data.get("columns"), list):
            return {**data, "columns": {str(name): str(name) for name in data["columns"]}}
        return data

    @property
    def target(self) -> str:
        """Return the key in the other table: the same name, where none is given."""
        return self.key or self.on
