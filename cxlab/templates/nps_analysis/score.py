"""The score itself: how high, how sure, weighted or not, how the answers are spread."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...language import _, interval, ngettext, number, percent, signed
from .._html import fill, paragraph

__all__ = ["accounts", "cards", "distribution", "sample_size", "score", "side_by_side", "weights"]

FEW_ANSWERS = 30  # below this the interval spans more than what most scores differ by


def cards(
    result: pd.DataFrame,
    spread: pd.DataFrame,
    *,
    target: float | None = None,
    years: pd.DataFrame | None = None,
) -> list[tuple[str, str, str]]:
    """Return the key figures as (label, value, detail): score, bands, answers, change, target.

    Parameters
    ----------
    result : DataFrame
        One row of `cxlab.nps`.
    spread : DataFrame
        `cxlab.score_distribution` of the same answers.
    target : float, optional
        The wanted score.
    years : DataFrame, optional
        `cxlab.nps_change` between the latest 12 months and the 12 before.
    """
    row = result.iloc[0]
    share = spread.groupby("band", observed=True)["band_share"].max()
    shown = [
        (_("Net Promoter Score"), number(row["estimate"], 1), interval(row["low"], row["high"], 1)),
        (_("Promoters"), percent(share.get("promoter")), _("answers 9 and 10")),
        (_("Detractors"), percent(share.get("detractor")), _("answers 0 to 6")),
        (_("Answers"), "–" if pd.isna(row["n"]) else number(int(row["n"])), ""),
    ]
    if years is not None and pd.notna(years["low"].iloc[-1]):
        total = years.iloc[-1]
        limits = interval(total["low"], total["high"], 1)
        shown.append((_("Change in 12 months"), signed(total["estimate"], 1), limits))
    if target is not None:
        shown.append((_("Target"), number(target, 0), _to_target(row, target)))
    return shown


def _to_target(row: pd.Series, target: float) -> Markup | str:
    """Say how far the score is from the target, and whether that may be chance."""
    gap = row["estimate"] - target
    if pd.isna(gap):
        return ""
    told = fill(_("{gap} points from the target"), gap=signed(gap, 1))
    within = row["low"] <= target <= row["high"]
    return fill(_("{told}, within the interval"), told=told) if within else told


def score(result: pd.DataFrame) -> Markup:
    """Say what the score is and how sure it is.

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
        _("The interval reflects sampling error, not non-response."),
    )


def _left_out(row: pd.Series) -> Markup | str:
    missing = 0 if pd.isna(row["missing"]) else int(row["missing"])  # of a hidden group not even that
    if not missing:
        return ""
    sentence = ngettext(
        "{n} row without a valid answer is left out.",
        "{n} rows without a valid answer are left out.",
        missing,
    )
    return fill(sentence, n=number(missing))


def side_by_side(**ways: pd.DataFrame | None) -> pd.DataFrame:
    """Stack one-row results of `cxlab.nps` with a first column that names the calculation.

    Parameters
    ----------
    unweighted, weighted, clustered, both : DataFrame or None
        None where the pot has no weights or clusters.
    """
    # A standard error of 0 (all answers alike) would read as certainty; the interval beside it knows better.
    names = {
        "unweighted": _("every answer alike"),
        "weighted": _("weighted"),
        "clustered": _("answers in clusters"),
        "both": _("weighted, in clusters"),
    }
    frames = {names[way]: frame for way, frame in ways.items() if frame is not None}
    stacked = pd.concat(frames, names=["calculation", None]).reset_index(level=0).reset_index(drop=True)
    return stacked.assign(se=stacked["se"].where(stacked["se"] > 0))


def weights(ways: pd.DataFrame) -> Markup:
    """Say how much weights and clusters change the score and its interval."""
    if len(ways) < 2:
        return paragraph(_("The pot names neither survey weights nor clusters of answers."))
    first, last = ways.iloc[0], ways.iloc[-1]
    if pd.isna(last["low"]) or pd.isna(first["low"]):
        return paragraph(_("There are too few valid answers to set the calculations against each other."))
    shifted = _(
        "Against counting every answer alike, the score moves by {shift} points and its interval becomes "
        "{ratio} times as wide. The other sections use the last line."
    )
    same = _(
        "Counting every answer alike gives the same score; its interval becomes {ratio} times as wide. The "
        "other sections use the last line."
    )
    sentence = same if first["estimate"] == last["estimate"] else shifted
    ratio = (last["high"] - last["low"]) / (first["high"] - first["low"])
    return paragraph(
        fill(sentence, shift=signed(last["estimate"] - first["estimate"], 1), ratio=number(ratio, 2))
    )


def accounts(by_account: pd.DataFrame | None) -> Markup:
    """Compare the score of all respondents with the mean over accounts.

    Parameters
    ----------
    by_account : DataFrame or None
        `cxlab.nps_by_account`; None where the answers name no account.
    """
    if by_account is None:
        return paragraph(_("The answers name no account, so respondents and accounts cannot be told apart."))
    people, firms = by_account.iloc[0], by_account.iloc[1]
    if pd.isna(firms["low"]):
        return paragraph(_("There are too few accounts to tell respondents and accounts apart."))
    sentence = _(
        "Counting every answer the score is {people} ({people_interval}); counting every account once it is "
        "{accounts} ({accounts_interval}, {n} accounts). The first listens to accounts with many answers, "
        "the second to all accounts alike."
    )
    return paragraph(
        fill(
            sentence,
            people=number(people["estimate"], 1),
            people_interval=interval(people["low"], people["high"], 1),
            accounts=number(firms["estimate"], 1),
            accounts_interval=interval(firms["low"], firms["high"], 1),
            n=number(int(firms["clusters"])),
        )
    )


def distribution(table: pd.DataFrame) -> Markup:
    """Say how the answers are spread over the bands, and which answer is the most common."""
    if not table["n"].fillna(1).sum():  # a hidden number is not 0
        return paragraph(_("There is no valid answer to show."))
    if table["estimate"].isna().all():
        return paragraph(_("There are too few valid answers to show how they are spread."))
    share = table.groupby("band", observed=True)["band_share"].max()
    top = table.iloc[int(table["estimate"].argmax())]
    if share.isna().all():
        hidden = _(
            "The shares of promoters, passives and detractors are not told: too few answers are in one of "
            "them. The most common answer is {value}, given by {share}."
        )
        return paragraph(fill(hidden, value=number(int(top["value"])), share=percent(top["estimate"])))
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
            share=percent(top["estimate"]),
        )
    )


def sample_size(plan: pd.DataFrame) -> Markup:
    """Say how sure the score is today and how many answers a wanted margin needs.

    Parameters
    ----------
    plan : DataFrame
        `cxlab.nps_sample_size`: one row per wanted margin.
    """
    row = plan.iloc[0]
    if pd.isna(row["n_needed"]):
        return paragraph(_("There are too few valid answers to plan the next survey from."))
    now = _(
        "Today the margin of error is ±{now} points. A margin of ±{margin} points needs about "
        "{needed} answers."
    )
    return paragraph(
        fill(
            now,
            now=number(row["margin_now"], 1),
            margin=number(row["margin"], 1),
            needed=number(int(row["n_needed"])),
        ),
        _("The plan assumes answers as varied as today's, weighted and clustered alike."),
    )
