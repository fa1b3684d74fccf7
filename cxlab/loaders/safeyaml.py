"""YAML for people's hands: no tags, no aliases, no duplicate keys, and the line of every key.

Values are read as YAML 1.2 does, so that the codes of a survey stay what they are: `No` and `on` are text
(not false), `12:30` is text (not 750), `007` is text (not 7) and a date stays text.
"""

from __future__ import annotations

import re
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from ..errors import BadPot
from ..text import Text

__all__ = ["Lines", "load", "load_file"]

MAX_BYTES = 500_000
MAX_DEPTH = 20
PLAIN = {
    "null": re.compile(r"^(?:~|null|Null|NULL|)$"),
    "bool": re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"),
    "int": re.compile(r"^[-+]?(?:0|[1-9][0-9]{0,17})$"),
    "float": re.compile(r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?$"),
}
STANDARD = "tag:yaml.org,2002:"
Lines = dict[tuple[object, ...], int]


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers = {}  # noqa: RUF012 - as the base class has it


for _kind, _pattern in PLAIN.items():
    _Loader.add_implicit_resolver(STANDARD + _kind, _pattern, None)


def load(text: str, *, where: str = "pot.yml") -> tuple[Any, Lines]:
    """Return the document and, for every key path in it, the line it stands on.

    Raises
    ------
    BadPot
        The text is too long or too deep, is not YAML, or uses a tag, an alias or a key twice.

    Examples
    --------
    >>> load("a: {b: No}")
    ({'a': {'b': 'No'}}, {('a',): 1, ('a', 'b'): 1})
    """
    document, lines = _loaded(text, where)
    return deepcopy(document), lines.copy()


def load_file(file: Path) -> tuple[Any, Lines]:
    """Read a file of people's as `load` does.

    Raises
    ------
    BadPot
        There is no such file, it is no text in UTF-8, or `load` refuses it.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise BadPot(Text("{name}: there is no such file", name=file.name)) from None
    except (OSError, UnicodeDecodeError):
        raise BadPot(Text("{name}: cannot be read as text in UTF-8", name=file.name)) from None
    return load(text, where=file.name)


@lru_cache(maxsize=32)
def _loaded(text: str, where: str) -> tuple[Any, Lines]:
    """Read a text once, however often it is asked for: a batch opens the same pot again and again."""
    if len(text) > MAX_BYTES:
        raise BadPot(
            Text(
                "{where}: {count} characters; at most {limit} are read",
                where=where,
                count=len(text),
                limit=MAX_BYTES,
            )
        )
    try:
        _refuse(text, where)
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            lines: Lines = {}
            return (None if node is None else _build(loader, node, (), lines, where)), lines
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Text("{where} line {line}", where=where, line=str(mark.line + 1)) if mark else where
        fault = Text("{where}: not valid YAML: {reason}", where=place, reason=error.problem or error.context)
        tabs = Text("indent with spaces, not with tabs") if "'\\t'" in str(error.problem) else ""
        raise BadPot(Text.together([fault, tabs])) from None
    except (yaml.YAMLError, ValueError) as error:
        raise BadPot(
            Text("{where}: not valid YAML: {reason}", where=where, reason=str(error).splitlines()[0])
        ) from None


def _refuse(text: str, where: str) -> None:
    """Refuse aliases, tags and depth before anything is built: a few lines of them can fill the memory."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            raise BadPot(
                Text(
                    "{where} line {line}: aliases (*name) are not allowed; write the value out",
                    where=where,
                    line=line,
                )
            )
        if getattr(event, "tag", None) is not None:
            raise BadPot(Text("{where} line {line}: tags (!name) are not allowed", where=where, line=line))
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise BadPot(
                Text(
                    "{where} line {line}: nested deeper than {limit} levels",
                    where=where,
                    line=line,
                    limit=MAX_DEPTH,
                )
            )


def _build(loader: _Loader, node: yaml.Node, path: tuple[object, ...], lines: Lines, where: str) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return [_build(loader, item, (*path, i), lines, where) for i, item in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return loader.construct_object(node)
    result: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise BadPot(
                Text(
                    "{where} line {line}: a key must be a plain value, not a list or mapping",
                    where=where,
                    line=line,
                )
            )
        key = loader.construct_object(key_node)
        inside = (*path, key)
        if key in result:
            raise BadPot(
                Text(
                    "{where} line {line}: key {key} stands here twice",
                    where=where,
                    line=line,
                    key=_dotted(inside),
                )
            )
        lines[inside] = line
        result[key] = _build(loader, value_node, inside, lines, where)
    return result


def _dotted(path: tuple[object, ...]) -> str:
    return ".".join(str(part) for part in path)
