"""What a funnel means, in one paragraph: the rules that were used, in the current language."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxlab.language import _, date, ngettext, number

from .spec import FunnelSpec, next_day

__all__ = ["paragraph", "span"]


def paragraph(
    spec: FunnelSpec,
    *,
    by: str | None,
    entry_from: Any,
    entry_to: Any,
    per_customer: bool,
    never: list[str],
    horizon: int,
    incidence: bool,
    ties: int = 0,
) -> str:
    """Say what it means to enter and to reach a step."""
    window = span(spec.window)
    sentences = [_entry(spec), _order(spec).format(window=window), _ties(spec), _tied(spec, ties)]
    if spec.exits:
        names = ", ".join(sorted(map(str, spec.exits)))
        sentences.append(_("{events} ends an attempt and counts as a competing exit.").format(events=names))
    if spec.exclude:
        names = ", ".join(sorted(map(str, spec.exclude)))
        text = (
            _("{events} ends an attempt.")
            if spec.exclude_effect == "end"
            else _("Customers with {events} during an attempt are left out.")
        )
        sentences.append(text.format(events=names))
    sentences.append(_range(entry_from, entry_to))
    if by is not None:
        sentences.append(_("A customer belongs to the group of the entry event."))
    sentences.append(
        _("Observation ends for each customer on their own day.")
        if per_customer
        else _("Observation ends at the same time for all.")
    )
    sentences.append(_figures(spec, horizon, incidence).format(window=window, horizon=_about(horizon)))
    if never:
        sentences.append(_("Never in the data: {events}.").format(events=", ".join(never)))
    return " ".join(part for part in sentences if part)


def _figures(spec: FunnelSpec, horizon: int, incidence: bool) -> str:
    if not incidence:
        return _("The mature share counts only entries whose {window} had passed by then.")
    text = _(
        "The mature share counts only entries whose {window} had passed by "
        "then; the incidence uses all entries "
        "and takes unfinished journeys as censored."
    )
    if spec.entry != "any" or not horizon:
        return text
    return f"{text} " + _("It is read {horizon} after the first entry, when the last conversion came.")


def _about(micros: int) -> str:
    """Return a length of time in words, in days to one digit where it is longer than a day."""
    days = round(micros / 86_400_000_000, 1)
    return span(micros) if days <= 1 else _("{n} days").format(n=number(days, 0 if days % 1 == 0 else 1))


def span(micros: int) -> str:
    """Return a length of time in words.

    >>> span(86_400_000_000), span(5_400_000_000), span(14 * 86_400_000_000)
    ('1 day', '90 minutes', '14 days')
    """
    seconds = micros / 1e6
    units = {
        86_400: (_("{n} day"), _("{n} days")),
        3_600: (_("{n} hour"), _("{n} hours")),
        60: (_("{n} minute"), _("{n} minutes")),
        1: (_("{n} second"), _("{n} seconds")),
    }
    for size, (one, many) in units.items():
        if seconds % size == 0 or size == 1:
            amount = seconds / size
            return (one if amount == 1 else many).format(n=number(amount, 0 if amount % 1 == 0 else 3))
    raise AssertionError("one second divides what is left")


def _entry(spec: FunnelSpec) -> str:
    if spec.order == "any":
        return {
            "first": _("A customer enters with the first event of any step, the only attempt that counts."),
            "any": _(
                "A customer enters with an event of any step; each of them starts an attempt and the best "
                "one counts."
            ),
            "every": _(
                "Every event of any step enters unless an attempt is under way; attempts are counted, not "
                "customers."
            ),
        }[spec.entry]
    return {
        "first": _("A customer enters with the first {step}, the only attempt that counts."),
        "any": _("A customer enters with {step}; every {step} starts an attempt and the best one counts."),
        "every": _(
            "Every {step} enters unless an attempt is under way; attempts are counted, not customers."
        ),
    }[spec.entry].format(step=spec.steps[0].name)


def _order(spec: FunnelSpec) -> str:
    return {
        "sequential": _(
            "Steps are reached in this order, other events may come between, each within {window} of entry "
            "(inclusive)."
        ),
        "strict": _(
            "Steps are reached in this order with no other event of the "
            "customer between, each within {window} of "
            "entry (inclusive)."
        ),
        "any": _(
            "Steps count in any order, each by an event of its own, within {window} of entry (inclusive)."
        ),
    }[spec.order]


def _range(first: Any, last: Any) -> str:
    if first is None and last is None:
        return ""
    if last is None:
        text = _("Only entries from {first} on count; later steps may lie outside.")
    elif first is None:
        text = _("Only entries up to {last} count; later steps may lie outside.")
    else:
        text = _("Only entries from {first} to {last} count; later steps may lie outside.")
    end = next_day(last)
    return text.format(
        first=_moment(first), last=_moment(last if end is None else end - pd.Timedelta(days=1))
    )


def _moment(value: Any) -> str:
    """Return a day as the language writes it; a moment within a day as it is."""
    if value is None:
        return ""
    stamp = pd.Timestamp(value)
    return date(stamp) if stamp == stamp.normalize() else str(value)


def _tied(spec: FunnelSpec, ties: int) -> str:
    """Say for how many customers the dates do not tell which step came first."""
    if not ties or spec.ties == "tolerance" or spec.order == "any":
        return ""
    if spec.ties == "sequence":
        text = ngettext(
            "For {n} customer steps stand at the same time; the order of the file decides.",
            "For {n} customers steps stand at the same time; the order of the file decides.",
            ties,
        )
    else:
        text = ngettext(
            "For {n} customer a step stands at the same time as another one and does not count as following "
            "it: are dates without a time of day, give the column of their order (ties='sequence').",
            "For {n} customers a step stands at the same time as another one and does not count as following "
            "it: are dates without a time of day, give the column of their order (ties='sequence').",
            ties,
        )
    return text.format(n=number(ties))


def _ties(spec: FunnelSpec) -> str:
    if spec.order == "any":
        return ""
    return {
        "strict": _("Of two events at the same time neither follows the other."),
        "sequence": _("Events at the same time follow each other by their sequence number."),
        "tolerance": _("Clocks may differ: a step may lie up to {tolerance} before an earlier one."),
    }[spec.ties].format(tolerance=span(spec.tolerance) if spec.tolerance else "")
