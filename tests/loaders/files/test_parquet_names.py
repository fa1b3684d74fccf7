"""A Parquet file whose column names are damaged in one of its two schemas is told as damaged."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxlab.errors import BadFile
from cxlab.loaders import read


def test_a_name_that_the_two_schemas_of_a_file_do_not_share(tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"some_text": ["a", "bb"] * 20, "nps": range(40)}), path, store_schema=False)
    data = path.read_bytes()
    at = data.rindex(b"some_text")  # the path of the column chunk, after the schema
    path.write_bytes(data[:at] + b"other_tex" + data[at + 9 :])
    with pytest.raises(BadFile, match="damaged"):
        read(path)
