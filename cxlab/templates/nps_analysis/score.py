"""The score itself: how high, how sure, weighted or not, how the answers are spread."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...language import _, interval, ngettext, number, signed
from .._html import fill, in_words, paragraph

__all__ = ["accounts", "left_out", "sample_size", "side_by_side", "weights"]


def left_out(result: pd.DataFrame, total: int) -> Markup | str:
    """Say how many answers there are, and how many rows have no valid one.

    Parameters
    ----------
    result : DataFrame
        One row of `cxlab.nps` of all answers.
    total : int
        Rows of the table.
    """
    missing = 0 if pd.isna(result["missing"].iloc[0]) else int(result["missing"].iloc[0])
    if not missing or not total:
        return ""
    sentence = ngettext(
        "{n} row without a valid answer is left out.",
        "{n} rows without a valid answer are left out.",
        missing,
    )
    return paragraph(fill(sentence, n=number(missing)))


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


def weights(ways: pd.DataFrame, *, cluster: str | None = None) -> Markup | str:
    """Say how much weights and clusters change the score and its interval; nothing where there are none."""
    if len(ways) < 2:
        return ""
    first, last = ways.iloc[0], ways.iloc[-1]
    if pd.isna(last["low"]) or pd.isna(first["low"]):
        return paragraph(_("There are too few valid answers to set the calculations against each other."))
    shifted = _(
        "Weighting makes the sample represent all customers: it moves the score by {shift} points. The "
        "interval is {ratio} times as wide as for as many independent answers of equal weight."
    )
    same = _(
        "Answers with the same {cluster} are alike, so the interval is {ratio} times as wide as for "
        "independent answers; the score is the same."
    )
    sentence = same if first["estimate"] == last["estimate"] else shifted
    ratio = (last["high"] - last["low"]) / (first["high"] - first["low"])
    return paragraph(
        fill(
            sentence,
            shift=signed(last["estimate"] - first["estimate"], 1),
            ratio=number(ratio, 2),
            cluster=in_words(cluster or _("group")),
        )
    )


def accounts(by_account: pd.DataFrame | None) -> Markup | str:
    """Compare the score of all respondents with the mean over accounts.

    Parameters
    ----------
    by_account : DataFrame or None
        `cxlab.nps_by_account`; None where the answers name no account.
    """
    if by_account is None:
        return ""
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
        _("Assumption: the same spread and the same design of the sample as so far."),
    )
