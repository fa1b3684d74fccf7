"""The code frame: which codes there are, by which words and examples a text has one, as a file of the pot.

``codes.yml`` belongs to people. It is read, never written; a first draft is made only where there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from cxlab.errors import BadPot
from cxlab.language import current
from cxlab.loaders.safeyaml import Lines, load_file
from cxlab.loaders.yaml_faults import first_fault
from cxlab.text import Text
from cxlab.voice.normalise import normalise

__all__ = ["UNCODED", "Code", "CodeFrame", "draft_code_frame", "load_code_frame"]

CODES = "codes.yml"
UNCODED = "uncoded"
"""What texts get that no code fits with enough certainty; no code can be called so."""

LABELS = ("de", "en")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Code(_Strict):
    """One code of a frame.

    Attributes
    ----------
    code
        Its short name, as it stands in results ("billing").
    label
        What readers call it: a text, or one per language.
    description
        What belongs to it and what does not, for the people who code.
    keywords
        Words and phrases that speak for it, in any form of the word; "*" stands for any letters
        ("*rechnung").
    examples
        Texts that people gave this code.
    owner
        Who answers for it.
    """

    code: str = Field(min_length=1)
    label: str | dict[str, str] = ""
    description: str = ""
    keywords: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    owner: str = ""

    @field_validator("keywords", "examples", mode="before")
    @classmethod
    def _one_is_a_list(cls, value: Any) -> Any:
        if isinstance(value, dict):
            return value  # refused by the type of the field
        given = [value] if isinstance(value, str | int | float) else value or ()
        return [str(one) if isinstance(one, int | float) else one for one in given]

    @property
    def title(self) -> str:
        """What readers call it in the language that is spoken."""
        if isinstance(self.label, str):
            return self.label or self.code
        return self.label.get(current()) or next(iter(self.label.values()), "") or self.code


class CodeFrame(_Strict):
    """Codes that exclude each other; every text gets one of them or stays uncoded.

    Examples
    --------
    >>> codes = [{"code": "bill", "keywords": "bill"}, {"code": "app", "examples": "it crashes"}]
    >>> frame = CodeFrame(codes=codes)
    >>> frame.names
    ['bill', 'app']
    """

    codes: tuple[Code, ...] = ()
    name: str = ""

    @property
    def names(self) -> list[str]:
        """The codes in their order."""
        return [code.code for code in self.codes]

    def table(self) -> pd.DataFrame:
        """Return a row per code: code, code_label, description, keywords, examples (how many), owner."""
        rows = [
            {"code": one.code, "code_label": one.title, "description": one.description,
             "keywords": ", ".join(one.keywords), "examples": len(one.examples), "owner": one.owner}
            for one in self.codes
        ]  # fmt: skip
        return pd.DataFrame(
            rows, columns=["code", "code_label", "description", "keywords", "examples", "owner"]
        )


def load_code_frame(path: str | Path) -> CodeFrame:
    """Read ``codes.yml``, given as its path or as the folder of the pot.

    Raises
    ------
    BadPot
        There is no such file, it is not YAML, it says something that is not known, or codes contradict each
        other: a name, an example or a keyword stands under two of them. The line is named.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "codes.yml").write_text('''
    ... codes:
    ...   - code: billing
    ...     label: {en: Bills, de: Abrechnung}
    ...     keywords: [bill, "*rechnung"]
    ...     examples: [The bill is wrong]
    ...   - code: app
    ...     keywords: [app, login]
    ... ''')
    >>> load_code_frame(folder).table()[["code", "code_label", "keywords", "examples"]]
          code code_label         keywords  examples
    0  billing      Bills  bill, *rechnung         1
    1      app        app       app, login         0
    """
    file = Path(path)
    file = file / CODES if file.is_dir() else file
    document, lines = load_file(file)
    if not isinstance(document, dict) or not document.get("codes"):
        raise BadPot(Text("{name}: expected the key codes with a list of codes", name=file.name))
    try:
        frame = CodeFrame.model_validate(document)
    except ValidationError as error:
        raise BadPot(first_fault(error, lines, file.name)) from None
    refuse_contradictions(frame, file.name, lines)
    return frame


def refuse_contradictions(frame: CodeFrame, where: str, lines: Lines | None = None) -> None:
    """Stop where a name, an example or a keyword stands under two codes, or a code under a reserved name.

    Raises
    ------
    BadPot
        With both places.
    """
    seen: dict[tuple[str, str], int] = {}
    for place, code in enumerate(frame.codes):
        if code.code.casefold() == UNCODED:
            raise BadPot(Text("{place}: {code} is what texts without a code are called; name it otherwise",
                              place=_place(where, lines, place), code=repr(code.code)))  # fmt: skip
        said = [("code", code.code), *(("keyword", word) for word in code.keywords),
                *(("example", text) for text in normalise(code.examples))]  # fmt: skip
        for kind, value in said:
            key = (kind, " ".join(value.casefold().split()))
            if not key[1]:
                raise BadPot(Text("{place}: an empty {kind} of code {code}", kind=_KINDS[kind],
                                  place=_place(where, lines, place), code=repr(code.code)))  # fmt: skip
            first = seen.setdefault(key, place)
            if first != place:
                raise BadPot(
                    Text("{place}: the {kind} {value} stands under code {code} and under {other}; "
                         "keep it where it decides",
                         place=_place(where, lines, place), kind=_KINDS[kind], value=repr(value[:60]),
                         code=repr(code.code), other=repr(frame.codes[first].code))
                )  # fmt: skip


_KINDS = {"code": Text("name"), "keyword": Text("keyword"), "example": Text("example")}


def _place(where: str, lines: Lines | None, place: int) -> Text | str:
    line = (lines or {}).get(("codes", place, "code"))
    return Text("{name} line {line}", name=where, line=str(line)) if line else where


def draft_code_frame(
    folder: str | Path, codes: Mapping[str, Iterable[str]] | Iterable[str], *, name: str = ""
) -> Path:
    """Write a first ``codes.yml`` to fill in, only where there is none.

    Parameters
    ----------
    folder
        The folder of the pot.
    codes
        Names of codes, or names with the keywords of each (such as the words of discovered topics).
    name
        What the frame is called.

    Raises
    ------
    BadPot
        There is a ``codes.yml`` already: it is people's and stays as it is.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = draft_code_frame(folder, {"billing": ["bill", "invoice"]})
    ...     print(file.read_text(encoding="utf-8"))
    name: ''
    codes:
    - code: billing
      label: billing
      keywords:
      - bill
      - invoice
      examples: []
    <BLANKLINE>
    """
    named = codes if isinstance(codes, Mapping) else dict.fromkeys(codes, ())
    rows = [
        {"code": code, "label": code, "keywords": list(words), "examples": []}
        for code, words in named.items()
    ]
    file = Path(folder) / CODES
    try:
        with file.open("x", encoding="utf-8") as stream:
            yaml.safe_dump({"name": name, "codes": rows}, stream, allow_unicode=True, sort_keys=False)
    except FileExistsError:
        raise BadPot(Text("{name} is there already and stays as it is", name=CODES)) from None
    return file
