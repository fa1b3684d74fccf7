"""Who owns a finding: from touchpoint to process to process owner."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxlab.engine import columns, in_memory
from cxlab.errors import BadValue, MissingColumn
from cxlab.text import Text

__all__ = ["with_owners"]


def with_owners(
    findings: Any, processes: Any, *, touchpoint: str = "event", key: str = "touchpoint"
) -> pd.DataFrame:
    """Add the process behind each finding's touchpoint, and who owns it.

    Parameters
    ----------
    findings
        Any result with a touchpoint per row, such as `friction` or `rework`.
    processes
        touchpoint, process, owner (the pot's map); capitals and blanks around a name do not matter.
    touchpoint, key
        The touchpoint's column in `findings` and in `processes`.

    Returns
    -------
    DataFrame
        `findings` with process and owner after the touchpoint (in place of columns of these names); empty
        where the map does not name it.

    Raises
    ------
    BadValue
        The map gives one touchpoint two processes or two owners.

    Examples
    --------
    >>> found = pd.DataFrame({"event": ["Call ", "form"], "lost": [3, 1]})
    >>> with_owners(found, pd.DataFrame({"touchpoint": ["call"], "process": ["Service"], "owner": ["Kim"]}))
       event  process owner  lost
    0  Call   Service   Kim     3
    1   form                   1
    """
    owners = _map_of(processes, key)
    names = columns(findings)
    if touchpoint not in names:
        raise MissingColumn(touchpoint, names)
    result = in_memory(findings, names)
    result = result.drop(
        columns=[name for name in ("process", "owner") if name in names and name != touchpoint]
    )
    place = list(result.columns).index(touchpoint) + 1
    for number, name in enumerate(("process", "owner")):
        values = _plain(result[touchpoint]).map(owners[name]).fillna("").astype(object)
        result.insert(place + number, name, values)
    return result


def _map_of(processes: Any, key: str) -> pd.DataFrame:
    """Return process and owner of each touchpoint, which has one of each."""
    known = in_memory(processes, [key, "process", "owner"]).dropna(subset=[key])
    known = known.assign(_key=_plain(known[key])).drop_duplicates(["_key", "process", "owner"])
    for name in ("process", "owner"):
        count = known.groupby("_key")[name].nunique(dropna=False)
        if (count > 1).any():
            twice = count.index[count > 1][0]
            raise BadValue(
                Text(
                    "touchpoint {twice!r} has more than one {name} in the map; name each once",
                    twice=twice,
                    name=name,
                )
            )
    return known.set_index("_key")


def _plain(names: pd.Series) -> pd.Series:
    """Return names without capitals and blanks around them; a missing one stays missing."""
    return names.astype(str).str.strip().str.casefold().where(names.notna())
