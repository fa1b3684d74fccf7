"""Files as they come: CSV, Excel and Parquet into columns, and columns of text into columns of values."""

from .reader import Wishes, read_raw, to_frame
from .record import Raw, ReadLog

__all__ = ["Raw", "ReadLog", "Wishes", "read_raw", "to_frame"]
