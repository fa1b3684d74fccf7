"""Exit codes and messages of the command line: 0 ok, 1 a run failed, 2 wrong use; never a traceback."""

import contextlib
import re
import signal
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from cxlab import cli
from cxlab.language import use


def in_own_process(*words: str, cwd=None) -> subprocess.CompletedProcess:
    command = [sys.executable, "-c", "from cxlab.cli import main; main()", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=120, check=False)


@pytest.fixture
def cxlab(monkeypatch, capfd):
    """What a command prints and ends with, without the second that a Python of its own takes to begin."""

    def run(*words: str, cwd=None) -> subprocess.CompletedProcess:
        capfd.readouterr()
        use("en")  # as a process begins
        with monkeypatch.context() as set_, contextlib.chdir(cwd or "."):
            set_.setattr(sys, "argv", ["cxlab", *words])
            with pytest.raises(SystemExit) as ended:
                cli.main()
        printed = capfd.readouterr()
        return subprocess.CompletedProcess(words, ended.value.code, printed.out, printed.err)

    return run


def commands() -> list[str]:
    """Every command as it is typed, those of a group included: "pot init"."""
    found = [command.name or command.callback.__name__ for command in cli.app.registered_commands]
    for group in cli.app.registered_groups:
        found += [
            f"{group.name} {command.name or command.callback.__name__}"
            for command in group.typer_instance.registered_commands
        ]
    return found


def test_every_command_has_help_with_an_example():
    runner = CliRunner()
    assert set(commands()) >= {"run", "demo", "new", "check", "templates", "pot init"}
    for name in commands():
        page = runner.invoke(cli.app, [*name.split(), "--help"])
        assert page.exit_code == 0
        assert f"Example: cxlab {name}" in " ".join(page.output.split())


def test_every_command_is_in_the_readme():
    from pathlib import Path

    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    assert all(f"cxlab {name}" in readme for name in commands())


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["run", "nps_analyse"], "did you mean 'nps_analysis'?"),
        (["run", "nps_analysis", "--pot", "data/nowhere"], "sfo_airport_2017"),
        (["run", "nps_analysis", "-p", "segment=area"], "did you mean 'segments'?"),
        (["run", "nps_analysis", "-p", "level=high"], "level"),
        (["run", "nps_analysis", "-p", "level=95"], "0.95"),
        (["run", "nps_analysis", "-p", "min_n=-3"], "0 or above"),
        (["run", "nps_analysis", "-p", "wanted_margin=0"], "a number above 0"),
        (["run", "nps_analysis", "-p", "date_from=31.02.2024"], "date_from"),
        (["run", "nps_analysis", "-p", "period=fortnight"], "week"),
        (["run", "nps_analysis", "-p", "level"], "expected NAME=VALUE"),
        (["run", "nps_analysis", "-p", "level=0.9", "-p", "level=0.8"], "more than once"),
        (["run", "nps_analysis", "-p", "x=1;import os=1"], "x"),
        (["run", "nps_analysis", "-l", "fr"], "en"),
        (["check", "nowhere"], "available"),
        (["report", "nowhere"], "no such folder"),
        (["run", "nps_analysis", "--format", "docx"], "pdf, xlsx, pptx"),
        (["pot", "init", "nowhere"], "no such folder"),
        (["pot", "init", "."], "no file in it is a table"),
        (["sample", "company", "--industry", "bankk"], "did you mean 'bank'?"),
        (["sample", "company", "--customers", "many"], "--customers"),
        (["templates", "nps"], "nps_analysis"),
    ],
)
def test_wrong_use_ends_in_code_2_and_one_clear_message(words, expected, tmp_path, cxlab):
    done = cxlab(*words, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert expected in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert not list(tmp_path.iterdir()), "nothing was run, nothing is left behind"


def test_the_command_ends_its_process_with_the_code(tmp_path):
    """Where other tests call `main` in this process, this one starts what a shell would."""
    done = in_own_process("check", "nowhere", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
    assert "available" in done.stderr


def test_all_faults_are_told_at_once(tmp_path, cxlab):
    done = cxlab("run", "nps_analysis", "-p", "level=high", "-p", "segment=area", cwd=tmp_path)
    assert "level" in done.stderr
    assert "segment" in done.stderr


def test_templates_lists_questions_and_parameters():
    runner = CliRunner()
    listed = runner.invoke(cli.app, ["templates"], terminal_width=200)
    assert "nps_analysis" in listed.output
    shown = runner.invoke(cli.app, ["templates", "nps_analysis"], terminal_width=200)
    assert "wanted_margin" in shown.output
    assert "Positive" in shown.output


def test_new_copies_a_template_and_never_overwrites(tmp_path, cxlab):
    target = tmp_path / "mine.ipynb"
    assert cxlab("new", "nps_analysis", str(target)).returncode == 0
    target.write_text("my work", encoding="utf-8")
    again = cxlab("new", "nps_analysis", str(target))
    assert again.returncode == 2
    assert target.read_text(encoding="utf-8") == "my work"


def test_check_tells_a_good_pot_from_a_bad_one(tmp_path, cxlab):
    assert cxlab("check", "sfo_airport_2017").returncode == 0
    (tmp_path / "pot.yml").write_text(
        "name: Broken\ntables:\n  responses:\n    file: r.csv\n    scale: {nps: [0, 10]}\n", encoding="utf-8"
    )
    (tmp_path / "r.csv").write_text("response_id,nps\n1,9\n1,77\n", encoding="utf-8")
    done = cxlab("check", str(tmp_path))
    assert done.returncode == 1
    assert "77" in done.stdout


def test_pot_init_writes_a_pot_that_passes_its_check(tmp_path, cxlab):
    (tmp_path / "umfrage.csv").write_bytes(b"Antwort-ID;NPS;Datum\n1;9;31.01.2024\n2;11;01.02.2024\n")
    (tmp_path / "notizen.pdf").write_bytes(b"%PDF-1.7")
    done = cxlab("pot", "init", str(tmp_path), "--language", "en")
    assert done.returncode == 0, done.stderr
    assert "tables responses" in done.stdout
    assert "11 outside 0 to 10" in done.stdout
    checked = cxlab("check", str(tmp_path))
    assert (checked.returncode, "nutzbar (0 Fehler" in checked.stdout) == (0, True)  # the pot's own language
    assert "can be used (0 errors" in cxlab("check", str(tmp_path), "--language", "en").stdout
    written = (tmp_path / "pot.yml").read_text(encoding="utf-8")
    again = cxlab("pot", "init", str(tmp_path))
    assert (again.returncode, "--force" in again.stderr) == (2, True)
    german = cxlab("pot", "init", str(tmp_path), "-l", "de")
    assert german.stderr.startswith("Fehler: ")
    assert "gibt es schon" in german.stderr
    assert (tmp_path / "pot.yml").read_text(encoding="utf-8") == written
    assert cxlab("pot", "init", str(tmp_path), "--force").returncode == 0


def test_version():
    assert CliRunner().invoke(cli.app, ["--version"]).output.strip() == cli.__version__


HOSTILE = "[/x]\x1b[2J\x9b31m\u202e[red]\\"


def test_square_brackets_backslashes_and_control_sequences_are_text(tmp_path, cxlab):
    assert cxlab("run", "[/x]", cwd=tmp_path).returncode == 2
    (tmp_path / "[red]").mkdir()
    assert cxlab("new", "nps_analysis", "[red]/[/x].ipynb", cwd=tmp_path).returncode == 0
    pot = tmp_path / HOSTILE.replace("/", "")
    pot.mkdir()
    (pot / "pot.yml").write_text(
        'name: "\\e]0;owned\\a[/x] \\u202e"\ntables:\n  responses: {file: "r.csv"}\n', encoding="utf-8"
    )
    (pot / "r.csv").write_text("response_id,nps,\x1b[31mred\n1,9,a\n", encoding="utf-8")
    for words in (["check", str(pot)], ["pot", "init", str(pot), "--force"], ["run", HOSTILE], [HOSTILE]):
        done = cxlab(*words, cwd=tmp_path)
        shown = done.stdout + done.stderr
        assert "Traceback" not in shown
        assert not any(letter in shown for letter in "\x1b\x07\x9b\u202e"), words


def test_odd_bytes_long_names_and_lacking_letters_end_in_one_message(tmp_path, cxlab):
    odd = b"odd\xff\x1b".decode(errors="surrogateescape")
    for words in (["check", "x" * 300], ["check", odd], ["run", "y" * 5000], ["run", odd + ".ipynb"]):
        done = cxlab(*words, cwd=tmp_path)
        assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    plain = {"PYTHONIOENCODING": "ascii", "PATH": "/usr/bin:/bin", "LANG": "C"}
    done = subprocess.run(
        [sys.executable, "-c", "from cxlab.cli import main; main()", "check", "Größe→"],
        capture_output=True, env=plain, cwd=tmp_path, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, b"Traceback" in done.stderr) == (2, False)


def test_who_reads_the_output_may_stop(tmp_path):
    command = f"'{sys.executable}' -c 'from cxlab.cli import main; main()' templates | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=120, check=False)
    assert done.stderr == ""


def test_an_error_that_nobody_had_foreseen_is_one_line_without_its_words(monkeypatch, capsys):
    from cxlab import report

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Frau Meier")

    monkeypatch.setattr(report, "list_templates", broken)
    monkeypatch.setattr(sys, "argv", ["cxlab", "templates"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    shown = capsys.readouterr()
    assert ended.value.code == 1
    assert "unforeseen RuntimeError in test_cli.py" in shown.err
    assert "Meier" not in shown.err + shown.out


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs a folder where nobody may write")
@pytest.mark.parametrize(
    "words",
    [
        ["new", "nps_analysis", "/proc/x.ipynb"],
        ["new", "nps_analysis", "/dev/null/x.ipynb"],
        ["sample", "/proc/mine"],
        ["run", "data_pot_check", "-o", "/proc/out"],
        ["check", "/proc/self/mem"],
    ],
)
def test_a_place_that_cannot_be_written_is_told_in_one_line(words, tmp_path, cxlab):
    """Not even root may write in /proc."""
    done = cxlab(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("error: ")


def test_an_error_of_the_system_names_the_file_and_the_reason(monkeypatch, capsys):
    from cxlab import report

    def closed(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "[/x]\x1b.csv")

    monkeypatch.setattr(report, "list_templates", closed)
    monkeypatch.setattr(sys, "argv", ["cxlab", "templates"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err == "error: [/x]\\x1b.csv: cannot be used (permission denied)\n"


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_stopped_command_ends_with_the_code_of_its_signal(name, monkeypatch, capsys):
    """128 and the signal's number, as a shell counts; typer alone makes 130 of each and says nothing."""
    from cxlab import report

    number = getattr(signal, name, None)
    if number is None:
        pytest.skip("a signal of POSIX")
    monkeypatch.setattr(report, "list_templates", lambda: signal.raise_signal(number))
    monkeypatch.setattr(sys, "argv", ["cxlab", "templates"])
    before = signal.signal(number, signal.SIG_DFL)  # whoever runs the tests may ignore it, as nohup does
    try:
        with pytest.raises(SystemExit) as ended:
            cli.main()
    finally:
        signal.signal(number, before)
    assert ended.value.code == 128 + number
    assert capsys.readouterr().err == "stopped; nothing half-written was left behind\n"


def test_what_is_left_out_of_jsonschema_is_named_by_no_schema_of_a_notebook():
    """The command line does without the formats "iri" and "iri-reference" (`_without_slow_grammar`)."""
    from pathlib import Path

    import nbformat

    schemas = list(Path(nbformat.__file__).parent.rglob("*.schema.json"))
    texts = [path.read_text(encoding="utf-8") for path in schemas]
    assert len(schemas) > 5
    assert not [text for text in texts if re.search(r'"format"\s*:\s*"', text)]
    look = "import sys; from cxlab import cli; cli._without_slow_grammar(); import jsonschema, nbformat.v4"
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0
