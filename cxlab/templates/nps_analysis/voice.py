"""What promoters and detractors talk about."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ...language import _, ngettext, number, percent, told
from ...results import Finding
from .._html import fill, paragraph
from .._key_words import key_word

__all__ = ["topic_quotes", "topic_table", "voice_coverage", "voice_findings", "words_text"]

STABLE = 0.6  # of bootstrap samples drawn anew: below it a topic is no finding
MOST = 3  # findings per band
WORDS = 6  # told of each group
CATEGORY = {"detractor": -1, "promoter": 1}


def voice_findings(
    compared: pd.DataFrame | None,
    *,
    answers: int,
    owners: pd.DataFrame | None = None,
    period: str = "",
) -> list[Finding]:
    """Say what detractors speak of more often than promoters, and the other way round.

    Only what is stable and significant after correction is said.

    Parameters
    ----------
    compared : DataFrame or None
        `cxlab.voice.topic_compare` of the bands.
    answers : int
        All answers with a score, for what those who speak of a topic are worth on the NPS.
    owners : DataFrame, optional
        The pot's map: touchpoint, process, owner.
    period : str, optional
        When those who are compared answered, where the headline speaks of a shorter time.
    """
    found: list[Finding] = []
    if compared is None:
        return found
    for band in ("detractor", "promoter"):
        rows = compared[(compared["group"] == band) & (compared["jaccard"] >= STABLE)]
        sure = rows[(rows["p_adjusted"] < 1 - rows["level"]) & rows["label"].ne("")]
        for _i, row in sure.sort_values("count", ascending=False, kind="stable").head(MOST).iterrows():
            found.append(_finding(row, answers, owners, period))
    return found


def _finding(row: pd.Series, answers: int, owners: pd.DataFrame | None, period: str) -> Finding:
    band = str(row["group"])
    belongs = _owner(str(row["label"]), owners)
    known: dict[str, Any] = {
        name: None if pd.isna(row[name]) else float(row[name])
        for name in ("value_versus", "estimate", "low", "high")
    }
    action = ""
    if band == "detractor" and belongs:
        text = _("Find out and remedy what detractors report on “{topic}”")
        action = str(fill(text, topic=row["label"]))
    return Finding(
        finding="voice.topic",
        metric="topic_share",
        sentence=_sentence(row, period),
        direction="weakness" if band == "detractor" else "strength",
        certainty="shown",
        dimension="band",
        group=f"{band}: {row['label']}",
        value=float(row["value"]),
        n=int(row["n"]),
        p_adjusted=float(row["p_adjusted"]),
        level=float(row["level"]),
        aspect=str(row["label"]),
        # What the score would be without those of the band who speak of it, as passives.
        impact=CATEGORY[band] * 100 * float(row["count"]) / max(answers, 1),
        impact_metric="nps",
        action=action,
        period=period,
        **(known | belongs),
    )


def _sentence(row: pd.Series, period: str) -> Markup:
    """Say who speaks of a topic more often, with both shares where the other may be told."""
    detractors = row["group"] == "detractor"
    values = {"topic": row["label"], "value": percent(row["value"], 0), "count": number(int(row["count"])),
            "n": number(int(row["n"])), "when": f"{period}; " if period else ""}  # fmt: skip
    if pd.isna(row["value_versus"]):
        few = str(getattr(row["note"], "values", {}).get("least", 5))
        text = (
            _(
                "Detractors speak of <strong>“{topic}”</strong>: {value} of those with a comment "
                "({count} of {n}), but fewer than {few} promoters ({when}significant)."
            )
            if detractors
            else _(
                "Promoters speak of <strong>“{topic}”</strong>: {value} of those with a comment "
                "({count} of {n}), but fewer than {few} detractors ({when}significant)."
            )
        )
        return fill(text, few=few, **values)
    text = (
        _(
            "Detractors speak of <strong>“{topic}”</strong> more often than promoters: {value} against "
            "{other} of those with a comment ({count} of {n}; {when}significant)."
        )
        if detractors
        else _(
            "Promoters speak of <strong>“{topic}”</strong> more often than detractors: {value} against "
            "{other} of those with a comment ({count} of {n}; {when}significant)."
        )
    )
    return fill(text, other=percent(row["value_versus"], 0), **values)


def _owner(label: str, owners: pd.DataFrame | None) -> dict[str, str]:
    """Return touchpoint, process and owner where just one word of a topic is a touchpoint's name."""
    if owners is None or not {"touchpoint", "process", "owner"} <= set(owners):
        return {}
    words = {word.strip().casefold() for word in label.split(",")}
    own = owners[owners["touchpoint"].astype(str).str.strip().str.casefold().isin(words)]
    if len(own) != 1:
        return {}
    row = own.iloc[0]
    return {name: str(row[name]) for name in ("touchpoint", "process", "owner") if pd.notna(row[name])}


def topic_table(compared: pd.DataFrame | None) -> pd.DataFrame:
    """Return the topics that differ significantly: topic, who speaks of it more often, shares, p, stability.

    Parameters
    ----------
    compared : DataFrame or None
        `cxlab.voice.topic_compare` of the bands.
    """
    if compared is None:
        return pd.DataFrame()
    sure = compared[(compared["p_adjusted"] < 1 - compared["level"]) & compared["label"].ne("")]
    columns = [
        "label",
        "band",
        "metric",
        "value",
        "value_versus",
        "count",
        "n",
        "p_adjusted",
        "jaccard",
        "note",
    ]
    table = sure.rename(columns={"group": "band"})[columns]
    return table.sort_values(["band", "count"], ascending=[True, False], kind="stable").reset_index(drop=True)


def words_text(table: pd.DataFrame) -> Markup:
    """Say which words each group uses significantly more often than all others, with both shares.

    Parameters
    ----------
    table : DataFrame
        `cxlab.voice.keyness`.
    """
    sure = table[table["p_adjusted"] < 1 - table["level"]]
    if sure.empty:
        return paragraph(_("No group uses a word significantly more often than the others."))
    told = _("<strong>{group}</strong> more often than all others: {words}.")
    parts = [
        fill(
            told,
            group=_group_name(group),
            words=_("; ").join(map(key_word, own.head(WORDS).to_dict("records"))),
        )
        for group, own in sure.groupby("group", sort=True, observed=True)
    ]
    tests = ngettext(
        "Significance is corrected for {n} word.",
        "Significance is corrected for {n} words.",
        int(table["comparisons"].iloc[0]),
    )
    return paragraph(*parts, fill(tests, n=number(int(table["comparisons"].iloc[0]))))


def _group_name(group: object) -> str:
    known = {"promoter": _("Promoters"), "detractor": _("Detractors")}
    return known.get(str(group), str(group))


def topic_quotes(quotes: pd.DataFrame, findings: list[Finding]) -> list[tuple[str, list[str]]]:
    """Return for each finding its topic with quotes that represent it.

    Parameters
    ----------
    quotes : DataFrame
        `cxlab.voice.representative_quotes` of the labels.
    findings : list of Finding
        `voice_findings`.
    """
    shown = []
    for one in findings:
        said = quotes.loc[quotes["group"] == one.aspect, "quote"].astype(str)
        said = said[said.ne(one.aspect)]  # a code is told in its own words already
        if len(said):
            band = _("Promoters") if one.direction == "strength" else _("Detractors")
            shown.append((_("{band} on “{topic}”").format(band=band, topic=one.aspect), said.tolist()))
    return shown


def voice_coverage(found: Any, compared: pd.DataFrame | None, question: str = "") -> Markup | str:
    """Say how many comments have a topic, why others have none, and how topics were compared.

    Parameters
    ----------
    found : Topics
        `cxlab.voice.topics` of the comments.
    compared : DataFrame or None
        `cxlab.voice.topic_compare`.
    question : str, optional
        The question whose comments these are, where the data hold those on several.
    """
    if compared is None or compared.empty:
        return ""
    rest = found.coverage[found.coverage["reason"].astype(str) != ""]
    reasons = _("; ").join(
        _("{share} {reason}").format(share=percent(share, 0), reason=told(reason))
        for reason, share in zip(rest["reason"], rest["share"], strict=True)
    )
    tests = int(compared["comparisons"].iloc[0])
    corrected = ngettext(
        "Significance is corrected for {n} comparison.",
        "Significance is corrected for {n} comparisons.",
        tests,
    )
    kept_apart = _("These are comments on “{question}”; those on other questions are kept apart.")
    return paragraph(
        fill(kept_apart, question=question) if question else "",
        fill(found.text),
        fill(_("No topic: {reasons}."), reasons=reasons) if reasons else "",
        fill(corrected, n=number(tests)),
    )
