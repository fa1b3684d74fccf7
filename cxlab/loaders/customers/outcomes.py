"""Columns that tell what became of a customer: they are the outcome, never a trait that could explain it.

One rule for all who choose or are given traits: the draft of a pot, its check, profiles, the report on churn.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from ...text import Text
from ..tables.plain_names import plain_name

__all__ = ["outcome_reason", "tells_who_leaves", "who_left"]

TELLS = re.compile(
    r"\b(?:end|ended|exit\w*|churn\w*|attrition|cancel\w*|terminat\w*|left|lost|tenure|total|lifetime|ltv|cltv"
    r"|last|ende|(?:ge)?kuendig\w*|storn\w*|abgang\w*|abgewandert|abwander\w*|austritt\w*|ausgetreten|verloren"
    r"|ehemalig\w*|former|letzte[rsn]?|gesamt(?:umsatz|betrag|wert)"
    r"|resili\w*|desabonn\w*|depart|perdue?|annul\w*|desist\w*|fin (?:de |du )?contrat|date (?:de )?fin"
    r"|disdett\w*|cessa(?:to|ta|zione)|recess[oi]|abbandon\w*|pers[oa]|data (?:di )?fine"
    r"|baja|cancelad[oa]|cancelacion|abandon\w*|perdid[oa]|rescindid[oa]|fecha (?:de )?(?:fin|baja))\b"
)
"Names of columns, as `plain_name` writes them, that tell of the end or add up to the day of the export."
MAY_TELL = re.compile(
    r"\b(?:\w*status|\w*zustand|(?:in)?active|(?:in)?aktiv\w*|is active|lifecycle|life cycle|phase|stage"
    r"|retained|stayed|geblieben|bestand|statut|stato|estado|(?:in)?actif"
    r"|attiv[oa]|(?:in)?activ[oa])\b"
)
"Names that tell of the end with some values (active, left) and of something else with others (gold, silver)."
HARMLESS = re.compile(
    r"\b(?:marital|civil|familien|zivil|family|beziehungs|employment|bildungs)\w* ?(?:status|stand)?\b"
)
GONE = re.compile(
    r"(?:gekuendigt|kuendig\w*|churn\w*|cancell?ed|inactive|inaktiv|former|ex|ex kund\w*|ehemalig\w*|verloren"
    r"|lost|left|beendet|ended|terminated|closed|geschlossen|storniert|abgewandert|ausgetreten|abgemeldet"
    r"|geloescht|deleted"
    r"|deaktiviert|deactivated|abgelaufen|expired|lapsed|dormant|gone|weg|attrited"
    r"|resilie[es]?|annulee?|inactifs?|inactives?|perdue?s?|partie?s?|ancien(?:ne)?|desabonnee?|cloturee?"
    r"|disdett[oa]|cessat[oa]|annullat[oa]|inattiv[oa]|pers[oa]|abbandonat[oa]|ex cliente"
    r"|baja|cancelad[oa]|inactiv[oa]|perdid[oa]|abandonad[oa]|rescindid[oa])"
    r"(?: (?:customer|kunde|kundin|client|cliente))?"
)
"Values, as `plain_name` writes them, of somebody who is gone."
FLAG = {
    "yes",
    "no",
    "ja",
    "nein",
    "oui",
    "non",
    "true",
    "false",
    "0",
    "1",
    "y",
    "n",
    "j",
    "x",
    "wahr",
    "falsch",
    "vrai",
    "faux",
    "1 0",
    "0 0",
}
FEW_LEVELS = 12
ENOUGH, MOST, GAP = 5, 0.5, 0.9
"Leavers (and stayers) that tell; share of the leavers with a value nobody else has; gap of the two shares."

NAMED = Text("it tells of the end of the relation, or adds up to the day of the export")
VALUED = Text("its values tell who is gone")
TOLD = Text("one of its values stands only, or nearly only, at customers who left")


def outcome_reason(name: str, values: pd.Series, left: pd.Series | None = None) -> str:
    """Return why a column of customers is an outcome and no trait, "" if it may be one.

    Parameters
    ----------
    name
        As the file or pot.yml calls it.
    values
        One per customer.
    left
        Who left, in the same order; None where that is not known.

    Returns
    -------
    str
        "" where the column may be a trait.

    Examples
    --------
    >>> status = pd.Series(["aktiv", "gekündigt", "aktiv"])
    >>> outcome_reason("Kundenstatus", status), outcome_reason("Tarif", pd.Series(["S", "M", "S"]))
    ('its values tell who is gone', '')
    >>> outcome_reason("Vielfliegerstatus", pd.Series(["Gold", "Silber"]), pd.Series([True, False]))
    ''
    """
    plain = plain_name(name)
    if HARMLESS.search(plain):
        return ""
    if TELLS.search(plain):
        return NAMED
    levels = _levels(values)
    if any(GONE.fullmatch(level) for level in levels):
        return VALUED
    vague = bool(MAY_TELL.search(plain))
    if vague and levels and levels <= FLAG:
        return NAMED
    known = left is not None and bool(left.any()) and not bool(left.all())
    if left is not None and known and tells_who_leaves(values, left):
        return TOLD
    return NAMED if vague and not known else ""


def _levels(values: pd.Series) -> set[str]:
    """Return the values as plain words; none where they are too many to be states."""
    try:
        distinct = values.dropna().unique()
    except TypeError:
        return set()
    return {plain_name(str(value)) for value in distinct} if len(distinct) <= FEW_LEVELS else set()


def tells_who_leaves(values: pd.Series, left: pd.Series) -> bool:
    """Tell whether a value (or being filled in at all) stands only, or nearly only, at those who left.

    Only: values that no stayer has make up half of the leavers. Nearly: its share among leavers and among the
    others differs by nine tenths.

    Examples
    --------
    >>> left = pd.Series([True] * 10 + [False] * 30)
    >>> tells_who_leaves(pd.Series(["out"] * 10 + ["in"] * 30), left)
    True
    >>> tells_who_leaves(pd.Series(["a", "b"] * 20), left)
    False
    """
    gone = np.asarray(left, dtype=bool)
    leavers, stayers = int(gone.sum()), int((~gone).sum())
    if leavers < ENOUGH or stayers < ENOUGH:
        return False
    filled = values.notna().to_numpy(dtype=bool)
    if _apart(filled, gone):
        return True
    codes, levels = pd.factorize(values)
    if len(levels) > FEW_LEVELS:
        common = np.argsort(-np.bincount(codes[codes >= 0], minlength=len(levels)))[:3]
        return any(_apart(codes == code, gone) for code in common)
    here = np.bincount(codes[filled], minlength=len(levels))
    among = np.bincount(codes[filled & gone], minlength=len(levels))
    only = np.flatnonzero((here == among) & (here >= ENOUGH))
    if among[only].sum() >= MOST * leavers:
        return True
    return any(_apart(codes == code, gone) for code in range(len(levels)))


def _apart(has: np.ndarray, gone: np.ndarray) -> bool:
    """Tell whether leavers have it and others do not, or the other way round, nearly without exception."""
    left, stayed = has[gone].mean(), has[~gone].mean()
    return bool(abs(left - stayed) >= GAP or (stayed == 0 and left >= MOST))


def who_left(values: pd.Series, value: str) -> pd.Series | None:
    """Return who left, by a column that says so; None where it never holds `value` and is no flag.

    True and false, 1 and 0 speak for themselves. Where a column holds `value` and nothing else but empty
    cells, as exports of check boxes do, an empty cell is somebody still there; beside other answers it is
    unknown.

    Examples
    --------
    >>> who_left(pd.Series(["Yes", None, "Yes"]), "Yes").tolist()
    [True, False, True]
    >>> who_left(pd.Series(["Yes", None, "No"]), "Yes").tolist()
    [True, <NA>, False]
    """
    there = values.dropna()
    if pd.api.types.is_bool_dtype(there.infer_objects()) or (
        pd.api.types.is_numeric_dtype(there) and set(there.unique()) <= {0, 1}
    ):
        left = values.astype("boolean")
    else:
        text = values.astype("string").str.strip()
        text = text.mask(text == "")
        if not text.eq(value).any():
            return None
        left = text.eq(value).astype("boolean")
    return left.fillna(value=False) if len(there) and left.dropna().all() else left
