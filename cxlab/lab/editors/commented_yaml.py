"""A YAML text of people's, changed in one place at a time: comments, order and quoting stay as they are.

Only the lines that a change is about are written anew. Every change is read again and held against the
document that it should give, so that a layout which is not understood is refused and never spoilt.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import yaml

from cxlab.errors import BadPot
from cxlab.loaders.safeyaml import load
from cxlab.text import Text

__all__ = ["CommentedYaml"]

Path = tuple[str | int, ...]
INDENT = 2


@dataclass(frozen=True)
class CommentedYaml:
    r"""A YAML document as people wrote it.

    Attributes
    ----------
    text
        The document.
    name
        What its file is called, for what errors say.

    Examples
    --------
    >>> document = CommentedYaml("# ours\nwhys:\n  - why: Late  # asked twice\n")
    >>> print(document.set(("whys", 0, "owner"), "Billing").append(("whys",), {"why": "Lost"}).text)
    # ours
    whys:
      - why: Late  # asked twice
        owner: Billing
      - why: Lost
    <BLANKLINE>
    """

    text: str
    name: str = "file.yml"

    @property
    def value(self) -> Any:
        """What the document says."""
        return load(self.text, where=self.name)[0]

    def at(self, path: Path) -> Any:
        """Return what stands at a place.

        Raises
        ------
        BadPot
            There is no such place.
        """
        return _at(self.value, path, self.name)

    def set(self, path: Path, value: Any) -> CommentedYaml:
        """Return the document with a key of a mapping set, an item of a list replaced.

        Raises
        ------
        BadPot
            There is no such place, or the text is laid out in a way that cannot be changed line by line.
        """
        wanted = self._copy()
        _at(wanted, path[:-1], self.name)[path[-1]] = value
        parent = self._node(path[:-1])
        if flow := self._flow(path[:-1]):
            return self._replaced(flow[1], _at(wanted, flow[0], self.name), wanted, flow=True)
        if isinstance(parent, yaml.MappingNode):
            for key, node in parent.value:
                if key.value == str(path[-1]):
                    return self._value_set(key.start_mark.column, node, value, wanted)
            return self._inserted(parent, parent.value[-1][1], {path[-1]: value}, "", wanted)
        return self._value_set(parent.start_mark.column, parent.value[path[-1]], value, wanted)

    def append(self, path: Path, item: Any) -> CommentedYaml:
        """Return the document with an item behind the last one of a list, which is made where there is none.

        Raises
        ------
        BadPot
            As for `set`.
        """
        held = _get(self.value, path)
        node = self._node(path) if held else None
        if not isinstance(held, list) or not held or self._flow(path) or node is None:
            return self.set(path, [*(held or []), item])
        wanted = self._copy()
        _at(wanted, path, self.name).append(item)
        return self._inserted(node, node.value[-1], item, "- ", wanted)

    def remove(self, path: Path) -> CommentedYaml:
        """Return the document without an item of a list or a key of a mapping; lines of comment stay.

        Raises
        ------
        BadPot
            As for `set`.
        """
        wanted = self._copy()
        parent = _at(wanted, path[:-1], self.name)
        if not _has(parent, path[-1]):
            raise _nowhere(path, self.name)
        del parent[path[-1]]
        if flow := self._flow(path[:-1]):
            return self._replaced(flow[1], _at(wanted, flow[0], self.name), wanted, flow=True)
        if not parent:
            return self._emptied(path[:-1], parent, wanted)
        node = self._node(path[:-1])
        if isinstance(node, yaml.MappingNode):
            return self._key_removed(node, str(path[-1]), wanted)
        return self._item_removed(node, int(path[-1]), wanted)

    # -- nodes ------------------------------------------------------------------------------------------

    def _copy(self) -> Any:
        value = deepcopy(self.value)
        return {} if value is None else value

    def _node(self, path: Path) -> Any:
        node = yaml.compose(self.text, Loader=yaml.SafeLoader)
        for part in path:
            node = _child(node, part)
            if node is None:
                raise _nowhere(path, self.name)
        return node

    def _flow(self, path: Path) -> tuple[Path, Any] | None:
        """Return the outermost place on the way that is written in brackets."""
        for length in range(len(path) + 1):
            node = self._node(path[:length])
            if getattr(node, "flow_style", False):
                return path[:length], node
        return None

    def _end(self, node: Any) -> int:
        """Return where what a node says ends, without the comments and blank lines behind it."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self._end(last[1] if isinstance(last, tuple) else last)
        end = node.end_mark.index
        while end > node.start_mark.index and self.text[end - 1] in "\r\n":
            end -= 1
        return end

    def _line_start(self, index: int) -> int:
        return self.text.rfind("\n", 0, index) + 1

    def _line_end(self, index: int) -> int:
        end = self.text.find("\n", index)
        end = len(self.text) if end < 0 else end
        return end - 1 if end and self.text[end - 1 : end] == "\r" else end

    @property
    def _break(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"

    # -- changes ----------------------------------------------------------------------------------------

    def _checked(self, text: str, wanted: Any) -> CommentedYaml:
        changed = CommentedYaml(text, self.name)
        try:
            same = changed.value == wanted
        except BadPot:
            same = False
        if not same:
            raise BadPot(
                Text(
                    "{name}: laid out in a way that cannot be changed here without touching other lines; "
                    "change it in a text editor",
                    name=self.name,
                )
            )
        return changed

    def _spliced(self, start: int, end: int, said: str, wanted: Any) -> CommentedYaml:
        said = said.replace("\n", self._break)
        return self._checked(self.text[:start] + said + self.text[end:], wanted)

    def _replaced(self, node: Any, value: Any, wanted: Any, *, flow: bool) -> CommentedYaml:
        return self._spliced(node.start_mark.index, self._end(node), _dumped(value, flow=flow), wanted)

    def _value_set(self, column: int, node: Any, value: Any, wanted: Any) -> CommentedYaml:
        """Write a value anew: in its line, or below it where it is a list or a mapping."""
        start, end = node.start_mark.index, self._end(node)
        if isinstance(value, list | dict) and value:
            while start and self.text[start - 1] in " \r\n":
                start -= 1
            said = "\n" + _indented(_dumped(value), column + INDENT)
            return self._spliced(start, end, said, wanted)
        key = len(self.text[:start].rstrip())
        if self.text[key - 1 : key] == ":":  # on the line of its key, also where a list stood below it
            return self._spliced(key, end, " " + _dumped(value, flow=True), wanted)
        return self._spliced(start, end, _dumped(value, flow=True), wanted)

    def _inserted(self, parent: Any, last: Any, value: Any, dash: str, wanted: Any) -> CommentedYaml:
        """Write a key or an item behind the last one, on lines of its own."""
        column = parent.start_mark.column
        place = self._line_end(self._end(last))
        said = _indented(_dumped(value), column + len(dash))
        said = " " * column + dash + said[column + len(dash) :]
        return self._spliced(place, place, "\n" + said, wanted)

    def _emptied(self, path: Path, value: Any, wanted: Any) -> CommentedYaml:
        """Write [] or {} where the last item or key has gone; the list keeps its key."""
        if not path:
            return self._checked(_dumped(value, flow=True) + self._break, wanted)
        return self.set(path, value)

    def _key_removed(self, node: Any, name: str, wanted: Any) -> CommentedYaml:
        at = next(i for i, (key, _value) in enumerate(node.value) if key.value == name)
        key, value = node.value[at]
        if at == 0:  # its line may begin with the dash of an item
            return self._spliced(key.start_mark.index, node.value[1][0].start_mark.index, "", wanted)
        return self._lines_removed(key.start_mark.index, self._end(value), wanted)

    def _item_removed(self, node: Any, at: int, wanted: Any) -> CommentedYaml:
        column, item = node.start_mark.column, node.value[at]
        start = self._line_start(item.start_mark.index)
        while start and self.text[start + column : start + column + 1] != "-":
            start = self._line_start(start - 1)
        return self._lines_removed(start, self._end(item), wanted)

    def _lines_removed(self, start: int, end: int, wanted: Any) -> CommentedYaml:
        first, last = self._line_start(start), self.text.find("\n", end)
        return self._spliced(first, len(self.text) if last < 0 else last + 1, "", wanted)


def _child(node: Any, part: str | int) -> Any:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(part)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and 0 <= part < len(node.value):
        return node.value[part]
    return None


def _has(value: Any, part: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(part, int) and 0 <= part < len(value)
    return isinstance(value, dict) and part in value


def _get(value: Any, path: Path) -> Any:
    for part in path:
        if not _has(value, part):
            return None
        value = value[part]
    return value


def _at(value: Any, path: Path, name: str) -> Any:
    found = _get(value, path) if path else value
    if not isinstance(found, list | dict):
        raise _nowhere(path, name)
    return found


def _nowhere(path: Path, name: str) -> BadPot:
    return BadPot(
        Text("{name}: there is no {place} (any more)", name=name, place=".".join(map(str, path)) or "YAML")
    )


def _indented(text: str, column: int) -> str:
    return "\n".join(" " * column + line if line else line for line in text.split("\n"))


class _Dumper(yaml.SafeDumper):
    """Items of lists stand further right than their key, as people write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = '"' if "\n" in value else None  # in one line, whatever stands around it
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def _dumped(value: Any, *, flow: bool = False) -> str:
    said = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=flow, width=10**6
    )
    return said.removesuffix("\n").removesuffix("\n...")
