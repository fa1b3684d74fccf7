"""One row per entity: how many rows, the last date, a sum, a median, how many distinct values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals as nw
import pandas as pd

from cxlab.engine.collect import final_key, to_pandas
from cxlab.engine.scan import scan
from cxlab.errors import BadParameter
from cxlab.text import Text

__all__ = ["summaries"]

_WAYS = ("count", "sum", "max", "min", "median", "distinct")


def summaries(data: Any, *, by: str, wanted: Mapping[str, tuple[str, str]]) -> pd.DataFrame:
    """Return one row per value of `by` with the wanted figures; rows without a value are left out.

    Parameters
    ----------
    data
        pandas, polars, pyarrow, DuckDB or a path to Parquet or CSV files.
    by
        The column that names the entity, such as a customer.
    wanted
        Name of the figure: (way, column). Ways are "count" (values that are not missing), "sum", "max",
        "min", "median" and "distinct" (different values; missing counts as one).

    Returns
    -------
    DataFrame
        `by` and the figures, sorted by `by`.

    Raises
    ------
    MissingColumn
        A column is not in the data.
    BadParameter
        There is no such way.

    Examples
    --------
    >>> visits = pd.DataFrame({"who": ["b", "a", "b"], "day": [1, 1, 2]})
    >>> summaries(visits, by="who", wanted={"visits": ("count", "day"), "last": ("max", "day")})
      who  visits  last
    0   a       1     1
    1   b       2     2
    """
    for way, _column in wanted.values():
        if way not in _WAYS:
            raise BadParameter(
                Text("summary {name!r} is not known; available: {names}", name=way, names=", ".join(_WAYS))
            )
    source = scan(data, [by, *(column for _way, column in wanted.values())])
    figures = [_figure(way, column).alias(name) for name, (way, column) in wanted.items()]
    frame = source.frame.filter(~nw.col(by).is_null()).group_by(by).agg(*figures)
    result = to_pandas(frame)
    result[by] = final_key(result[by], source, by)
    return result.sort_values(by, kind="stable", ignore_index=True)


def _figure(way: str, column: str) -> Any:
    values = nw.col(column)
    return values.n_unique() if way == "distinct" else getattr(values, way)()
