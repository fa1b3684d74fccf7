"""environment.yml, pyproject.toml and requirements.lock say the same."""

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
# Packages that conda-forge calls by another name than PyPI.
CONDA_NAMES = {
    "duckdb": "python-duckdb",
    "pandera[pandas]": "pandera-pandas",
    "jupyter-client": "jupyter_client",
}


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def split(requirement: str) -> tuple[str, str]:
    name, bounds = re.fullmatch(r"([\w.\-\[\]]+)(.*)", requirement).groups()
    return name, bounds


def test_conda_environment_asks_for_what_pyproject_asks_for():
    declared = dict(split(item) for item in project()["project"]["dependencies"])
    expected = {CONDA_NAMES.get(name, name): bounds for name, bounds in declared.items()}
    expected["python"] = project()["project"]["requires-python"]
    conda = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    found = dict(split(item) for item in conda if isinstance(item, str) and item != "pip")
    assert found == expected


def locked() -> dict[str, str]:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9][\w.\-]*)==([^\s;]+)", text, flags=re.MULTILINE))


def test_lock_pins_every_dependency():
    wanted = [*project()["project"]["dependencies"], *project()["dependency-groups"]["dev"]]
    names = {re.sub(r"\[.*\]", "", split(item)[0]).lower() for item in wanted}
    assert names <= set(locked())


def test_lock_has_hashes_and_no_address():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    blocks = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert len(blocks) == len(set(blocks)) > 100
    assert all("--hash=sha256:" in block for block in blocks)
