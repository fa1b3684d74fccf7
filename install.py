"""Set up an environment with exactly the packages of the lock: `python install.py [--dev] [--venv DIR]`.

It needs Python's standard library alone and is what `make`, Windows and conda users and CI call. The lock is
closed (it names every package with its hashes), so nothing is resolved and no index is asked what is newest.
"""

from __future__ import annotations

import argparse
import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OLDEST_PYTHON = (3, 11)
RUN_LOCK, DEV_LOCK = "requirements.lock", "requirements-dev.lock"
# Packages without wheels, built with the setuptools of the lock. All others must come ready made.
SOURCE_ONLY = ("autograd-gamma",)
# Settings that would send packages elsewhere or bring in others; index, proxy and certificates stay.
FOREIGN = frozenset(
    "PIP_TARGET PIP_PREFIX PIP_ROOT PIP_PYTHON PIP_CONSTRAINT PIP_REQUIREMENT PIP_NO_BINARY PIP_ONLY_BINARY "
    "PIP_NO_BUILD_ISOLATION PIP_REQUIRE_VIRTUALENV PIP_DRY_RUN PIP_QUIET PIP_VERBOSE "
    "PYTHONHOME PYTHONPATH PYTHONSTARTUP __PYVENV_LAUNCHER__".split()
)
# What pip's output tells of a failure, and what helps; the first that fits is said.
REMEDIES = {
    "No space left on device": "the disk is full: free about 3 GB and try again",
    "DO NOT MATCH THE HASHES": "a package is not the one that was locked: try again; "
    "if it stays, a proxy alters downloads",
    "CERTIFICATE_VERIFY_FAILED": "the package index's certificate is not trusted: "
    "set PIP_CERT to your company's certificate file",
    "Read timed out": "the package index answers too slowly: try again, or set PIP_DEFAULT_TIMEOUT=120",
    "ProxyError": "the proxy refused: check HTTPS_PROXY",
    "Max retries exceeded": "the package index cannot be reached: check the network "
    "(HTTPS_PROXY, PIP_INDEX_URL) and try again",
    "Failed to establish a new connection": "the package index cannot be reached: check the network",
    "connection broken by": "the package index cannot be reached: check the network "
    "(HTTPS_PROXY, PIP_INDEX_URL) and try again",
    "not a trusted or secure host": "the package index is not asked without encryption: "
    "let PIP_INDEX_URL begin with https",
    "(from versions: none)": "the package index cannot be reached (check the network, HTTPS_PROXY, "
    "PIP_INDEX_URL), or has nothing ready for this Python and system: use Python 3.11, 3.12 or 3.13, 64 bit",
    "No matching distribution": "the package index has no such package ready for this Python and system: "
    "use Python 3.11, 3.12 or 3.13, 64 bit",
    "externally-managed-environment": "this Python belongs to the system: leave --here out",
    "Permission denied": "no right to write there: choose another folder with --venv",
}


class SetupFailed(Exception):
    """A step failed; the text says which, and what to do."""


def main(arguments: list[str] | None = None) -> int:
    """Set up and say in one line how it went; the exit status is 0 only if every step went well."""
    options = _options(arguments)
    begun = time.monotonic()
    try:
        _can_begin(options.wheel)
        python = sys.executable if options.here else str(make_environment(options.venv, fresh=options.fresh))
        install(python, options.lock, wheel=options.wheel)
    except SetupFailed as failure:
        print(f"\nSetting up failed: {failure}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nSetting up was stopped; start it again to finish it.", file=sys.stderr)
        return 130
    where = "this environment" if options.here else options.venv
    print(f"Set up {where} in {time.monotonic() - begun:.0f} s.")
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Set up cxlab with exactly the packages of its lock.")
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv", help="folder of the environment (.venv)")
    parser.add_argument("--here", action="store_true", help="into the active environment (conda) instead")
    parser.add_argument("--dev", action="store_true", help="with what tests and checks need")
    parser.add_argument(
        "--keep", action="store_true", help="add to the environment instead of making it anew"
    )
    parser.add_argument("--wheel", type=Path, help="install this wheel of cxlab instead of the folder itself")
    options = parser.parse_args(arguments)
    options.lock = ROOT / (DEV_LOCK if options.dev else RUN_LOCK)
    options.fresh = not options.keep
    return options


def _can_begin(wheel: Path | None) -> None:
    """See before anything is made or fetched that Python is new enough and the wheel is there."""
    if sys.version_info < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        raise SetupFailed(
            f"cxlab needs Python {wanted} or newer and {sys.executable} is {sys.version.split()[0]}: "
            "name another one, as in `make PYTHON=python3.12 demo` or `python3.12 install.py`"
        )
    if wheel is not None and not wheel.is_file():
        raise SetupFailed(f"there is no file {wheel}: check what --wheel names")


def make_environment(folder: Path, *, fresh: bool) -> Path:
    """Make the virtual environment and return its Python."""
    _is_for_an_environment(folder)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if fresh or not python.exists():
        clear = ["--clear"] if folder.exists() else []
        _run(
            [sys.executable, "-m", "venv", *clear, str(folder)],
            "making the environment",
            "Python's venv module is missing or the folder cannot be written "
            "(Debian and Ubuntu: apt install python3-venv)",
        )
    return python


def _is_for_an_environment(folder: Path) -> None:
    """Refuse a folder of the user's own files: making the environment anew removes whatever is in it.

    One called .venv may have been left without its pyvenv.cfg by a set-up that was stopped.
    """
    if folder.exists() and not folder.is_dir():
        raise SetupFailed(f"{folder} is a file: name a new folder with --venv")
    ours = folder.name == ".venv" or (folder / "pyvenv.cfg").exists()
    strange = folder.exists() and not ours and any(folder.iterdir())
    if strange or folder.resolve() in (ROOT, *ROOT.parents):
        raise SetupFailed(
            f"{folder} holds other files, which making an environment there would remove: "
            "name a new folder with --venv"
        )


def install(python: str, lock: Path, *, wheel: Path | None = None) -> None:
    """Install the lock and cxlab with this Python, and see that they fit together."""
    pip = [python, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    total = sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())
    print(f"Installing the packages of {lock.name} (once; one to two minutes) ...")
    # The lock is closed: with --no-deps pip takes it as it stands and resolves nothing.
    exact = [*pip, "install", "--no-deps", "--require-hashes"]
    with tempfile.TemporaryDirectory() as folder:
        builder = Path(folder, "builder.lock")
        builder.write_text(_entry("setuptools", lock), encoding="utf-8")
        _run([*exact, "--only-binary", ":all:", "-r", str(builder)], "installing setuptools")
    offline_build = ["--no-build-isolation", "--use-pep517"]
    binary = ["--only-binary", ":all:", "--no-binary", ",".join(SOURCE_ONLY)]
    _run(
        [*exact, *offline_build, *binary, "-r", str(lock)], "installing the packages", watch=_progress(total)
    )
    itself = [str(wheel)] if wheel else ["--no-build-isolation", "--editable", str(ROOT)]
    _run([*pip, "install", "--quiet", "--no-deps", *itself], "installing cxlab itself")
    _run([*pip, "check"], "comparing the packages", "the lock does not fit together; please report this line")
    _run([python, "-c", "import cxlab.report, cxlab.cli"], "importing cxlab")


def _entry(package: str, lock: Path) -> str:
    """Return the lines of one package in the lock: its pin and its hashes."""
    lines = lock.read_text(encoding="utf-8").splitlines(keepends=True)
    first = next(at for at, line in enumerate(lines) if line.startswith(f"{package}=="))
    hashes = itertools.takewhile(lambda line: line.startswith(" "), lines[first + 1 :])
    return lines[first] + "".join(hashes)


def _progress(total: int) -> Callable[[str], None]:
    state = {"packages": 0}

    def watch(line: str) -> None:
        if line.startswith(("Collecting", "Processing")):
            state["packages"] += 1
            if sys.stdout.isatty():
                print(f"\r  {state['packages']} of at most {total} packages ", end="", flush=True)
        elif line.startswith("Installing collected") and state["packages"]:
            start = "\r" if sys.stdout.isatty() else ""
            print(f"{start}  {state['packages']} packages fetched, unpacking ...", flush=True)

    return watch


def _run(
    command: list[str], step: str, remedy: str = "", *, watch: Callable[[str], None] | None = None
) -> None:
    """Run one step; a failure is told in one line: the step, the program's own reason, what to do."""
    environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    environment["PIP_USER"] = "0"
    lines: list[str] = []
    try:
        with subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            encoding="utf-8",
            errors="replace",
        ) as process:
            for line in process.stdout or ():
                lines.append(line.rstrip())
                if watch:
                    watch(line)
    except OSError as error:
        raise SetupFailed(f"{step}: {error.strerror}: {command[0]}") from None
    if process.returncode:
        raise SetupFailed(f"{step}: {_reason(lines)} ({remedy or _remedy(lines)})")


def _reason(lines: list[str]) -> str:
    """Return the line in which the program says why, else its last one."""
    told = [line for line in lines if line.lower().startswith("error")]
    return (told or [line for line in lines if line.strip()] or ["no output"])[-1].strip()


def _remedy(lines: list[str]) -> str:
    text = "\n".join(lines)
    return next(
        (remedy for sign, remedy in REMEDIES.items() if sign in text),
        "try again; if it stays, report this line",
    )


if __name__ == "__main__":
    sys.exit(main())
