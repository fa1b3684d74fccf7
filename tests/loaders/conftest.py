from pathlib import Path

import pytest

from cxlab.loaders import DataPot, open_pot


@pytest.fixture
def make_pot(tmp_path):
    """Write a pot from the text of its pot.yml (its name is added) and its files, and open it."""

    def make(declared: str, **files: str | bytes) -> DataPot:
        folder: Path = tmp_path / "pot"
        folder.mkdir(exist_ok=True)
        (folder / "pot.yml").write_text("name: Test\n" + declared, encoding="utf-8")
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            (folder / f"{name}.csv").write_bytes(data)
        return open_pot(folder)

    return make
