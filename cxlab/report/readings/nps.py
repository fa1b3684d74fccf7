"""What an NPS analysis says, in words.

Frames are those of `cxlab.nps`, `cxlab.nps_compare` and `cxlab.nps_change`; scores are on -100..100.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from ...language import _, interval, ngettext, number, p_value, percent, period_name, signed
from ._html import bullets, fill, paragraph, together

__all__ = [
    "absent",
    "accounts",
    "change",
    "distribution",
    "names",
    "sample_size",
    "score",
    "segments",
    "side_by_side",
    "trend",
]

FEW_ANSWERS = 30  # below this the interval spans more than half of what scores usually differ by


def score(result: pd.DataFrame) -> Markup:
    """Say what the score is and how sure we are.

    Parameters
    ----------
    result : DataFrame
        One row of `cxlab.nps`.
    """
    row = result.iloc[0]
    if pd.isna(row["estimate"]):
        return paragraph(_("There are too few valid answers to compute a score."), _left_out(row))
    sentence = ngettext(
        "The Net Promoter Score is <strong>{score}</strong> ({level} interval {interval}), from {n} answer.",
        "The Net Promoter Score is <strong>{score}</strong> ({level} interval {interval}), from {n} answers.",
        int(row["n"]),
    )
    few = _("With so few answers the score says little by itself: read the interval, not the point.")
    outside = row["estimate"] < row["low"] or row["estimate"] > row["high"]
    return paragraph(
        fill(
            sentence,
            score=number(row["estimate"], 1),
            level=percent(row["level"], 0),
            interval=interval(row["low"], row["high"], 1),
            n=number(int(row["n"])),
        ),
        few if row["n"] < FEW_ANSWERS else "",
        _("The answers are so one-sided that the interval leaves the point out.") if outside else "",
        _left_out(row),
        _("The interval covers chance in who was asked; it cannot cover those who chose not to answer."),
    )


def _left_out(row: pd.Series) -> Markup | str:
    missing = int(row["missing"])
    if not missing:
        return ""
    sentence = ngettext(
        "{n} row without a valid answer is left out.",
        "{n} rows without a valid answer are left out.",
        missing,
    )
    return fill(sentence, n=number(missing))


def side_by_side(calculations: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Stack one-row results under a name for each, as the table that shows them together."""
    return pd.concat(calculations, names=["calculation", None]).reset_index(level=0)


def accounts(respondents: pd.DataFrame, by_account: pd.DataFrame) -> Markup:
    """Compare the score of all respondents with the mean over accounts."""
    people, firms = respondents.iloc[0], by_account.iloc[0]
    sentence = _(
        "Counting every answer the score is {people}; counting every account once it is {accounts} "
        "({level} interval {interval}, {n} accounts). The first listens to accounts with many answers, "
        "the second to all accounts alike."
    )
    return paragraph(
        fill(
            sentence,
            people=number(people["estimate"], 1),
            accounts=number(firms["estimate"], 1),
            level=percent(firms["level"], 0),
            interval=interval(firms["low"], firms["high"], 1),
            n=number(int(firms["n"])),
        )
    )


def distribution(table: pd.DataFrame) -> Markup:
    """Say how the answers are spread over the bands, and which answer is the most common."""
    total = int(table["n"].sum())
    if not total:
        return paragraph(_("There is no valid answer to show."))
    share = table.groupby("band", observed=True)["share"].sum()
    top = table.loc[table["n"].idxmax()]
    sentence = _(
        "{promoters} are promoters (9 or 10), {passives} passives (7 or 8) and {detractors} detractors "
        "(0 to 6). The most common answer is {value}, given by {share}."
    )
    return paragraph(
        fill(
            sentence,
            promoters=percent(share.get("promoter", 0.0)),
            passives=percent(share.get("passive", 0.0)),
            detractors=percent(share.get("detractor", 0.0)),
            value=number(int(top["value"])),
            share=percent(top["share"]),
        )
    )


def segments(compared: pd.DataFrame) -> Markup:
    """Say which groups differ from the rest after correction for the number of comparisons."""
    tested = compared[compared["p_adjusted"].notna()]
    if tested.empty:
        return paragraph(_("No group has enough answers to be compared with the rest."))
    different = tested[tested["p_adjusted"] < 1 - tested["level"]].sort_values("difference")
    if different.empty:
        reach = (tested["high"] - tested["low"]).max() / 2
        sentence = ngettext(
            "The one group compared differs from the rest by no more than chance explains.",
            "None of the {k} groups compared differs from the rest by more than chance explains.",
            len(tested),
        )
        caution = _(
            "That does not prove the groups alike: the widest interval reaches {reach} points to either side."
        )
        return paragraph(fill(sentence, k=number(len(tested))), fill(caution, reach=number(reach, 0)))
    sentence = ngettext(
        "Corrected for {comparisons}, {m} group differs from the rest by more than chance explains:",
        "Corrected for {comparisons}, {m} groups differ from the rest by more than chance explains:",
        len(different),
    )
    return together(
        paragraph(fill(sentence, comparisons=_comparisons(tested), m=number(len(different)))),
        bullets(_difference(row) for _i, row in different.iterrows()),
        paragraph(_("A difference between groups is an association; it does not tell its cause.")),
    )


def _difference(row: pd.Series) -> Markup:
    sentence = _(
        "{factor}: <strong>{group}</strong> with {estimate} against {rest} in the rest, a difference of "
        "{difference} points (interval {interval}; {p}; {n} answers)"
    )
    return fill(
        sentence,
        factor=names(row["factor"]),
        group=row["group"],
        estimate=number(row["estimate"], 1),
        rest=number(row["estimate_versus"], 1),
        difference=signed(row["difference"], 1),
        interval=interval(row["low"], row["high"], 1),
        p=p_value(row["p_adjusted"], prefix=True),
        n=number(int(row["n"])),
    )


def trend(steps: pd.DataFrame, *, every: str) -> Markup:
    """Say which changes from one period to the next are more than chance.

    Parameters
    ----------
    steps : DataFrame
        `cxlab.nps_compare(by=period, against="previous")`.
    every : str
        Length of a period, as in `cxlab.period`.
    """
    tested = steps[steps["p_adjusted"].notna()]
    if tested.empty:
        return paragraph(
            _("All answers fall into one period, or the periods have too few answers: no trend to read.")
        )
    moved = tested[tested["p_adjusted"] < 1 - tested["level"]]
    if moved.empty:
        sentence = ngettext(
            "The one change from a period to the next lies within chance.",
            "None of the {k} changes from one period to the next is more than chance.",
            len(tested),
        )
        return paragraph(fill(sentence, k=number(len(tested))))
    items = [
        fill(
            _("{period}: {difference} points against the period before (interval {interval}; {p})"),
            period=period_name(row["group"], every),
            difference=signed(row["difference"], 1),
            interval=interval(row["low"], row["high"], 1),
            p=p_value(row["p_adjusted"], prefix=True),
        )
        for _i, row in moved.iterrows()
    ]
    sentence = ngettext(
        "Corrected for {comparisons}, {m} change is more than chance:",
        "Corrected for {comparisons}, {m} changes are more than chance:",
        len(moved),
    )
    return together(
        paragraph(fill(sentence, comparisons=_comparisons(tested), m=number(len(moved)))), bullets(items)
    )


def _comparisons(tested: pd.DataFrame) -> Markup:
    return fill(ngettext("{k} comparison", "{k} comparisons", len(tested)), k=number(len(tested)))


def names(columns: str | Sequence[str]) -> str:
    """Return column names as words: "boarding_area" becomes "Boarding area"."""
    wanted = [columns] if isinstance(columns, str) else list(columns)
    return ", ".join(str(name).replace("_", " ").strip().capitalize() for name in wanted)


def absent(what: str) -> Markup:
    """Say why a section is empty: the data that it needs is not in the pot.

    Parameters
    ----------
    what : {"segments", "dates", "channel", "accounts", "weights", "verbatims"}
    """
    return paragraph(
        {
            "segments": _("The answers carry no segments, so groups cannot be compared."),
            "dates": _("The answers carry no date, so there is no trend to show."),
            "channel": _("The answers name no channel and no touchpoint, so none can be compared."),
            "accounts": _("The answers name no account, so respondents and accounts cannot be told apart."),
            "weights": _("The answers carry no survey weights and do not belong together in groups."),
            "verbatims": _("The pot holds no comments in the customers' own words."),
        }[what]
    )


def change(table: pd.DataFrame, *, every: str) -> Markup:
    """Say how much of the last change is a different mix of customers, and how much changed ratings.

    Parameters
    ----------
    table : DataFrame
        `cxlab.nps_change` for one pair of periods; the last row is the total.
    every : str
        Length of a period, as in `cxlab.period`.
    """
    total = table.iloc[-1]
    sentence = _(
        "From {before} to {after} the score changed by <strong>{total} points</strong> "
        "(interval {interval}): {rate} because segments scored differently, "
        "{mix} because the mix of segments changed."
    )
    gone = table.iloc[:-1]
    gone = gone[gone["rate"].isna()]
    absent_sentence = ngettext(
        "{k} segment answered in only one of the periods; its part counts as mix.",
        "{k} segments answered in only one of the periods; their part counts as mix.",
        len(gone),
    )
    return paragraph(
        fill(
            sentence,
            before=period_name(total["period_before"], every),
            after=period_name(total["period_after"], every),
            total=signed(total["total"], 1),
            interval=interval(total["total_low"], total["total_high"], 1),
            rate=signed(total["rate"], 1),
            mix=signed(total["mix"], 1),
        ),
        fill(absent_sentence, k=number(len(gone))) if len(gone) else "",
    )


def sample_size(plan: pd.DataFrame) -> Markup:
    """Say how sure the score is today and how many answers a wanted margin needs.

    Parameters
    ----------
    plan : DataFrame
        `cxlab.nps_sample_size`: one row per wanted margin.
    """
    row = plan.iloc[0]
    now = _(
        "Today the margin of error is ±{now} points. A margin of ±{margin} points needs about "
        "{needed} answers."
    )
    note = _("The plan assumes answers as varied as today's and drawn at random.")
    return paragraph(
        fill(
            now,
            now=number(row["margin_now"], 1),
            margin=number(row["margin"], 1),
            needed=number(int(row["n_needed"])),
        ),
        note,
    )
