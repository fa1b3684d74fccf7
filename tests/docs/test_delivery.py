"""The files for schedulers in docs/delivery: they are run, or read as their readers would."""

import configparser
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cxlab import cli

FILES = Path(__file__).parents[2] / "docs" / "delivery"
WRAPPER = FILES / "cxlab-scheduled"
needs_shell = pytest.mark.skipif(shutil.which("sh") is None, reason="needs a shell")
FIELDS = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)]


@pytest.fixture
def scheduled(tmp_path):
    """Run the wrapper with a command of ours and a mailer that writes down what it is given."""
    mailer = tmp_path / "bin" / "mail"
    mailer.parent.mkdir()
    mailer.write_text(f'#!/bin/sh\necho "$@" >{tmp_path}/mailed\ncat >>{tmp_path}/mailed\n')
    mailer.chmod(0o755)
    path = f"{mailer.parent}{os.pathsep}{os.environ['PATH']}"

    def run(script, **environment):
        command = ["sh", str(WRAPPER), str(tmp_path / "log s"), "sh", "-c", script]
        settings = os.environ | {"PATH": path, "CXLAB_MAIL_TO": "a@example.com"} | environment
        done = subprocess.run(command, capture_output=True, text=True, env=settings, timeout=30, check=False)
        mailed = tmp_path / "mailed"
        return done.returncode, mailed.read_text() if mailed.exists() else ""

    return run


@needs_shell
@pytest.mark.parametrize(
    ("code", "subject"),
    [(0, ""), (3, "cxlab: a report needs attention"), (1, "cxlab: reports failed (exit code 1)")],
)
def test_a_mail_is_written_where_somebody_has_to_look(scheduled, tmp_path, code, subject):
    assert scheduled(f"echo told; exit {code}") == (
        code,
        f"-s {subject} a@example.com\ntold\n" if subject else "",
    )
    [log] = (tmp_path / "log s").glob("*.log")
    assert log.read_text() == "told\n"


@needs_shell
def test_without_an_address_nobody_is_written_to(scheduled):
    assert scheduled("exit 1", CXLAB_MAIL_TO="") == (1, "")


@needs_shell
@pytest.mark.skipif(shutil.which("flock") is None, reason="needs flock")
def test_a_second_run_is_refused_while_the_first_one_lives(scheduled, tmp_path):
    waiting = subprocess.Popen(["sh", str(WRAPPER), str(tmp_path / "log s"), "sh", "-c", "read line"],
                               stdin=subprocess.PIPE)  # fmt: skip
    while not list((tmp_path / "log s").glob("*.log")):
        assert waiting.poll() is None
        time.sleep(0.01)
    try:
        assert scheduled("echo second")[0] == 75
    finally:
        waiting.communicate(b"\n", timeout=10)
    assert scheduled("exit 0")[0] == 0


def commands_of(line):
    """Return the words of the cxlab command that a line gives to the wrapper."""
    words = line.split()
    assert words[0].endswith("cxlab-scheduled")
    assert words[2] == "cxlab"
    return words[3:]


def is_known(words):
    """Whether the command line takes a command with these options."""
    page = CliRunner().invoke(cli.app, [words[0], "--help"], env={"COLUMNS": "200"})
    return page.exit_code == 0 and all(word in page.output for word in words if word.startswith("--"))


def test_the_lines_of_cron_are_valid_and_their_commands_exist():
    lines = (FILES / "cxlab.cron").read_text(encoding="utf-8").splitlines()
    jobs = [line for line in lines if line and line[0].isdigit()]
    assert len(jobs) == 2
    for job in jobs:
        *times, command = job.split(None, 5)
        for field, (low, high) in zip(times, FIELDS, strict=True):
            assert field == "*" or all(low <= int(n) <= high for n in re.split(r"[-,/]", field))
        assert "%" not in command, "cron would end the line there"
        assert is_known(commands_of(command))
    settings = dict(line.split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))
    assert {"SHELL", "PATH", "CXLAB_MAIL_TO"} == set(settings)


def read(name):
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str
    parser.read(FILES / name, encoding="utf-8")
    return parser


def test_the_timer_starts_the_service_that_runs_a_command_that_exists():
    service, timer = read("cxlab-reports.service"), read("cxlab-reports.timer")
    assert service["Service"]["Type"] == "oneshot"
    assert is_known(commands_of(service["Service"]["ExecStart"]))
    assert service["Service"]["SuccessExitStatus"] == "3"
    assert re.fullmatch(r"\*-\*-\d\d \d\d:\d\d:\d\d", timer["Timer"]["OnCalendar"])
    assert timer["Install"]["WantedBy"] == "timers.target"
    if shutil.which("systemd-analyze"):
        units = [str(FILES / f"cxlab-reports.{kind}") for kind in ("service", "timer")]
        done = subprocess.run(
            ["systemd-analyze", "verify", *units], capture_output=True, text=True, timeout=60, check=False
        )
        faults = [
            line for line in done.stderr.splitlines() if "cxlab" in line and "not executable" not in line
        ]
        assert not [line for line in faults if "Unknown" in line or "Failed to parse" in line]
