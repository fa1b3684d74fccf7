"""The history of recorded results: DuckDB over the Parquet files beside the reports, no further store."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

__all__ = ["history"]


def history(folder: str | Path = "reports") -> pd.DataFrame:
    """Return every result recorded below `folder`, oldest run first; an empty frame where there is none.

    Returns
    -------
    DataFrame
        run_id, template, pot, parameters (JSON), language, created_at, metric, dimension, group, period,
        estimate, low, high, n, note, headline.

    Examples
    --------
    >>> history("no_such_folder").empty
    True
    """
    import duckdb

    files = [str(path) for path in Path(folder).rglob("results.parquet")]
    if not files:
        return pd.DataFrame()
    # Extensions are neither needed nor fetched; rows keep the order they were recorded in.
    query = """
        select * exclude (file_row_number)
        from read_parquet($files, union_by_name = true, file_row_number = true)
        order by created_at, run_id, file_row_number
    """
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        return connection.execute(query, {"files": files}).df()
