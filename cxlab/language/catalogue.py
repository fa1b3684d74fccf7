"""Which language is spoken, and the texts in it.

The German texts lie in ``de.po`` as plain text; they are compiled in memory when first needed, so no
binary catalogue has to be built or committed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from ..errors import UnknownName

__all__ = ["LANGUAGES", "N_", "_", "catalogue_path", "current", "markdown", "ngettext", "use", "using"]

LANGUAGES = ("en", "de")

# A notebook sets its language once, in whatever task its cell happens to run: a plain module value.
# `using` is for a process that renders reports in several threads: a context value that wins over it.
_spoken = "en"
_override: ContextVar[str | None] = ContextVar("cxlab_language", default=None)


def use(language: str) -> None:
    """Speak `language` from now on.

    Parameters
    ----------
    language : {"en", "de"}

    Raises
    ------
    UnknownName
        If there is no catalogue for that language.

    Examples
    --------
    >>> use("de"); current()
    'de'
    >>> use("en")
    """
    global _spoken
    _spoken = _checked(language)


@contextmanager
def using(language: str) -> Iterator[None]:
    """Speak `language` inside a ``with`` block, in this thread only.

    Examples
    --------
    >>> with using("de"):
    ...     current()
    'de'
    """
    token = _override.set(_checked(language))
    try:
        yield
    finally:
        _override.reset(token)


def current() -> str:
    """Return the language that is spoken now, ``"en"`` or ``"de"``.

    Examples
    --------
    >>> current()
    'en'
    """
    return _override.get() or _spoken


def _(message: str) -> str:
    """Return `message` in the current language, or as it is where there is no translation.

    Examples
    --------
    >>> with using("de"):
    ...     _("Contents")
    'Inhalt'
    """
    # gettext keeps the catalogue's header under the empty message.
    return _translations(current()).gettext(message) if message else message


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the singular or the plural for `n` in the current language.

    Examples
    --------
    >>> ngettext("{n} row", "{n} rows", 3).format(n=3)
    '3 rows'
    """
    return _translations(current()).ngettext(singular, plural, n)


def N_(message: str) -> str:  # noqa: N802  (gettext's own name)
    """Mark `message` for translation where it is written down, and return it unchanged.

    Examples
    --------
    >>> N_("Contents")
    'Contents'
    """
    return message


def markdown(source: str) -> str:
    r"""Return a Markdown cell as the catalogue knows it: no trailing blanks, no surplus blank lines.

    Examples
    --------
    >>> markdown("# Title  \n\n\n\nText\n")
    '# Title\n\nText'
    """
    lines = "\n".join(line.rstrip() for line in source.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines)


def catalogue_path(language: str) -> Path:
    """Return where the texts of `language` are kept."""
    return Path(__file__).parent / f"{language}.po"


def _checked(language: str) -> str:
    if language not in LANGUAGES:
        raise UnknownName("language", str(language), LANGUAGES)
    return language


@cache
def _translations(language: str) -> NullTranslations:
    if language == "en":
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with catalogue_path(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
