"""What the README shows in Python runs as it stands there."""

import re
import textwrap
from pathlib import Path

import cxlab as cx

README = Path(__file__).parents[1] / "README.md"


def test_the_python_in_the_readme_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    cx.open_pot("sfo_airport_2017")["responses"].to_parquet("answers.parquet")
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 3
    room: dict[str, object] = {}
    for block in blocks:
        exec(textwrap.dedent(block), room)  # the README is ours
    assert "A customer enters with the first visit" in capsys.readouterr().out


def test_every_template_and_bundled_pot_is_named():
    words = README.read_text(encoding="utf-8")
    templates = [path.stem for path in (README.parent / "notebooks").glob("*.ipynb")]
    pots = [path.parent.name for path in (README.parent / "data").glob("*/pot.yml")]
    assert all(f"| `{name}` |" in words for name in [*templates, *pots])
