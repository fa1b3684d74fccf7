"""What earlier reports recorded: DuckDB over the Parquet files beside them, no further store."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from ..errors import BadValue, hint
from ..text import Text

__all__ = ["findings_history", "history", "kpi_history"]


def history(folder: str | Path = "reports") -> pd.DataFrame:
    """Return every result recorded below `folder`, oldest run first; an empty frame where there is none.

    Returns
    -------
    DataFrame
        run_id, template, pot, language, created_at, parameters (JSON), metric, dimension, group, period,
        estimate, low, high, level, n, note, headline.

    Examples
    --------
    >>> history("no_such_folder").empty
    True
    """
    return _recorded(folder, "results.parquet").drop(columns="filename", errors="ignore")


def findings_history(folder: str | Path = "reports") -> pd.DataFrame:
    """Return every finding of the reports below `folder`, oldest run first, in the order of their rank.

    Returns
    -------
    DataFrame
        run_id, template, pot, language, created_at, parameters (JSON), then the fields of
        `cxlab.results.Finding`; docs/findings.md says what they hold; at last `report`, the folder of the
        report that found it. Empty where there is none.

    Examples
    --------
    >>> findings_history("no_such_folder").empty
    True
    """
    found = _recorded(folder, "findings.parquet")
    if found.empty:
        return found
    return found.assign(report=found.pop("filename").map(lambda file: Path(file).parent.name))


def kpi_history(
    kpi: str,
    *,
    by: Sequence[str] = (),
    folder: str | Path = "reports",
    template: str | None = None,
    pot: str | None = None,
) -> pd.DataFrame:
    """Return how a metric has developed over the reports below a folder, oldest run first.

    Parameters
    ----------
    kpi : str
        Metric, as results record it.
    by : list of str
        Dimensions by which results are recorded ("region"), or parameters of the reports ("date_to"). Without
        a dimension the rows are those for all customers and the whole time of a report.
    folder : path, default "reports"
    template, pot : str, optional
        Only reports of these.

    Returns
    -------
    DataFrame
        created_at, pot, the parameters and the group asked for, metric, estimate, low, high, n, level; of
        reports in several languages one.

    Raises
    ------
    BadValue
        No report has recorded a metric of that name, or `by` is neither a dimension nor a parameter.

    Examples
    --------
    >>> kpi_history("nps", folder="no_such_folder").empty
    True
    """
    found = history(folder)
    if found.empty:
        return found
    if template or pot:
        fits = found["template"].eq(template or found["template"]) & found["pot"].eq(pot or found["pot"])
        found = found[fits]
    mine = found[found["metric"] == kpi]
    if mine.empty and not found.empty:
        available = sorted(found["metric"].unique())
        raise BadValue(Text("no report has recorded {kpi!r}; {hint}", kpi=kpi, hint=hint(kpi, available)))
    return _by(mine, list(by))


def _by(found: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    settings = [json.loads(text) for text in found["parameters"]]
    known = {name for one in settings for name in one}
    dimensions = [name for name in by if name in set(found["dimension"])]
    if unknown := [name for name in by if name not in known and name not in dimensions]:
        available = sorted(known | set(found["dimension"].dropna()) - {""})
        raise BadValue(
            Text("{name!r} is neither a dimension nor a parameter; {hint}",
                 name=unknown[0], hint=hint(unknown[0], available))
        )  # fmt: skip
    shown = found.assign(
        **{name: [str(one.get(name, "")) for one in settings] for name in by if name in known}
    )
    wanted = dimensions[0] if dimensions else ""
    shown = shown[(shown["dimension"].fillna("") == wanted) & (shown["period"].fillna("") == "")]
    if wanted:
        shown = shown.assign(**{wanted: shown["group"]})
    columns = ["created_at", "pot", *by, "metric", "estimate", "low", "high", "n", "level"]
    same = [name for name in columns if name != "created_at"]
    # the same report in two languages, or made again from the same data, says the same
    return shown[columns].drop_duplicates(same, keep="first").reset_index(drop=True)


def _recorded(folder: str | Path, name: str) -> pd.DataFrame:
    import duckdb

    files = [str(path) for path in _once(sorted(Path(folder).rglob(name)))]
    if not files:
        return pd.DataFrame()
    # Extensions are neither needed nor fetched; rows keep the order they were recorded in.
    query = """
        select * exclude (file_row_number)
        from read_parquet($files, union_by_name = true, file_row_number = true, filename = true)
        order by created_at, run_id, file_row_number
    """
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        return connection.execute(query, {"files": files}).df()


def _once(files: list[Path]) -> Iterator[Path]:
    """Yield each run's file once: a batch keeps a copy of what its reports recorded."""
    seen = set()
    for path in files:
        try:
            run = json.loads(path.with_name("run.json").read_text(encoding="utf-8"))["run_id"]
        except (OSError, ValueError, KeyError, TypeError):
            run = str(path)
        if run not in seen:
            seen.add(run)
            yield path
