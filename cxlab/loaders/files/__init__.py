"""Files as they come: CSV, Excel and Parquet into columns, and columns of text into columns of values."""

from .reader import Wishes, read_raw, to_frame
from .record import Raw, Reading

__all__ = ["Raw", "Reading", "Wishes", "read_raw", "to_frame"]
