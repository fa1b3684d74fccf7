"""Write a sample company as the raw exports a real one would have, with the truth behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from ..errors import BadFile
from ..text import Text
from .company import Company, simulate
from .export_complaints import write_complaints
from .export_crm import (
    write_customers,
    write_events,
    write_orders,
    write_processes,
    write_reviews,
    write_staff,
)
from .export_service import Desk, draw_desk, task_of, ticket_numbers, write_tickets
from .export_survey import write_invitations, write_promise, write_responses
from .identities import Identities, draw_identities
from .measures import measures_file
from .plan import CAUSES, Plan
from .potyml import FILES, pot_file
from .sourcepage import source_page
from .ticket_texts import Part, Personal, ticket_texts
from .truth import truth

__all__ = ["Written", "write_company"]

Topics = list[tuple[str, str, int]]


@dataclass(frozen=True)
class Written:
    """Where a sample company was written and how many rows each export has."""

    folder: Path
    rows: dict[str, int]
    truth: dict[str, Any]


def write_company(
    out: str | Path,
    *,
    seed: int = 1,
    customers: int = 2000,
    months: int = 36,
    industry: str = "energy",
    plan: Plan | None = None,
) -> Written:
    """Simulate a company and write its exports, pot.yml, measures.yml, SOURCE.md, truth.yml and truth/.

    Parameters
    ----------
    out
        Folder to write into; it is made, and must be empty or hold a sample company already.
    seed, customers, months, industry, plan
        As for `simulate`.

    Returns
    -------
    Written
        The folder, the number of rows per table and the truth.

    Raises
    ------
    BadFile
        The folder holds other files.
    BadValue, UnknownName
        As for `simulate`.

    Examples
    --------
    >>> import tempfile
    >>> written = write_company(tempfile.mkdtemp(), seed=3, customers=200)
    >>> written.rows["customers"], sorted(path.name for path in written.folder.iterdir())[0]
    (200, 'SOURCE.md')
    """
    folder = _checked(Path(out))
    company = simulate(seed=seed, customers=customers, months=months, industry=industry, plan=plan)
    identities = draw_identities(company.people.region, company.vocabulary.regions, seed=seed)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as unfinished:
        rows, known = _write_all(company, identities, Path(unfinished))
        _publish(Path(unfinished), folder)
    return Written(folder, rows, known)


def _write_all(
    company: Company, identities: Identities, folder: Path
) -> tuple[dict[str, int], dict[str, Any]]:
    """Write every file of the company; return the rows of each table and the truth."""
    desk = draw_desk(company)
    personal: Personal = []
    topics: Topics = []
    with ticket_texts(task_of(company, identities, desk)) as parts:
        rows, touchpoints = _exports(company, identities, desk, parts, folder, personal, topics)
    _secrets(company, identities, desk, folder / "truth", personal, topics)
    known = truth(company)
    _yaml(
        folder / "truth.yml",
        known,
        "What was planted in this company. Nobody who analyses it should look here first.",
    )
    _yaml(folder / "pot.yml", pot_file(company, touchpoints), "")
    _yaml(folder / "measures.yml", measures_file(company, touchpoints), "")
    text = source_page(company, known["made_with"], rows)
    (folder / "SOURCE.md").write_text(text, encoding="utf-8", newline="\n")
    return rows, known


def _exports(
    company: Company,
    identities: Identities,
    desk: Desk,
    parts: Iterator[Part],
    folder: Path,
    personal: Personal,
    topics: Topics,
) -> tuple[dict[str, int], list[tuple[str, str, str]]]:
    """Write every export; return the rows of each and the touchpoints."""
    path = {name: folder / file for name, file in FILES.items()}
    rows = {
        "customers": write_customers(company, identities, path["customers"]),
        "responses": write_responses(company, identities, path["responses"], personal, topics),
        "invitations": write_invitations(company, identities, path["invitations"]),
        "events": write_events(company, identities, path["events"]),
        "complaints": write_complaints(company, identities, desk, path["complaints"]),
        "orders": write_orders(company, identities, path["orders"]),
        "reviews": write_reviews(company, identities, path["reviews"], topics),
        "employees": write_staff(company, identities, path["employees"]),
        "promise": write_promise(company, identities, path["promise"]),
        # last, as their texts are being written meanwhile
        "tickets": write_tickets(company, identities, desk, path["tickets"], parts, personal),
    }
    touchpoints = write_processes(company, path["processes"])
    rows["processes"] = len(touchpoints)
    return {name: rows[name] for name in FILES}, touchpoints


def _secrets(
    company: Company, identities: Identities, desk: Desk, folder: Path, personal: Personal, topics: Topics
) -> None:
    """Write what no real company knows, as Parquet."""
    folder.mkdir(exist_ok=True)
    people, survey, timeline = company.people, company.survey, company.timeline
    labels = [topic.name for topic in company.vocabulary.topics]
    answered = np.zeros(len(survey.day), bool)
    answered[survey.answered] = True
    tables = {
        "customers": {
            "customer_id": identities.number,
            "start": timeline.date(people.start),
            "end": timeline.date(company.end),
            "cause": pa.array([CAUSES[c] if c >= 0 else None for c in company.cause.tolist()], pa.string()),
            "moment_day": people.moment_day,
            "satisfaction": np.round(people.satisfaction, 3),
            "engagement": np.round(people.engagement, 3),
        },
        "invitations": {
            "customer_id": identities.number[survey.customer],
            "date": timeline.date(survey.day),
            "would_say": survey.score,
            "probability": np.round(survey.probability, 4),
            "answered": answered,
        },
        "topics": {
            "table": pa.array(["tickets"] * len(desk.topic) + [t for t, _, _ in topics]),
            "id": pa.array([*map(str, ticket_numbers(company).tolist()), *(key for _, key, _ in topics)]),
            "topic": pa.array(
                [labels[t] for t in [*desk.topic.tolist(), *(topic for _, _, topic in topics)]]
            ),
        },
        "personal": {
            name: pa.array([row[number] for row in personal], pa.string())
            for number, name in enumerate(("table", "id", "kind", "value"))
        },
    }
    for name, columns in tables.items():
        pq.write_table(pa.table(columns), folder / f"{name}.parquet", compression="zstd")


def _checked(path: Path) -> Path:
    """Return the folder to write to; it may hold nothing but an earlier sample company."""
    known = {*FILES.values(), "pot.yml", "measures.yml", "truth.yml", "SOURCE.md", "truth"}
    if path.exists() and not path.is_dir():
        raise BadFile(Text("{path} is a file; expected a folder, or a name that is still free", path=path))
    strangers = [item.name for item in path.iterdir() if item.name not in known] if path.is_dir() else []
    if strangers:
        raise BadFile(
            Text(
                "{path} holds {count} other files or folders; expected an empty folder",
                path=path,
                count=len(strangers),
            )
        )
    return path


def _publish(unfinished: Path, folder: Path) -> None:
    """Move what is complete to where it belongs, file by file."""
    for source in sorted(unfinished.rglob("*")):
        target = folder / source.relative_to(unfinished)
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)


def _yaml(path: Path, content: dict[str, Any], comment: str) -> None:
    text = yaml.safe_dump(
        _plain(content), sort_keys=False, allow_unicode=True, width=110, default_flow_style=None
    )
    path.write_text((f"# {comment}\n" if comment else "") + text, encoding="utf-8", newline="\n")


def _plain(value: Any) -> Any:
    """Turn tuples and numpy numbers into what YAML knows."""
    if isinstance(value, dict):
        return {str(key) if not isinstance(key, int) else key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.item() if isinstance(value, np.generic) else value
