"""Any frame in, small pandas frame out: the one aggregation layer (Narwhals over pandas, polars, DuckDB, files)."""

from cxlab.engine.period import Every, Period, period
from cxlab.engine.scan import SIZE_FOR_DUCKDB, columns, require
from cxlab.engine.tally import tally

__all__ = ["SIZE_FOR_DUCKDB", "Every", "Period", "columns", "period", "require", "tally"]
