"""Whether a text is one SQL query that only reads, by its tokens and DuckDB's parser, not by its first word.

This is the first of two locks. The second is the database's own: it is opened for reading only, or the query
runs in a read-only transaction that is rolled back (see the modules beside this one).
"""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import NamedTuple

from ....text import Text

__all__ = ["bare", "fault_of"]

LONGEST = 20_000
"""Characters of a query."""

DEEPEST = 50
OPENING, CLOSING = ("(", "[", "{"), (")", "]", "}")

VERBS = {"INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "UPSERT", "TRUNCATE", "DROP", "ALTER", "CREATE"}
LOCKS = {"UPDATE", "SHARE", "NO", "KEY"}
"""What follows FOR where a query locks the rows it reads."""

BEFORE = {"", "(", ")", ";"}
"""Before the first word of a statement: nothing, a bracket of WITH, its end, or another statement."""

ONE_QUERY = Text("must be one query that begins with SELECT or WITH")


class _Token(NamedTuple):
    text: str
    word: bool
    end: int = 0


def fault_of(query: str) -> str:
    """Return why a text is not one query that only reads, or "" where it is one.

    DuckDB's parser knows PostgreSQL's way of writing. A query in another one (TOP 5, backticks) is judged by
    its tokens alone: what is in quotes or comments is no statement.

    Examples
    --------
    >>> fault_of("SELECT 'delete', updated FROM t -- drop")
    ''
    >>> fault_of("WITH gone AS (DELETE FROM t RETURNING *) SELECT * FROM gone")
    'must only read, but it holds the statement DELETE'
    """
    if len(query) > LONGEST:
        return Text(
            "must not be longer than {limit} characters; make it a view of the database", limit=LONGEST
        )
    if "\0" in query or "/*!" in query or "/*M!" in query:
        return Text("must not hold comments that MySQL executes (/*!) or zero bytes")
    tokens = _tokens(bare(query))
    first = next((token.text.upper() for token in tokens if token.text != "("), "")
    if first not in ("SELECT", "WITH") or any(token.text == ";" for token in tokens):
        return ONE_QUERY
    if _depth(tokens) > DEEPEST:
        return Text("must not nest brackets deeper than {limit} levels", limit=DEEPEST)
    return _writing(tokens) or _parsed(query)


def bare(query: str) -> str:
    r"""Return a query without the semicolons and comments behind it, which may count as another one.

    Examples
    --------
    >>> bare("SELECT ';' AS a FROM t -- all;\\n;; /* that is it */ ;")
    "SELECT ';' AS a FROM t"
    """
    tokens = _tokens(query)
    while tokens and tokens[-1].text == ";":
        tokens.pop()
    return query.encode()[: tokens[-1].end].decode(errors="replace") if tokens else ""


def _tokens(query: str) -> list[_Token]:
    """Return the tokens in their order, without comments."""
    import duckdb

    text = query.encode()
    found = [(at, str(kind).rsplit(".", 1)[-1]) for at, kind in duckdb.tokenize(query)]
    ends = [*(at for at, _ in found[1:]), len(text)][: len(found)]
    tokens = []
    for (at, kind), behind in zip(found, ends, strict=True):
        piece = text[at:behind].rstrip()
        word = kind in ("keyword", "identifier")
        if kind != "comment":
            tokens.append(_Token(piece.decode(errors="replace").strip(), word, at + len(piece)))
    return tokens


def _depth(tokens: list[_Token]) -> int:
    """Return how deep brackets nest: the parser's time grows with a power of it."""
    steps = ((token.text in OPENING) - (token.text in CLOSING) for token in tokens)
    return max(accumulate(steps), default=0)


def _writing(tokens: list[_Token]) -> str:
    """Return the first thing that is not reading: a statement of another kind, INTO, or a lock on rows."""
    before = _Token("", word=False)
    for token, after in pairwise([*tokens, _Token("", word=False)]):
        name = token.text.upper()
        if token.word and name in VERBS and before.text in BEFORE and after.word:
            return Text("must only read, but it holds the statement {name}", name=name)
        if token.word and name == "INTO":
            return Text("must only read, but INTO writes what it finds")
        if token.word and name == "FOR" and after.text.upper() in LOCKS:
            return Text("must only read, but FOR {word} locks the rows", word=after.text.upper())
        before = token
    return ""


def _parsed(query: str) -> str:
    """Return what the parser has against the query; one that it does not understand is no fault."""
    import duckdb

    try:
        found = duckdb.extract_statements(query)
    except duckdb.Error:
        return ""  # another dialect, or a mistake that the database itself tells of
    return "" if [statement.type for statement in found] == [duckdb.StatementType.SELECT] else ONE_QUERY
