"""The first screen: what the report answers, before anything else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup

from ..language import _, number, signed
from ..results import Finding, metric_label, metric_of, money
from .change import Change, Direction, change_html
from .kpi_rows import KpiRow, kpi_rows_html
from .min_n import shown
from .sparkline import sparkline

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Change", "Headline", "answer_html", "answer_text", "effect_of", "first_findings"]

MOST_FINDINGS, MOST_ACTIONS, ENOUGH_SURE = 5, 4, 3
BLOCK_END = re.compile(r"</(?:p|li|h2|tr)>")


@dataclass(frozen=True, kw_only=True)
class Headline:
    """The figure that answers the question, in words and formatted already, in the report's language."""

    population: str
    "Whom and when it speaks of: Nordlicht Energie, customer survey, January to December 2025."
    label: str
    value: str
    as_of: str = ""
    "The day up to which the data reach, in words: 31 December 2025."
    limits: str = ""
    changes: Sequence[Change] = ()
    target: str = ""
    "The target and whether it is met, in words."
    target_met: bool | None = None
    notes: Sequence[str] = ()
    "What must be known to read the figure, e.g. the response rate: at most two sentences."
    history: pd.DataFrame | None = None
    "Columns period, estimate, low, high (and target): the small line beside the figure."
    unit: Literal["points", "share", "number", "count"] = "points"
    "How the values of the history are written."
    currency: str = ""
    "What effects in money are written with."
    rows: Sequence[KpiRow] = ()
    "Further figures, one row each, below the one that sums them up."
    one_each: bool = False
    "The first finding of each name goes before the second of any: strength, weakness, opportunity, threat."
    says: Sequence[str] = ()
    "Names of findings that figure, changes or target say already: the list below does not say them again."


def first_findings(headline: Headline, findings: Sequence[Finding]) -> list[Finding]:
    """Return those of ranked findings that stand on the first screen, below what the headline says itself."""
    told = [one for one in findings if one.finding not in headline.says]
    sure = sum(one.certainty == "shown" for one in told)
    # What may be chance does not stand beside enough that is none.
    kept = [one for one in told if one.certainty == "shown"] if sure >= ENOUGH_SURE else told[:ENOUGH_SURE]
    if headline.one_each:
        names = [one.finding for one in kept]
        second = [one.finding in names[:place] for place, one in enumerate(kept)]
        kept = [one for _again, one in sorted(zip(second, kept, strict=True), key=lambda pair: pair[0])]
    return kept[:MOST_FINDINGS]


def answer_html(headline: Headline, findings: Sequence[Finding]) -> Markup:
    """Return the first screen as HTML: the headline, the findings ranked first, the actions.

    Behind each finding stands an empty ``<span class="more more-1">``, in whose place a page sets the link to
    its section.

    Parameters
    ----------
    headline : Headline
    findings : list of Finding
        In the order of their rank.

    Examples
    --------
    >>> answer_html(Headline(population="All", label="NPS", value="14.6"), []).striptags()
    'All NPS 14.6'
    """
    return Markup('<div class="answer">{}{}{}{}{}{}</div>').format(
        _population(headline),
        _figure(headline),
        kpi_rows_html(headline.rows),
        _notes(headline),
        _happened(first_findings(headline, findings)),
        _todo(headline, findings),
    )


def answer_text(html: Markup) -> str:
    """Return the first screen as plain text, one line each."""
    # A plain str: Markup would escape the tags that are put in.
    lines = BLOCK_END.sub("\n", str(html).replace("</td><td", "</td> | <td").replace("</th><th", " | <th"))
    told = (Markup(line).striptags() for line in lines.splitlines())  # noqa: S704  (tags are taken out)
    return "\n".join(line for line in told if line)


def effect_of(finding: Finding, *, currency: str = "") -> str:
    """Return what an action is worth at most, "up to +5.4 points", or nothing where it is not known.

    What a weakness costs is what can be won back, hence the opposite sign; of what is neither good nor bad
    there is nothing to win. Counts are said in words: a sign before complaints too many reads either way.

    Examples
    --------
    >>> low = Finding(finding="nps.group", metric="nps", sentence="", direction="weakness", certainty="shown",
    ...               impact=-5.4, impact_metric="nps")
    >>> effect_of(low)
    'up to +5.4 points'
    """
    worth = finding.impact
    if worth is None or worth != worth or worth == 0 or finding.direction == "neutral":
        return ""
    known = metric_of(finding.impact_metric)
    kind = known.kind if known else "number"
    gain = -worth if finding.direction == "weakness" else worth
    if kind == "share":
        return _("up to {gain} percentage points").format(gain=signed(100 * gain, 1))
    if kind == "points" or finding.impact_metric == "nps":
        return _("up to {gain} points").format(gain=signed(gain, 1))
    if kind == "money":
        return _("up to {gain}").format(gain=money(gain, currency))
    text = _("up to {gain} fewer") if gain < 0 else _("up to {gain} more")
    return text.format(gain=number(abs(gain), 0))


def _population(headline: Headline) -> Markup:
    as_of = _("as of {date}").format(date=headline.as_of) if headline.as_of else ""
    when = Markup(' <span class="as-of">{}</span>').format(as_of) if as_of else ""
    return Markup('<p class="population">{}{}</p>').format(headline.population, when)


def _figure(headline: Headline) -> Markup:
    limits = Markup(' <span class="limits">{}</span>').format(headline.limits) if headline.limits else ""
    figure = Markup('<p class="figure"><span class="label">{}</span> <strong class="value">{}</strong>{}</p>')
    told = [change_html(replace(one, unsure="")) for one in headline.changes]
    if headline.target:
        met: Direction = {True: "better", False: "worse", None: "neutral"}[headline.target_met]  # type: ignore[assignment]
        told.append(change_html(Change(text=headline.target, direction=met)))
    changes = Markup('<ul class="changes">{}</ul>').format(Markup("").join(told)) if told else Markup("")
    return Markup(' <div class="headline">{}{}{}</div>').format(
        figure.format(headline.label, headline.value, limits), changes, _history(headline)
    )


def _history(headline: Headline) -> Markup:
    if headline.history is None or headline.history.empty:
        return Markup("")
    return sparkline(shown(headline.history), label=headline.label, unit=headline.unit)


def _notes(headline: Headline) -> Markup:
    notes = [note for note in headline.notes if note]
    return Markup('<p class="notes">{}</p>').format(Markup(" ").join(notes)) if notes else Markup("")


def _happened(findings: Sequence[Finding]) -> Markup:
    items = Markup("").join(
        Markup('<li>{} <span class="more more-{}"></span></li>').format(one.sentence, place)
        for place, one in enumerate(findings, start=1)
    )
    if not items:
        return Markup("")
    return Markup('<h2>{}</h2><ol class="findings">{}</ol>').format(_("What happened?"), items)


def _todo(headline: Headline, findings: Sequence[Finding]) -> Markup:
    """Return the actions, what they are worth and who owns them; what is not known has no column."""
    rows: dict[str, tuple[Markup, str]] = {}
    acting = [one for one in findings if one.action]
    metric = next((_metric(one.impact_metric) for one in acting if one.impact_metric), "")
    for one in acting:
        rows.setdefault(one.action, (_effect(one, metric, headline.currency), _owner(one)))
    first = sorted(rows.items(), key=lambda row: not row[1][0])  # those whose worth is known
    rows = dict(first[:MOST_ACTIONS])
    if not rows:
        return Markup("")
    effect = _("Effect ({metric})").format(metric=metric) if metric else _("Effect")
    heads = [_("Action"), effect, _("Owner")]
    cells = [(action, *beside) for action, beside in rows.items()]
    kept = [place for place in range(3) if any(row[place] for row in cells)]
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(heads[place]) for place in kept)
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(Markup("").join(_todo_cell(row[place], place) for place in kept))
        for row in cells
    )
    return Markup(
        '<h2>{}</h2><table class="actions"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>'
    ).format(_("What needs to be done?"), head, body)


def _todo_cell(text: str, place: int) -> Markup:
    if not text:
        return Markup('<td class="none">–</td>')
    cell = Markup('<td class="effect">{}</td>') if place == 1 else Markup("<td>{}</td>")
    return cell.format(text)


def _effect(one: Finding, metric: str, currency: str) -> Markup:
    """Return the effect with its metric, which narrow pages show here and wide ones in the heading."""
    effect = effect_of(one, currency=currency)
    return Markup('{} <span class="unit">({})</span>').format(effect, metric) if effect else Markup("")


def _metric(name: str) -> str:
    known = metric_of(name)
    return _(known.label) if known else metric_label(name)


def _owner(one: Finding) -> str:
    """Return who has it in hand: the owner, with the process it is about."""
    if one.owner and one.process and one.owner != one.process:
        return _("{owner} (process {process})").format(owner=one.owner, process=one.process)
    return one.owner or one.process
