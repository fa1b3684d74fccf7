"""SOURCE.md of a sample company: that it is generated, by what, from which seed."""

from __future__ import annotations

from typing import Any

from .company import Company
from .potyml import FILES

__all__ = ["source_page"]

SOURCE = """# {company}

A fictional company. Everything here is generated; no person, address, account or text in it is real. Mail
domains end in .example, telephone numbers lie in the ranges that the Bundesnetzagentur keeps free for
films, bank codes begin with 0, which no German bank has.

- Made by: cxlab {version}, with
  `cxlab sample OUT --seed {seed} --customers {customers} --months {months} --industry {industry}`
- Licence: MIT, like cxlab
- Observed: {observed_from} to {observed_until}
- `truth.yml` says what was planted and what a right analysis finds; `truth/` holds what no real company knows
  (what every customer would have answered, the topic of each text, the personal values in the texts).

| file | what a real company calls it | rows |
|---|---|---|
{files}
"""
WHAT = {
    "customers": "CRM export, German Excel (semicolon, cp1252, decimal comma)",
    "responses": "Qualtrics export, three header rows, UTF-8",
    "invitations": "Qualtrics distribution history",
    "events": "web and app events, Parquet; visitors who never became customers have ids that begin with v",
    "tickets": "Zendesk ticket export with the description joined",
    "complaints": "complaints register, German Excel",
    "orders": "contracts and orders, German Excel",
    "reviews": "public reviews of the company and three competitors",
    "employees": "employee survey, German Excel",
    "promise": "promise and experience survey, German Excel",
    "processes": "touchpoints, processes and their owners, German Excel",
}


def source_page(company: Company, made: dict[str, Any], rows: dict[str, int]) -> str:
    """Return the page."""
    files = "\n".join(f"| {FILES[name]} | {WHAT[name]} | {count} |" for name, count in rows.items())
    values = {"version" if key == "cxlab" else key: value for key, value in made.items()}
    return SOURCE.format(company=company.vocabulary.company, files=files, **values)
