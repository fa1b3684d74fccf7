"""What earlier reports recorded: DuckDB over the Parquet files beside them, no further store."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

__all__ = ["findings_history", "history"]


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


def _recorded(folder: str | Path, name: str) -> pd.DataFrame:
    import duckdb

    files = [str(path) for path in Path(folder).rglob(name)]
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
