"""What a notebook says: start, say, figure, key figures, quotes and record.

Every verb leaves its result as an output of the cell, so the same notebook reads well in JupyterLab, runs
under plain papermill and becomes a report. Text given as ``str`` is escaped; ``markupsafe.Markup`` is taken
as HTML that is safe already.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from ..language import _, ngettext, number, use
from ..results import Finding, checked_findings, latest, ranked
from ..results.findings import subject_of
from . import session
from .answer import Headline, answer_html, answer_text, first_findings
from .currency import currency_of, use_currency
from .found import rows_of_findings
from .headings import SOURCE_LANGUAGE, repeat_headings
from .headline_facts import facts_of
from .injected import check_injected
from .min_n import DEFAULT, counts_few, shown, use_min_n
from .output import ANSWER, BITMAPS, FINDINGS, LEFT_OUT, PROVENANCE, RESULTS, show
from .picture import BITMAP, as_bitmap, as_image, close, figure_of, img, in_words, refuse_letters_as_shapes
from .provenance import collect
from .records import headline_text, rows_of

if TYPE_CHECKING:
    import pandas as pd

    from ..loaders import DataPot

__all__ = [
    "answer_first",
    "figure",
    "figure_html",
    "findings",
    "key_figures",
    "leave_out",
    "quotes",
    "record",
    "say",
    "start",
]

ANSWER_PLACE = "cxlab-answer"


def start(
    pot: DataPot, *, language: str = "en", min_n: int = DEFAULT, headings: str = SOURCE_LANGUAGE
) -> None:
    """Begin a report on `pot`: set the language and note which data it stands on.

    From here on whatever the report shows or records rests on at least `min_n` people, and figures that are
    shown without `figure` are drawn as vectors, whose words can be looked through for personal values.

    Parameters
    ----------
    pot : DataPot
    language : {"en", "de"}
    min_n : int, default 5
        Fewest people that a figure may rest on. With 0 nothing is hidden, and the page says so.
    headings : {"en", "de"}
        In which language the notebook's own headings are. Where that is another one than `language`, the
        first output below each heading of a template says it again; a report translates them itself.

    Raises
    ------
    UnknownName
        If there is no catalogue for `language`.
    BadParameter
        If `min_n` is not a number of people, or the notebook was given a parameter that it does not have.

    Examples
    --------
    >>> import cxlab as cx
    >>> start(cx.open_pot("sfo_airport_2017"))  # doctest: +SKIP
    """
    check_injected()
    use(language)
    use_min_n(min_n)
    use_currency(currency_of(pot))
    session.begin()
    _draw_vectors()
    repeat_headings(headings)
    facts = collect(pot) | {"min_n": min_n}
    show({PROVENANCE: facts, "text/plain": _("Data: {pot}").format(pot=facts["pot"])})


def answer_first() -> None:
    """Keep the place where the answer will stand; `record` fills it when it is known.

    Examples
    --------
    >>> answer_first()
    The answer stands here when the report is done.
    """
    waiting = _("The answer stands here when the report is done.")
    html = str(Markup("<p>{}</p>").format(waiting))
    session.keep_place()
    show({ANSWER: {}, "text/html": html, "text/plain": waiting}, place=ANSWER_PLACE)


def leave_out(reason: str) -> None:
    """Leave out the section that this is called in, as there is nothing to say in it, and say why.

    In the notebook the reason stands where the section would; a report leaves heading and text of the section
    out (unless it shows something else) and names it with its reason at the end.

    Parameters
    ----------
    reason : str
        A sentence in the report's language: "No weights in the data."

    Examples
    --------
    >>> leave_out("The data hold no comments.")
    Left out: The data hold no comments.
    """
    text = _("Left out: {reason}").format(reason=str(reason).strip())
    html = str(Markup("<p><em>{}</em></p>").format(text))
    show({LEFT_OUT: {"reason": str(reason).strip()}, "text/html": html, "text/plain": text})


def findings(*found: Finding | Iterable[Finding], listed: bool = True) -> None:
    """Say what was found, and keep it for the answer, for ``findings.parquet`` and for who lives on them.

    Parameters
    ----------
    *found : Finding or a list of them
        Their sentences are shown in this order, one as a paragraph, several as a list. One that rests on
        fewer than the report's `min_n` people, or counts fewer, is neither shown nor kept.
    listed : bool
        False where a table or a matrix of the section says them already: they are kept, not said again.

    Raises
    ------
    BadValue
        A finding contradicts the vocabulary, says nothing, or is worth something on another metric than the
        others of the report.

    Examples
    --------
    >>> findings(Finding(finding="nps.group", metric="nps", sentence="Lea < Tom", direction="neutral",
    ...                  certainty="shown"))
    Lea < Tom
    """
    flat = [one for item in found for one in ([item] if isinstance(item, Finding) else item)]
    flat = [one for one in flat if not counts_few(one)]
    if not flat:
        return
    checked_findings(latest([*session.kept(), *flat]))
    session.keep(flat)
    if not listed:
        show({FINDINGS: rows_of_findings(flat), "text/html": "", "text/plain": ""})
        return
    items = Markup("").join(Markup("<li>{}</li>").format(one.sentence) for one in flat)
    html = (
        Markup("<p>{}</p>").format(flat[0].sentence)
        if len(flat) == 1
        else Markup("<ul>{}</ul>").format(items)
    )
    plain = "\n".join(_plain(one.sentence) for one in flat)
    show({FINDINGS: rows_of_findings(flat), "text/html": str(html), "text/plain": plain})


def say(*texts: str | Iterable[str]) -> None:
    """Show each text as a paragraph.

    Parameters
    ----------
    *texts : str, Markup or a list of them
        ``str`` is escaped, ``Markup`` passes; a block such as a list is not put into a paragraph. Empty
        texts are left out.

    Examples
    --------
    >>> say("Fewer than 5 < 10")
    Fewer than 5 < 10
    """
    flat = [text for item in texts for text in ([item] if isinstance(item, str) else item) if text]
    if not flat:
        return
    html = Markup("").join(text if _is_block(text) else Markup("<p>{}</p>").format(text) for text in flat)
    show({"text/html": str(html), "text/plain": "\n".join(_plain(text) for text in flat)})


def figure(axes: Any, *, alt: str = "") -> None:
    """Show a figure and close it.

    Parameters
    ----------
    axes : matplotlib Axes, array of Axes, Figure or seaborn grid
    alt : str, optional
        A sentence that says what the figure shows, for those who cannot see it; by default its title. The
        values that cxlab's figures know of themselves (`plots.describe`, `plots.tell`) are told after it.

    Raises
    ------
    BadValue
        If there is no sentence, or `axes` holds no figure.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> figure(plt.figure().subplots(), alt="An empty plot.")
    [An empty plot.]
    """
    drawn = figure_of(axes)
    alt = in_words(drawn, str(alt).strip())
    refuse_letters_as_shapes(drawn)
    kind, image, words = as_image(drawn)
    bitmap = {BITMAP: as_bitmap(drawn)} if kind != BITMAP and os.environ.get(BITMAPS) else {}
    close(drawn)
    # A drawn word is a path in the picture: the look for personal values needs it in plain.
    # A picture for tools that take one, and HTML: only there do notebooks keep the sentence beside it.
    bundle = {kind: image, "text/html": str(img(kind, image, alt)), "text/plain": f"[{alt}]"} | bitmap
    show(bundle, {name: {"alt": alt, "words": words} for name in (kind, *bitmap)})


def figure_html(axes: Any, *, alt: str = "") -> Markup:
    """Return a figure as `figure` shows it, an ``<img>`` with its values in words, and close it.

    Parameters
    ----------
    axes, alt
        As for `figure`.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> print(figure_html(plt.figure().subplots(), alt="An empty plot.")[-21:])
    alt="An empty plot.">
    """
    drawn = figure_of(axes)
    alt = in_words(drawn, str(alt).strip())
    kind, image, _words = as_image(drawn)
    close(drawn)
    return img(kind, image, alt)


def key_figures(figures: Iterable[Sequence[str]]) -> None:
    """Show the few numbers that matter as cards.

    Parameters
    ----------
    figures : list of (label, value) or (label, value, detail)
        Texts, formatted already: ``("NPS", "39.8", "37.2 to 42.4, n = 2,746")``.

    Examples
    --------
    >>> key_figures([("NPS", "39.8", "37.2 to 42.4")])
    NPS: 39.8 (37.2 to 42.4)
    """
    cards = [(*map(str, card), "")[:3] for card in figures]
    one = Markup(
        '<div class="card"><div class="label">{}</div><div class="value">{}</div>'
        '<div class="detail">{}</div></div>'
    )
    html = Markup('<div class="cards">{}</div>').format(Markup("").join(one.format(*card) for card in cards))
    plain = [f"{label}: {value}" + (f" ({detail})" if detail else "") for label, value, detail in cards]
    show({"text/html": str(html), "text/plain": "\n".join(plain)})


def quotes(texts: Iterable[str], *, caption: str | None = None) -> None:
    """Show customers' own words as block quotes; everything in them stays text.

    Examples
    --------
    >>> quotes(["Great <b>staff</b>"], caption="Promoters")
    Promoters
    “Great <b>staff</b>”
    """
    words = [str(text).strip() for text in texts]
    words = [text for text in words if text]
    body = Markup("").join(Markup("<blockquote>{}</blockquote>").format(_raw(text)) for text in words)
    head = Markup('<p class="caption">{}</p>').format(caption) if caption else Markup("")
    plain = ([_plain(caption)] if caption else []) + [f"“{text}”" for text in words]
    show(
        {
            "text/html": str(Markup('<div class="quotes">{}{}</div>').format(head, body)),
            "text/plain": "\n".join(plain),
        }
    )


def record(
    frames: pd.DataFrame | Iterable[pd.DataFrame],
    *,
    headline: str | None = None,
    answer: Headline | None = None,
) -> None:
    """Record results: they become the report's ``results.parquet``. The last step of every template.

    Parameters
    ----------
    frames : DataFrame or list of DataFrames
        As the metric functions return them: group columns, then ``metric, estimate, low, high, ... n``.
        A group column that holds dates becomes ``period``, the others ``dimension`` and ``group``.
    headline : str, optional
        Metric whose first ungrouped row is the figure that stands for the whole report.
    answer : Headline, optional
        What stands at the top of the page, with the findings that rank first and what to do.

    Raises
    ------
    MissingColumn
        If a frame lacks ``metric``, ``estimate`` or ``n``.
    BadValue
        If there are no rows, or no ungrouped row of the headline metric.

    Examples
    --------
    >>> import pandas as pd
    >>> limits = {"low": [37.2], "high": [42.4]}
    >>> record(pd.DataFrame({"metric": ["nps"], "estimate": [39.8], **limits, "n": [2746]}), headline="nps")
    1 result recorded: NPS 39.8 (37.2 to 42.4), n = 2,746
    """
    several: Iterable[Any] = [frames] if hasattr(frames, "columns") else frames
    rows = rows_of([shown(frame) for frame in several], headline=headline)
    count = ngettext("{n} result recorded", "{n} results recorded", len(rows)).format(n=number(len(rows)))
    best = next((row for row in rows if row["headline"]), None)
    plain = f"{count}: {headline_text(best)}" if best else count
    show({RESULTS: rows, "text/plain": plain})
    if answer is not None:
        _answer(answer)


def _answer(answer: Headline) -> None:
    """Fill the place of the answer; without one it stands here, and a page puts it on top all the same."""
    found = ranked(session.kept())
    html = answer_html(answer, found)
    subjects = [list(subject_of(one)) for one in first_findings(answer, found)]
    bundle = {
        ANSWER: facts_of(answer) | {"findings": subjects},
        "text/html": str(html),
        "text/plain": answer_text(html),
    }
    if session.has_place():
        show(bundle, place=ANSWER_PLACE, again=True)
    else:
        show(bundle)


def _draw_vectors() -> None:
    """Let plt.show() draw vectors in a kernel: in a bitmap no word can be found again."""
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython

    if get_ipython() is not None:
        from matplotlib_inline.backend_inline import set_matplotlib_formats

        set_matplotlib_formats("svg")


def _is_block(text: str) -> bool:
    return isinstance(text, Markup) and text.lstrip().startswith(("<p", "<ul", "<ol", "<div", "<table", "<h"))


def _plain(text: str) -> str:
    return text.striptags() if isinstance(text, Markup) else str(text)


def _raw(text: str) -> Markup:
    """Escape even what calls itself safe: a customer's words are never HTML."""
    return escape(str.__str__(text)) if not isinstance(text, Markup) else escape(str(text.unescape()))
