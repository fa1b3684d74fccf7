"""Files as they come: CSV, Excel and Parquet into a pandas frame, with a record of every decision made on the way."""

from .reader import read
from .record import Reading

__all__ = ["Reading", "read"]
