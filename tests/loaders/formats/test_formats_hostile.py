"""Look-alikes and broken files of every format: how each is treated; docs/reading.md says it in words."""

import gzip
import io
import re
import sqlite3
from pathlib import Path

import openpyxl
import pytest

from cxlab.errors import BadFile, UnknownName
from cxlab.loaders import detect, proposal, read

FIXTURES = Path(__file__).parents[1] / "fixtures"


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def lines(name: str) -> list[str]:
    return fixture(name).decode("utf-8-sig").splitlines()


QUALTRICS = lines("qualtrics.csv")
ZENDESK = fixture("zendesk.csv").decode()
CAPITALS = ZENDESK.replace(ZENDESK.split("\n")[0], ZENDESK.split("\n")[0].upper())
XES = fixture("repair.xes").decode()
MONKEY = (
    "RespondentID,CollectorID,Which do you use?,,Why?\n,,Shop,App,Open-Ended Response\n"
    "3292,1,Shop,,good\n3293,1,,App,\n"
)


def without_import_ids() -> str:
    return "\n".join([QUALTRICS[0], QUALTRICS[1], QUALTRICS[3]])


def names_only() -> str:
    return "\n".join([QUALTRICS[0], QUALTRICS[3]])


def import_ids_first() -> str:
    return "\n".join([QUALTRICS[0], QUALTRICS[2], QUALTRICS[1], QUALTRICS[3]])


def as_xlsx(text: str) -> bytes:
    import csv

    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in csv.reader(io.StringIO(text)):
        book.active.append([int(cell) if cell.isdigit() and len(cell) < 9 else cell or None for cell in row])
    book.save(stream)
    return stream.getvalue()


def delimited(text: str, mark: str = ";") -> str:
    import csv

    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows(csv.reader(io.StringIO(text)))
    return out.getvalue()


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<log><trace><event><string key="concept:name" value="&b;"/></event></trace></log>'
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE log SYSTEM "file:///etc/passwd"><log xes.version="1.0"></log>'
GERMAN_ZENDESK = (
    "Ticket-ID;Betreff;Erstellt am;Gelöst am;Kanal;Bearbeiter\n"
    "1;Rechnung;04.03.2024 09:15;05.03.2024 11:00;E-Mail;A\n2;Login;05.03.2024 10:00;;Chat;B\n"
)
BOTH = (
    "Id,Requester id,Satisfaction Score,Created at,Via,Status,"
    "Ticket ID,Initial response time,Agent interactions,Created time,Source\n"
    "1,2,Good,2024-03-04,Mail,Open,1,,2,2024-03-04,Email\n"
)

# name: (file, content, source, (rows, columns), words of the notes)
READ = {
    "Qualtrics without the row of ImportIds": (
        "a.csv",
        without_import_ids(),
        "qualtrics",
        (1, 20),
        "no row of ImportIds",
    ),
    "Qualtrics with names only": ("a.csv", names_only(), "qualtrics", (1, 20), "no row of ImportIds"),
    "Qualtrics with ImportIds above the questions": ("a.csv", import_ids_first(), "qualtrics", (1, 20), ""),
    "Qualtrics saved from Excel with semicolons": (
        "a.csv",
        delimited("\n".join(QUALTRICS)),
        "qualtrics",
        (1, 20),
        "",
    ),
    "Qualtrics as UTF-16 with tabs": (
        "a.tsv",
        delimited("\n".join(QUALTRICS), "\t").encode("utf-16"),
        "qualtrics",
        (1, 20),
        "",
    ),
    "Qualtrics as xlsx": ("a.xlsx", as_xlsx("\n".join(QUALTRICS)), "qualtrics", (1, 20), ""),
    "Qualtrics with a time zone in the ImportId": (
        "a.csv",
        "\n".join(QUALTRICS).replace('""startDate""', '""startDate"",""timeZone"":""Europe/Berlin""'),
        "qualtrics",
        (1, 20),
        "time zone Europe/Berlin",
    ),
    "Qualtrics with a preview and an unfinished answer": (
        "a.csv",
        "\n".join([*QUALTRICS, QUALTRICS[3].replace(",0,,100,38,1,", ",1,,40,38,0,").replace("R_2", "R_3")]),
        "qualtrics",
        (2, 20),
        "previews, tests or spam",
    ),
    "SurveyMonkey saved from Excel with semicolons": ("a.csv", delimited(MONKEY), "surveymonkey", (2, 5), ""),
    "SurveyMonkey with line breaks in a question": (
        "a.csv",
        MONKEY.replace("Which do you use?", '"Which do\nyou use?"'),
        "surveymonkey",
        (2, 5),
        "",
    ),
    "SurveyMonkey without its second header row": (
        "a.csv",
        "RespondentID,Do you fly?,Do you recline?,Household Income\n3292,Yes,No,\n",
        "surveymonkey",
        (1, 4),
        "",
    ),
    "SurveyMonkey ids rounded by a spreadsheet": (
        "a.csv",
        MONKEY.replace("3292,", "3.29E+09,").replace("3293,", "3.29E+09,"),
        "surveymonkey",
        (2, 5),
        "rounded by a spreadsheet",
    ),
    "SurveyMonkey as xlsx": ("a.xlsx", as_xlsx(MONKEY), "surveymonkey", (2, 5), ""),
    "a survey that only has a RespondentID": (
        "a.csv",
        "RespondentID,score\n1,9\n2,3\n",
        "generic",
        (2, 2),
        "",
    ),
    "LimeSurvey with answer codes": (
        "a.csv",
        fixture("limesurvey_codes.csv"),
        "limesurvey",
        (3, 16),
        "incomplete answers",
    ),
    "LimeSurvey with texts": (
        "a.csv",
        fixture("limesurvey_texts_de.csv"),
        "limesurvey",
        (3, 9),
        "incomplete answers",
    ),
    "LimeSurvey that keeps no dates": (
        "a.csv",
        "id,submitdate,lastpage,startlanguage,Q1\n1,1980-01-01 00:00:00,2,de,9\n2,,1,de,\n",
        "limesurvey",
        (2, 6),
        "keeps no dates",
    ),
    "columns like LimeSurvey's without submitdate": (
        "a.csv",
        "id,lastpage,seed,startlanguage\n1,2,3,de\n",
        "generic",
        (1, 4),
        "",
    ),
    "Zendesk with German headers": ("a.csv", GERMAN_ZENDESK, "generic", (2, 6), ""),
    "Zendesk in capitals": ("a.csv", CAPITALS, "zendesk", (3, 43), ""),
    "Zendesk and Freshdesk joined in one table": ("a.csv", BOTH, "generic", (1, 11), "source= chooses"),
    "tickets of another desk": (
        "zendesk_tickets.csv",
        "Ticket ID,Created Date,Resolved Date,Status,Response Time (hours)\n"
        "T-1,2025-01-24 04:00:00,,Open,6\n",
        "generic",
        (1, 5),
        "",
    ),
    "Freshdesk with a reply time in words": (
        "a.csv",
        fixture("freshdesk.csv").decode().replace("00:12:45", "12 minutes"),
        "freshdesk",
        (2, 34),
        "so it stays text",
    ),
    "XES under the name of a CSV": ("a.csv", XES, "xes", (3, 9), "the name ends in .csv"),
    "XES with a number that is none": (
        "a.xes",
        XES.replace('"attempt" value="1"', '"attempt" value="one"'),
        "xes",
        (3, 9),
        "stays text",
    ),
    "XES packed": ("a.xes.gz", gzip.compress(XES.encode()), "xes", (3, 9), "without events"),
    "an event log without activities": (
        "a.csv",
        "Case ID,Timestamp,Resource\n1,2024-01-01,A\n",
        "generic",
        (1, 3),
        "",
    ),
    "CSV under the name of an SPSS file": (
        "a.sav",
        "id,nps\n1,9\n2,3\n",
        "generic",
        (2, 2),
        "the name ends in .sav",
    ),
    "SPSS under the name of a CSV": (
        "a.csv",
        fixture("umlauts.sav"),
        "spss",
        (4, 1),
        "the name ends in .csv",
    ),
    "SPSS with a date that cannot be": (
        "a.sav",
        fixture("datetime.sav"),
        "spss",
        (2, 3),
        "beyond the year 9999",
    ),
}

# name: (file, content, words of the error)
REFUSED = {
    "Qualtrics without answers": ("a.csv", "\n".join(QUALTRICS[:3]), ["no answers"]),
    "XES cut off": ("a.xes", XES[: len(XES) // 2], ["cut off", "line"]),
    "XES packed and cut off": ("a.xes.gz", gzip.compress(XES.encode())[:-30], ["damaged or cut off"]),
    "XES with an entity bomb": ("a.xes", BOMB, ["document type"]),
    "XES that reaches outside": ("a.xes", OUTSIDE, ["document type"]),
    "XES without events": ("a.xes", '<?xml version="1.0"?><log xes.version="1.0"/>', ["without events"]),
    "XML that mentions xes": ("a.xes", '<?xml version="1.0"?><!-- xes --><book/>', ["not an event log"]),
    "XML of something else": ("a.xml", '<?xml version="1.0"?><rows><row/></rows>', ["XML, not a table"]),
    "SPSS cut off": ("a.sav", fixture("umlauts.sav")[:300], ["SPSS", "damaged or cut off"]),
    "SPSS in name and first bytes only": (
        "a.sav",
        b"$FL2@(#) SPSS DATA FILE" + bytes(400),
        ["SPSS", "damaged"],
    ),
}


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("case", READ)
def test_look_alikes_are_read(tmp_path, case):
    name, content, source, shape, words = READ[case]
    path = write(tmp_path, name, content)
    frame = read(path)
    assert detect(path) == source
    assert (frame.attrs["source"], frame.shape) == (source, shape)
    assert words in frame.attrs["reading"].text


@pytest.mark.parametrize("case", REFUSED)
def test_broken_files_are_refused_in_words(tmp_path, case):
    name, content, words = REFUSED[case]
    with pytest.raises(BadFile) as caught:
        read(write(tmp_path, name, content))
    assert name in str(caught.value)
    assert all(word in str(caught.value) for word in words)


def test_every_case_is_in_the_documentation():
    page = (Path(__file__).parents[3] / "docs" / "reading.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| ([^|]+) \|", page, flags=re.MULTILINE))
    assert len(READ | REFUSED) >= 30
    assert not (READ | REFUSED).keys() - told


def test_an_sqlite_file_needs_a_query(tmp_path):
    with sqlite3.connect(tmp_path / "a.sqlite") as connection:
        connection.execute("create table t (a)")
    with pytest.raises(BadFile, match="sql:"):
        read(tmp_path / "a.sqlite")


def test_a_declared_source_is_believed_and_doubted(tmp_path):
    path = write(tmp_path, "a.csv", BOTH)
    assert read(path, source="zendesk").attrs["source"] == "zendesk"
    plain = read(write(tmp_path, "b.csv", "id,nps\n1,9\n"), source="zendesk")
    assert "does not look like it" in plain.attrs["reading"].text
    with pytest.raises(BadFile, match="declared as spss"):
        read(path, source="spss")
    with pytest.raises(BadFile, match="declared as zendesk, but the file is xes"):
        read(write(tmp_path, "a.xes", XES), source="zendesk")
    with pytest.raises(UnknownName, match="did you mean 'qualtrics'"):
        read(path, source="qualtrix")
    assert read(FIXTURES / "qualtrics.csv", source="generic").shape == (3, 20)


def test_german_zendesk_headers_are_proposed_as_tickets(tmp_path):
    found = proposal(read(write(tmp_path, "export.csv", GERMAN_ZENDESK)))
    assert found.table == "tickets"
    assert found.columns["ticket_id"] == "Ticket-ID"
    assert found.columns["created"] == "Erstellt am"
    assert found.columns["resolved"] == "Gelöst am"


def test_the_bomb_is_not_unpacked_in_memory(tmp_path):
    """60 MB of one letter, packed to 300 kB, stop at the ratio of a real export."""
    log = b'<log><trace><event><string key="a" value="' + b"x" * 60_000_000 + b'"/></event></trace></log>'
    path = write(tmp_path, "a.xes.gz", gzip.compress(log, 6))
    with pytest.raises(BadFile, match="times its size"):
        read(path)
