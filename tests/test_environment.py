"""pyproject.toml, the two locks and environment.yml say the same, and the set-up says what went wrong."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
RUN, DEV = "requirements.lock", "requirements-dev.lock"


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def split(requirement: str) -> tuple[str, str]:
    name, bounds = re.fullmatch(r"([\w.\-\[\]]+)(.*)", requirement).groups()
    return name, bounds


def locked(lock: str) -> dict[str, str]:
    """Return the lines of each package: pin, marker and hashes."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    entries: dict[str, str] = {}
    for line in lines:
        if not line.startswith(" "):
            name = line.split("==")[0]
        entries[name] = entries.get(name, "") + line + "\n"
    return entries


def wanted(*groups: str) -> set[str]:
    asked = list(project()["project"]["dependencies"]) if "run" in groups else []
    for group in groups:
        listed = project()["dependency-groups"].get(group, ())
        asked += [item for item in listed if isinstance(item, str)]
    return {re.sub(r"\[.*\]", "", split(item)[0]).lower() for item in asked}


def test_conda_makes_the_python_and_takes_the_packages_of_the_lock():
    conda = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    declared = project()["project"]["requires-python"]
    assert any(str(item).startswith(f"python{declared}") for item in conda)
    assert {"pip": ["--require-hashes", f"--requirement {RUN}"]} in conda


def test_the_locks_pin_what_each_is_for():
    assert wanted("run", "build") <= set(locked(RUN))
    assert wanted("run", "build", "dev") <= set(locked(DEV))
    assert not (wanted("dev") - wanted("run", "build")) & set(locked(RUN)), (
        "test tools in the lock for running"
    )


def test_the_locks_agree_to_the_last_hash():
    # The systems a package is for may be more where a tool for developing needs it too.
    run, dev = (
        {name: re.sub(r" ; [^\\]*", " ", entry) for name, entry in locked(lock).items()}
        for lock in (RUN, DEV)
    )
    assert all(dev[name] == entry for name, entry in run.items())


@pytest.mark.parametrize("lock", [RUN, DEV])
def test_locks_have_hashes_and_no_address(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert len(locked(lock)) > 100
    assert all("--hash=sha256:" in entry for entry in locked(lock).values())


# --- install.py ------------------------------------------------------------------------------


@pytest.fixture
def installer():
    """Return install.py as a module."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("install", ROOT / "install.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_builder_is_taken_out_of_the_lock(installer):
    entry = installer._entry("setuptools", ROOT / RUN)
    assert entry.startswith("setuptools==")
    assert entry.count("==") == 1
    assert entry.count("--hash=sha256:") >= 1
    assert set(installer.SOURCE_ONLY) <= set(locked(RUN))


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "a proxy alters"),
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "the disk is full"),
        ("ERROR: No matching distribution found for numpy==9", "use Python 3.11, 3.12 or 3.13"),
        (
            "WARNING: after connection broken by 'NameResolutionError(\"Failed to resolve 'x'",
            "check the network",
        ),
        ("WARNING: The repository located at x is not a trusted or secure host", "begin with https"),
        ("ERROR: Could not find numpy==9 (from versions: none)", "cannot be reached (check the network"),
        ("ERROR: something new", "report this line"),
    ],
)
def test_a_failing_step_is_one_line_with_a_remedy(installer, said, remedy, tmp_path, capsys):
    script = tmp_path / "pip.py"
    script.write_text(f"print('Collecting a'); print({said!r}); raise SystemExit(1)", encoding="utf-8")
    with pytest.raises(installer.SetupFailed) as failure:
        installer._run([sys.executable, str(script)], "installing the packages")
    assert str(failure.value).startswith(f"installing the packages: {said}")
    assert remedy in str(failure.value)
    assert "\n" not in str(failure.value)


def test_a_lock_that_cannot_be_installed_ends_the_set_up_with_its_exit_status(tmp_path):
    """No index is asked: the folder's own copy of the lock names a builder that is nowhere."""
    for name in ("install.py", "pyproject.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    (tmp_path / RUN).write_text(f"setuptools==0.0.1 \\\n    --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    command = [sys.executable, str(tmp_path / "install.py"), "--venv", str(tmp_path / "env")]
    environment = {"PIP_NO_INDEX": "1", "PATH": "/usr/bin:/bin", "PIP_CONFIG_FILE": "/dev/null"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr + done.stdout
    assert "Setting up failed: installing setuptools: ERROR: No matching distribution" in done.stderr


def test_an_older_python_is_told_which_one_is_needed(installer, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(installer.sys, "version_info", (3, 9, 1))
    assert installer.main(["--venv", str(tmp_path / "env")]) == 2
    assert "cxlab needs Python 3.11 or newer" in capsys.readouterr().err
    assert not (tmp_path / "env").exists()


@pytest.mark.parametrize("place", ["mine", ".", "..", "mine/notes.txt", "of_a_user/.venv/.."])
def test_a_folder_with_the_users_own_files_is_never_made_an_environment(
    installer, monkeypatch, tmp_path, capsys, place
):
    """Making an environment anew removes what is in its folder: `--venv .` would remove the project."""
    project = tmp_path / "project"
    for folder in (project / "mine", project / "of_a_user" / ".venv"):
        folder.mkdir(parents=True)
    (project / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    (project / "pyvenv.cfg").write_text("", encoding="utf-8")  # a project that lies in an environment
    monkeypatch.setattr(installer, "ROOT", project)
    monkeypatch.setattr(installer, "_run", lambda *_, **__: pytest.fail("something was run"))
    monkeypatch.chdir(project)
    assert installer.main(["--venv", place]) == 2
    assert "name a new folder with --venv" in capsys.readouterr().err
    assert (project / "mine" / "notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("made", ["", ".venv/lib", "env/pyvenv.cfg", "env"])
def test_an_environment_may_be_made_anew(installer, tmp_path, made):
    """None, one whose making was stopped, a whole one, an empty folder."""
    (tmp_path / made).mkdir(parents=True, exist_ok=True)
    installer._is_for_an_environment(tmp_path / made.split("/")[0] if made else tmp_path / "new")


def test_a_wheel_that_is_not_there_is_told_before_anything_is_made(installer, tmp_path, capsys):
    assert installer.main(["--venv", str(tmp_path / "env"), "--wheel", str(tmp_path / "no.whl")]) == 2
    assert "there is no file" in capsys.readouterr().err
    assert not (tmp_path / "env").exists()


@pytest.mark.parametrize("where", [["--here"], []])
def test_an_older_python_is_told_in_an_active_environment_too(installer, monkeypatch, capsys, where):
    monkeypatch.setattr(installer.sys, "version_info", (3, 9, 1))
    assert installer.main(where) == 2
    assert "cxlab needs Python 3.11 or newer" in capsys.readouterr().err


# --- the wheel -------------------------------------------------------------------------------


def test_the_wheel_holds_all_that_a_run_needs(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = {
            item.filename for item in archive.infolist() if item.file_size or item.filename.endswith("py")
        }
        archive.extractall(tmp_path / "site")
    listed = subprocess.run(
        ["git", "ls-files", "cxlab", "notebooks", "data"], cwd=ROOT, capture_output=True, text=True
    )
    tracked = [name for name in listed.stdout.splitlines() if (ROOT / name).stat().st_size]
    if not tracked:
        pytest.skip("not a git checkout")
    inside = [name if name.startswith("cxlab/") else f"cxlab/_bundled/{name}" for name in tracked]
    assert set(inside) <= held
    look = (
        "import sys; sys.path.insert(0, sys.argv[1]); from cxlab import open_pot; "
        "from cxlab import report; print(open_pot('telco_ibm').folder, report.list_templates())"
    )
    (tmp_path / "empty").mkdir()
    seen = subprocess.run(
        [sys.executable, "-I", "-c", look, str(tmp_path / "site")],
        cwd=tmp_path / "empty", capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert seen.stdout.startswith(str(tmp_path / "site" / "cxlab" / "_bundled" / "data"))
