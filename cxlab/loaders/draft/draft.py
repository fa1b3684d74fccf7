"""`init_pot`: a first pot.yml for a folder of exports, with everything that is unsure said in words."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError

from ...errors import BadFile, BadPot, some_of, system_reason
from ...language import _, told, using
from ...text import Text
from ..industries import industries
from ..pot.potfile import PotFile
from ..safeyaml import load
from ..tables.plain_names import plain_name
from .folder import Found, look, stem
from .foreign_keys import foreign_keys, telling
from .together import numberless
from .yamltext import scalar

__all__ = ["PotDraft", "init_pot"]

PARENTS = {"customer_id": "customers", "response_id": "responses", "ticket_id": "tickets"}
"""Canonical key -> the table whose rows it names."""

LINKED, CHOSEN, SURE = 0.3, 0.5, 0.95
"""Shares of a table's keys that are in the other: for a link, to choose a column by it, to be sure."""

GERMAN = re.compile(r"\b(?:der|die|das|und|nicht|ist|ich|mit|für|wir|sehr|auch|noch|bei)\b", re.IGNORECASE)
GERMAN_NAMES = re.compile(
    r"\b(?:kund\w*|datum|\w+datum|\w*nummer|nr|\w*vertrag\w*|bestell\w*|betrag|umsatz|menge|ort|plz|strasse|anrede|vorname"
    r"|nachname|beginn|ende|grund|kanal|filiale|tarif|antwort\w*|bewertung\w*|beschwerde\w*|geschlecht|alter|erstellt|am"
    r"|kuendigung\w*|gekuendigt|zufriedenheit\w*|empfehl\w*|kommentar|abteilung|quelle|sparte|land)\b"
)
ENGLISH_NAMES = re.compile(
    r"\b(?:customer|client|date|number|order|amount|quantity|city|street|first|last|start|end|reason|channel|branch|plan"
    r"|answer|response|rating|review|complaint|gender|age|created|at|on|churn\w*|satisfaction|recommend\w*|comment|department"
    r"|source|country|buyer|bought)\b"
)
"""Words in names of columns, as `plain_name` writes them."""
UMLAUTS = re.compile(r"\w*[äöüß]\w*")
ENGLISH = re.compile(r"\b(?:the|and|not|is|with|for|we|very|also|was|you|have|this|that)\b", re.IGNORECASE)


@dataclass(frozen=True)
class PotDraft:
    """A pot.yml as a first proposal.

    Attributes
    ----------
    path : Path
        Where it was written.
    text : str
        What was written.
    tables : tuple of str
        Its tables.
    unsure : tuple of str
        What a person should look at, one line each.
    skipped : tuple of str
        Files that are no tables, with the reason.
    """

    path: Path
    text: str
    tables: tuple[str, ...]
    unsure: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


def init_pot(folder: str | os.PathLike[str], *, force: bool = False, language: str | None = None) -> PotDraft:
    r"""Look at every file of a folder and write a pot.yml that describes them.

    Source, table, columns, missing codes, scales, links and personal columns are guessed from names (German
    and English), questions and values. What is unsure stands as a comment in the file and in
    `PotDraft.unsure`; day and month are never guessed. `open_pot(folder).check()` then says what is wrong.

    Parameters
    ----------
    folder
        Folder with the exports; files in folders below it are not looked at.
    force
        Whether to replace a pot.yml that is there.
    language
        Of the comments in pot.yml, "en" or "de"; by default that of the texts in the data.

    Raises
    ------
    BadFile
        There is no such folder, or no file in it is a table.
    BadPot
        There is a pot.yml already.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp()) / "shop"
    >>> folder.mkdir()
    >>> _ = (folder / "umfrage.csv").write_text("Antwort-ID;NPS\n1;9\n2;11\n3;4\n")
    >>> draft = init_pot(folder)
    >>> draft.tables, draft.unsure[0]
    (('responses',), 'responses: nps: 11 outside 0 to 10, taken as no answer')
    """
    place = Path(folder).expanduser()
    path = place / "pot.yml"
    if not place.is_dir():
        raise BadFile(Text("{place}: no such folder; name the folder that holds the exports", place=place))
    if path.exists() and not force:
        raise BadPot(Text("{path} is there already; --force (force=True) replaces it", path=path))
    tables, skipped = look(place)
    if not tables:
        nothing = Text("{place}: no file in it is a table", place=place)
        raise BadFile(Text.together([nothing, _instead(place, skipped)], ": " if skipped else "; "))
    links, unsure = _links(tables)
    derived = _derived(tables)
    if derived:
        links.append((f"{derived}.customer_id", "customers.customer_id"))
        unsure += [
            Text(
                "customers: there is no table of customers; they are taken from {derived}",
                derived=derived,
            ),
            Text(
                "industry: say which it is: the time without a purchase after which a customer counts as "
                "lost depends on it, and without it there is no report on churn (or give gap_days)"
            ),
        ]
    unsure += _same_columns(tables)
    unsure += _other_columns(tables)
    unsure = [
        Text("{table}: {line}", table=table.name, line=line)
        for table in tables
        for line in table.found.unsure
    ] + unsure
    unsure += [
        Text("{name}/: folders below are not looked at", name=item.name)
        for item in sorted(place.iterdir())
        if item.is_dir()
    ]
    with using(language or _language(tables)):
        text = _text(place, tables, links, skipped, derived=derived)
    _write(path, text)
    return PotDraft(path, text, tuple(table.name for table in tables), tuple(unsure), tuple(skipped))


def _instead(place: Path, skipped: list[str]) -> str:
    """Return what is in a folder without tables, or what to put there."""
    below = [path.name for path in sorted(place.iterdir()) if path.is_dir() and not path.name.startswith(".")]
    if skipped:
        return Text.together(skipped)
    if below:
        return Text("folders below are not looked at: {names}", names=", ".join(below[:5]))
    return Text("put the exports (CSV, Excel, Parquet, SPSS, XES) into it")


def _links(tables: list[Found]) -> tuple[list[tuple[str, str]], list[str]]:
    """Return links as pairs of table.column, and what is unsure about them."""
    links: list[tuple[str, str]] = []
    unsure: list[str] = []
    for key, kind in PARENTS.items():
        parent = next((table for table in tables if table.name == kind), None)
        if parent is None or parent.found.columns.get(key) not in parent.unique:
            continue
        target = parent.keys[parent.found.columns[key]]
        for child in tables:
            if child is parent or child.found.table == kind:
                continue
            share = _adopt(child, key, target)
            if share is None or (not share and child.found.columns[key] in child.unique):
                continue  # without a key, or with one of its own
            if share >= LINKED:
                links.append((f"{child.name}.{key}", f"{kind}.{key}"))
            if share < SURE:
                state = Text("linked") if share >= LINKED else Text("not linked")
                unsure.append(
                    Text(
                        "{name}: {key}: {share:.0%} of its values are in {kind}.{key}; {state}",
                        name=child.name,
                        key=key,
                        share=share,
                        kind=kind,
                        state=state,
                    )
                )
    pairs = {(start.split(".")[0], end.split(".")[0]) for start, end in links}
    for child, column, parent, name, share in foreign_keys(tables, pairs):
        start, end = _end(child, column), _end(parent, name)
        links.append((start, end))
        unsure.append(
            Text(
                "{name}: {column!r}: {share:.0%} of its values are in {end}; linked by its values alone",
                name=child.name,
                column=column,
                share=share,
                end=end,
            )
        )
    return links, unsure


def _end(table: Found, column: str) -> str:
    """Return one end of a link, giving a column with a dot in its name one without."""
    name = table.found.canonical(column)
    if "." in name:
        name = stem(name)
        table.found.columns[name] = column
    return f"{table.name}.{name}"


def _adopt(child: Found, key: str, target: pd.Index) -> float | None:
    """Return the share of the child's keys that are in the target, choosing the column that fits best."""
    columns = child.found.columns
    own = {name for ours, name in columns.items() if ours in PARENTS and ours != key}
    shares = {
        name: float(values.isin(target).mean())
        for name, values in child.keys.items()
        if name not in own and telling(values)
    }
    best = max(shares, key=lambda name: shares[name], default=None)
    named = columns.get(key)
    given = None
    if named is not None:  # keys too short to be found by their values alone are still what they are called
        values = child.keys.get(named)
        given = float(values.isin(target).mean()) if values is not None and len(values) else 0.0
    if best is not None and shares[best] >= CHOSEN and shares[best] > (given or 0.0):
        ours = next((o for o, theirs in columns.items() if theirs == best), None)
        if ours is not None:
            del columns[ours]
        columns[key] = best
        child.found.unsure.append(
            Text("{key}: {best!r} was chosen as its values are those of the keys", key=key, best=best)
        )
        return shares[best]
    return given


def _derived(tables: list[Found]) -> str:
    """Return the orders that customers are to be taken from, "" where they have a table or no ids."""
    kinds = {table.found.table: table for table in tables}
    orders = kinds.get("orders")
    if orders is None or "customers" in kinds or any(table.name == "customers" for table in tables):
        return ""
    return orders.name if {"customer_id", "date"} <= {*orders.found.columns, *orders.names} else ""


def _same_columns(tables: list[Found]) -> Iterator[str]:
    """Ask whether files with the same columns, such as one for each year, are one table."""
    groups: dict[tuple[str, ...], list[Found]] = {}
    for table in tables:
        groups.setdefault(table.names, []).append(table)
    for same in groups.values():
        if len(same) > 1 and len({table.file for table in same}) == len(same):
            files = ", ".join(table.file for table in same)
            yield Text(
                "{name}: {files} have the same columns; if they are one table, file: takes a list",
                name=same[0].name,
                files=files,
            )


def _other_columns(tables: list[Found]) -> Iterator[str]:
    """Tell of files called like another one but for a year, of which the columns are called otherwise."""
    for table in tables:
        kind = table.found.table
        first = next((one for one in tables if kind is not None and one.name == kind), None)
        if first is None or first is table or table.sheet != first.sheet:
            continue
        if numberless(first.file) == numberless(table.file) and table.names != first.names:
            columns = [name for name in table.names if name not in first.names]
            columns += [name for name in first.names if name not in table.names]
            yield Text(
                "{name}: {file} may go on from {first}, but not all columns are called alike ({columns}); "
                "reports read {kind} alone: give the files the same headers, then file: takes a list",
                name=table.name,
                file=table.file,
                first=first.file,
                columns=some_of([repr(column) for column in columns[:6]], len(columns) - 6),
                kind=first.name,
            )


def _text(
    folder: Path, tables: list[Found], links: list[tuple[str, str]], skipped: list[str], *, derived: str
) -> str:
    language = _language(tables)
    zones = {table.timezone for table in tables if table.timezone}
    zone = f"timezone: {scalar(zones.pop())}" if len(zones) == 1 else "# timezone: Europe/Berlin"
    name = folder.resolve().name or "My pot"
    lines = [
        "# "
        + _("A first draft by cxlab pot init. Look at what has a question mark; then: cxlab check FOLDER"),
        f"name: {scalar(name)}",
        'company: ""    # ' + _("whose customers are these?"),
        f"# industry: {', '.join(industries())}?",
        f"language: {language}    # " + _("of the texts in the data"),
        zone,
        "",
        "tables:",
    ]
    for table in tables:
        kind = table.found.table if table.found.table != table.name else None
        entry = table.found.lines(table.name, file=table.files or table.file, kind=kind, sheet=table.sheet)
        lines += [*_notes(table), *entry, ""]
    if derived:
        comment = _("one row per customer_id, with the first order")
        lines += [f"  customers: {{from: {derived}}}    # {comment}", ""]
    if links:
        lines += ["links:", *(f"  - {{from: {start}, to: {end}}}" for start, end in links), ""]
    lines += [f"# {_('not used')}: {' '.join(told(line).split())}" for line in skipped]
    return "\n".join(lines).rstrip() + "\n"


def _notes(table: Found) -> Iterator[str]:
    """Yield what is unsure, as comments above the table."""
    yield from (f"  # ? {' '.join(told(line).split())}" for line in table.found.unsure)


def _language(tables: list[Found]) -> str:
    """Return the language of the texts; where there are few, that of the names of the columns."""
    text = " ".join(table.sample for table in tables)
    names = " ".join(plain_name(name) for table in tables for name in table.names)
    german = len(GERMAN.findall(text)) + len(GERMAN_NAMES.findall(names)) + len(UMLAUTS.findall(text))
    english = len(ENGLISH.findall(text)) + len(ENGLISH_NAMES.findall(names))
    return "de" if german > english else "en"


def _write(path: Path, text: str) -> None:
    """Check what was composed as `open_pot` would, then put it in place at once."""
    document: Any = load(text)[0]
    try:
        PotFile.model_validate(document)
    except ValidationError as error:
        raise BadPot(
            Text(
                "the draft for {folder} is not valid: {reason}",
                folder=path.parent,
                reason=error.errors()[0]["msg"],
            )
        ) from None
    part = path.with_name(f".pot.yml.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(path)
    except OSError as error:
        raise BadFile(
            Text(
                "{path}: cannot be written ({reason})",
                path=path,
                reason=system_reason(error),
            )
        ) from None
    finally:
        part.unlink(missing_ok=True)
