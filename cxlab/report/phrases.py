"""Notes and reasons that the rooms below write in English, values and all, in the current language.

Metrics and loaders know no language. What they say is a short list of sentences with a few values in them;
here each is a message with placeholders that a finished sentence is matched against.
"""

from __future__ import annotations

import re
from functools import cache
from string import Formatter

from ..errors import CxError
from ..language import N_, _, current, date, told
from ..text import Text

__all__ = ["PHRASES", "in_language", "translated"]

PHRASES = (
    # findings of a pot check
    N_("lies before the company was founded ({day})"),
    N_("lies before the customer signed up"),
    N_("lies after {day}"),
    N_("lies before {day}"),
    N_("{end} lies before {start}"),
    N_("{column} stands in an earlier row already"),
    N_("same customer, day and text as an earlier row"),
    N_("same as an earlier row in every column but {column}"),
    N_("holds only {codes}: the groups, not the answers"),
    N_("no trait of customers: {why}"),
    N_("it tells of the end of the relation, or adds up to the day of the export"),
    N_("its values tell who is gone"),
    N_("one of its values stands only, or nearly only, at customers who left"),
    N_("marks only one side: an empty cell is taken for the other"),
    N_("customers without an id can be counted, but not linked or listed"),
    N_("made from {score}, so it explains nothing of it"),
    N_("looks like names of people and is not declared as personal"),
    N_("no time of day: of different events of one customer the dates do not say which came first"),
    N_("the same moment: of different events of one customer the dates do not say which came first"),
    N_("{column} decides"),
    N_("no column says of which day a row is, but these hold dates: {columns}"),
    N_("nobody bought twice: who stays away cannot be told from who is lost"),
    N_("no answer in this wave"),
    N_("wave {wave}: {note}"),
    N_("no row of {table} has this {key}: nothing joined"),
    N_("several rows of {table} have this {key} and differ"),
    N_("no id"),
    N_("points to no row of {target}"),
    N_("points to several rows of {target}"),
    N_("empty, so not linked to {target}"),
    N_("links to {target} only in another spelling"),
    N_("newest date {day} is {age} days old"),
    N_("to be refreshed every {limit} days"),
    N_("codes without a label: {codes}"),
    N_("codes without a label"),
    N_("outside {low} to {high}: {codes}"),
    N_("not a number"),
    N_("not a whole number"),
    N_("not a date"),
    N_("the column is missing"),
    N_("the table has no rows"),
    N_("no weight: left out of weighted figures"),
    N_("holds e-mail addresses and is not declared as personal"),
    N_("holds no value in any row"),
    N_("{count} different values: most groups will be small, the figures long"),
    N_("all weights are 0 or missing"),
    N_("declared as {low} to {high}, but NPS is defined on 0 to 10 only"),
    N_("no answer above {top} among {count}: was it asked on {points} points?"),
    N_("no answer of 0 among {count}, but {ones} of 1: was it asked from 1 to 10?"),
    N_("day and month cannot be told apart, so this stays text"),
    N_("cannot be read: {reason}"),
    N_("{note}: row left out"),
    N_("{note}: value set to missing"),
    N_("lies after {day}: an end that is still to come"),
    N_("lies before the customer signed up: seen as a prospect, so no fault"),
    N_("none of {columns} is there"),
    N_("the table has no such column"),
    # notes of the metrics
    N_("no valid answers"),
    N_("suppressed: n < {least} or beside such a group"),
    N_("suppressed: n < {least}"),
    N_("not yet observable: the data ends on {day}"),
    N_("not yet observable: the last date is {day}"),
    N_("observed_until can say that it was observed longer"),
    N_("set by the rule for a loss, not by the data"),
    N_("suppressed: fewer than {least} people"),
    N_("only {count} clusters: a rough interval"),
    N_("no test: one side is a single cluster"),
    N_("no interval: the answers of one period belong to one cluster"),
    N_("no interval: all rows belong to one cluster"),
    N_("no interval: too few clusters for so many coefficients"),
    N_("no answers in the period {period}: no rate, all is mix"),
    N_("no test: the answers or clusters do not vary"),
    N_("no interval: the answers do not vary"),
    N_("no interval: the gaps do not vary"),
    N_("not split: no segment given"),
    N_("no coefficients: fewer than {least} answers are not reverse or questionable"),
    N_("no interval: all answers belong to one cluster"),
    N_("no interval: all answers belong to one account"),
    N_("no interval: all answers are alike, where {method} has no width"),
    N_("use adjusted_wald"),
    N_("so few answers that the adjusted interval leaves out the observed score"),
    N_("{count} answers without {column} left out"),
    N_("all weights are 0"),
    N_("nobody was under observation at the tenure so far"),
    N_("nobody was under observation at this tenure"),
    N_("takes for granted that nobody leaves between {start} and {end}, when nobody was observed"),
    N_("came down to 0 before others came under observation"),
    N_("see it given a later tenure"),
    N_("not reached: too many tickets are still open"),
    N_("no upper limit: too many tickets are still open"),
    N_("other side: {note}"),
    N_("times suppressed: n < {least}"),
    N_("unfinished journeys allowed for, read up to {time} days after"),
    N_("unfinished journeys allowed for, read up to {time} hours after"),
    N_("not compared: {count} customers with fewer than {least} alike on one side"),
    N_("not compared: {count} customers, nobody alike was observed for the whole horizon"),
    N_("no test: fewer than {least} who leave (or who stay) are expected on one side"),
    N_("no test: fewer than {least} who answer unlike most are expected on one side"),
    N_("answer without customer, time or score"),
    N_("answer of a customer without events"),
    N_("answer of nobody at the landmark"),
    N_("nobody of the best, or of the others, is there at the landmark"),
    N_("answer before the landmark or after the horizon"),
    N_("ticket without customer or time"),
    N_("ticket of a customer without events"),
    N_("answer after no event within reach"),
    N_("ticket after no event within reach"),
    # reasons of the loaders
    N_("excluded"),
    N_("missing"),
    N_("empty row"),
    N_("totals row"),
    N_("remark below the table"),
    N_("{found} fields instead of {number}"),
    N_("{found} field instead of {number}"),
    N_("{column} is {codes}, declared as missing"),
    N_("{column} is {codes}, taken as missing"),
    N_("{column} is not a number"),
    N_("{column} is not a date in the format {pattern}"),
    # errors: what a pot or a table lacks
    N_("no {kind} named {name}"),
    N_("did you mean {name}? available: {names} and {count} more"),
    N_("did you mean {name}? available: {names}"),
    N_("available: {names} and {count} more"),
    N_("available: {names}"),
    N_("column {column} not found in {where}"),
    N_("{name} needs table {tables}"),
    N_("pot {pot} has {tables}"),
    N_("table {table} ({file}) does not fit pot.yml:"),
    N_("columns.{column}: the file has no column {source}"),
    N_("columns.{column}: the file also has an unmapped column of that name"),
    N_("map it to another one"),
    N_("{key}: the table has no column {column}"),
    N_("table {table} has no date column, so it cannot be cut to a range of days"),
    N_("{place} holds no pot.yml"),
    N_("bundled pots: {names}"),
    N_("pot.yml declares no industry"),
    N_("parameter {name}: the events have no column {column}"),
    N_("column {column} holds no date, so nobody's tenure is known"),
    N_("column {column} holds no date: nobody has left, so there is nothing to observe"),
    N_("column {column} never holds {value}"),
    N_("values found: {names}"),
    N_("name the value of those who left, as in {example}"),
    N_("gap_days is given, but the pot has no table of purchases with customers and dates"),
    N_("the table of customers has neither signup_date and end_date nor {column} and {left}"),
    N_("nor is there a table of purchases and a gap (gap_days) after which a customer counts as lost"),
    N_("map the columns in pot.yml"),
    N_("column {column} holds no numbers, so it cannot say what customers are worth"),
    # errors: parameters
    N_("parameter {name}: expected {expected}, found {value}"),
    N_("parameter {name}: {template} has no such parameter"),
    N_("parameter {name}: not a name that a parameter can have"),
    N_("parameter {name}: given twice, as {first} and {second}"),
    N_("output {folder} cannot be written: {why}"),
    N_("no temporary file can be written ({why})"),
    N_("nothing was run. Free some space, or let TMPDIR name a folder that can be written"),
    N_("the report could not be written to {folder} ({why})"),
    N_(
        "an earlier report there is as it was. "
        "Free some space or name another folder (output), then run again"
    ),
    N_("{expected} or none"),
    N_("one of {names}"),
    N_("a list (a,b,c), each {expected}"),
    N_("level must lie between 0 and 1, e.g. 0.95"),
    N_("min_n must be 0 or more"),
    N_("found {value}"),
    N_("method {name} is not known"),
    N_("{name} must be a date such as {example}"),
    # errors: values
    N_("all weights in column {column} are 0 or missing"),
    N_("column {column} holds {count} negative weights"),
    N_("a weight says how many a row stands for"),
    N_("column {column} must hold numbers"),
    N_("column {column} must hold scores as whole numbers"),
    N_("it holds {dtype}"),
    N_("a change needs two periods with valid answers"),
    N_("column {column} has {count}"),
    N_("there is no event with customer, name and time, so there are no steps"),
    N_("there is no event with customer, name and time, so there are no variants"),
    N_("there is no event with customer, name and time"),
    # errors: files
    N_("no such file"),
    N_("the file is empty (0 bytes)"),
    N_("export it again"),
    N_("no permission to read it"),
    N_("the workbook is damaged"),
    N_("open and save it in Excel, or export CSV"),
    N_("{count} column names but no rows"),
    N_("is the export's filter too narrow?"),
    # errors: databases, and what is too large
    N_("database of {name}"),
    N_("the query took longer than the {seconds} seconds it may"),
    N_("give it a WHERE, aggregate, or allow more with --timeout"),
    N_("the query failed"),
    N_("the query gives no rows"),
    N_("is its WHERE too narrow?"),
    N_("the query gives more than {rows} rows or {size} GB"),
    N_("aggregate, or export Parquet"),
    N_("only reading is allowed"),
    N_("only reading from this file is allowed"),
    N_("an error of the database ({code})"),
    N_("cannot be reached"),
    N_("it refuses the user or the password"),
    N_("it knows no such database, user or role"),
    N_("nobody listens at its host and port"),
    N_("the host's name is not known"),
    N_("it does not answer"),
    N_("check host, port, user and the network"),
    N_("url_from: the environment variable {name} is not set"),
    N_("put the database's URL there"),
    N_("must be a path inside the pot's folder, without ~"),
    N_("leads out of the pot's folder"),
    N_("becomes {size} GB or more"),
    N_("more than {count} cells"),
    N_("its texts become more than {size}"),
    # what reading a file decided, told by the check
    N_("kept as text"),
    N_("leading zeros"),
    N_("more than 18 digits"),
    N_("more than 15 digits and a decimal mark, so that floats have rounded them"),
    N_("a leading +, as telephone numbers have"),
    N_("digits, an E and digits, as article numbers have"),
    N_("more than 15 digits beside decimals, which a decimal number does not hold"),
    N_("digits in groups, as telephone and account numbers have"),
    N_("some values have a percent sign and some have none"),
    N_("some values are written 1.234,5 and some 1,234.5, or not as numbers at all"),
    N_("not all values are numbers with the decimal mark {mark}"),
    N_(
        "long numbers that a spreadsheet rounded (written like {example}), so that as "
        "ids they tell nobody apart"
    ),
    N_("format the column as text before exporting"),
    N_("{count} numbers of more than 15 digits, of which a spreadsheet keeps 15 and rounds the rest"),
    N_("as ids they tell nobody apart: format the column as text first"),
    N_("day and month cannot be told apart"),
    N_("{remedy} (and the time, if any) says which"),
    N_(
        "begins like dates and goes on in a way that is not read, such as the name of a "
        "month or of a time zone"
    ),
    N_("{rows} of {count} values are not dates (first in row {row})"),
    N_("{rows} of {count} values are not numbers (first in row {row})"),
    N_("if they mean 'no answer', name them with missing="),
    N_("{rows} values (first in row {row}) are no calendar dates"),
    N_("name them with missing= or correct them"),
    N_("years of two digits are read as 1969 to 2068"),
    N_("times carry a time zone and are given in UTC"),
    N_("dates beyond the year 2262 or before 1677 (an open end?) are kept, in microseconds"),
    N_("the last day of 99 in {count} rows is read as 1999"),
    N_("if it means an open end, declare it under missing="),
    N_(
        "the last day of 99 in {count} rows is read as an open end (9999-12-31), since "
        "no other date lies before 2000"
    ),
    N_("dates= overrides"),
    N_("decimal= overrides"),
    N_("blanks that do not break made plain ones in {count} values"),
    N_("spellings that differ only in capitals or blanks stay apart (values with more than one: {count})"),
    N_("values: in pot.yml joins them"),
    N_("{listed} (rows: {count}) apart from all other values"),
    N_("if codes for no answer: {remedy}"),
    N_("if it means 'no answer': {remedy}"),
    N_("{count} x {code} kept as text"),
    N_("eight digits that are days of the calendar, read as numbers"),
    N_("{remedy} reads days"),
    N_("an export wrapped values as in {example}"),
    N_("{count} unwrapped"),
    N_("invisible marks, composed letters or escapes brought to one spelling in {count} values"),
    N_("invisible marks or composed letters brought to one spelling in {count} rows"),
    N_("invisible marks, composed letters or escapes taken out of {count} column names"),
    N_("names that differ from another one in capitals only: {count}"),
    N_("repeated column names numbered: {names}"),
    N_("columns without a name are called column_<position>: {names}"),
    N_("{count} empty columns without a name at the right edge left out"),
    N_("{count} empty rows after the data left out"),
    N_("percentages are given as shares ({percent} is {share})"),
    N_("amounts in {currency}, given without the sign"),
    N_("row {row} holds a label for each column and no data: left out, kept as labels"),
    N_("names are those of the second row"),
    N_("the first has the questions, kept as labels"),
    N_("the encoding {name} was guessed from the text"),
    N_("encoding= names another"),
    N_("quotation marks behind a backslash ({sign}) are read as part of their text"),
    N_("columns are set apart by blanks, not by a delimiter"),
    N_("read so"),
    N_("cells merged over several rows: their value filled into {count} cells below"),
    N_("sheet {name} was read"),
    N_("the workbook also has {names}: sheet= chooses"),
    N_("{count} formula cells of the workbook have no stored result and count as missing"),
    N_("open and save it in Excel"),
    N_("incomplete answers (no {name}): {count}"),
    N_("column 'complete' tells which"),
    N_("1980-01-01 means completed, in a survey that keeps no dates"),
    N_("times of day and durations are given in seconds"),
    # last, as they fit much
    N_("column '{column}'"),
    N_("{column} is {codes}"),
)


WORDS = (
    N_("the data"),
    N_("the template"),
    N_("folder or bundled pot"),
    N_("event"),
    N_("reason for leaving (parameter drivers_reason)"),
    N_("the table of customers (parameter traits)"),
    N_("the table of customers (parameter left)"),
    N_("the table of customers (parameter value)"),
    N_("template"),
    N_("table"),
    N_("sheet"),
    N_("source"),
    N_("segment to compare with"),
    N_("text"),
    N_("a whole number"),
    N_("a number"),
    N_("true or false"),
    N_("a whole number above 0"),
    N_("a whole number, 0 or above"),
    N_("a number above 0"),
    N_("a date such as 2017-05-31"),
)
"""What stands in the gaps of a phrase and is a word of ours, not of the data."""

_ISO = re.compile(r"\d{4}-\d\d-\d\d")
OURS = ("kind", "where", "expected", "note", "reason", "template")
"""Gaps that hold words of ours or another phrase."""


def translated(text: str) -> str:
    """Return a note, reason or error in the current language; lines and parts between semicolons one by one.

    Examples
    --------
    >>> from cxlab.language import using
    >>> with using("de"):
    ...     translated("suppressed: n < 5; all weights are 0")
    'unterdrückt: n < 5; alle Gewichte sind 0'
    """
    if isinstance(text, Text):
        return told(text)
    if current() == "en":
        return text
    return "\n".join(_line(line) for line in text.split("\n"))


def in_language(error: CxError) -> CxError:
    """Return the same error with its message in the current language."""
    error.args = (translated(str(error)), *error.args[1:])
    return error


def _line(text: str) -> str:
    inner = text.lstrip()
    for phrase in (phrase for phrase in PHRASES if "; " in phrase):  # a semicolon of its own parts nothing
        if _pattern(phrase).fullmatch(inner):
            return text[: len(text) - len(inner)] + _sentence(inner)
    return text[: len(text) - len(inner)] + "; ".join(_part(part) for part in inner.split("; "))


def _part(text: str) -> str:
    """Translate a part; where it is no phrase, what follows a name and a colon: "file.csv: no such file"."""
    if column := re.fullmatch("(column '.+?'): (.+)", text, re.DOTALL):  # its note may begin with anything
        return f"{_sentence(column[1])}: {_part(column[2])}"
    whole = _sentence(text)
    if whole != text or ": " not in text:
        return whole
    head, tail = text.split(": ", 1)
    return f"{_sentence(head)}: {_part(tail)}"


def _sentence(text: str) -> str:
    for phrase in PHRASES:
        if found := _pattern(phrase).fullmatch(text):
            return _(phrase).format(
                **{name: _value(name, value) for name, value in found.groupdict().items()}
            )
    return text


def _value(name: str, value: str) -> str:
    if name == "codes":
        return value.replace(" or ", f" {_('or')} ")
    if name == "day" and _ISO.fullmatch(value):
        return date(value)
    if name not in OURS:
        return value
    return _(value) if value in WORDS else translated(value)


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    parts = [
        re.escape(text) + (f"(?P<{name}>.+?)" if name else "")
        for text, name, _spec, _how in Formatter().parse(phrase)
    ]
    return re.compile("".join(parts), re.DOTALL)
