"""Open a data pot by its folder or by the name of a bundled one."""

from __future__ import annotations

from pathlib import Path

from ..errors import BadPot, UnknownName, shortened, system_reason
from ..text import Text
from .bundled import bundled_pots
from .datapot import DataPot
from .files.guard import local_path
from .pot.potfile import read_pot_file

__all__ = ["open_pot"]


def open_pot(folder: str | Path) -> DataPot:
    """Open a data pot: a folder with a pot.yml, or the name of a bundled pot.

    Parameters
    ----------
    folder
        A folder, or one of the bundled names (`sfo_airport_2017`, `telco_ibm`, `consumer_finance_cfpb`).

    Raises
    ------
    UnknownName
        Neither a folder nor a bundled pot has that name.
    BadPot
        The folder holds no pot.yml, or the pot.yml has faults: one line for each.

    Examples
    --------
    >>> pot = open_pot("sfo_airport_2017")
    >>> pot.tables
    ['responses', 'ratings', 'comments', 'complaints']
    >>> pot["responses"]["nps"].count()
    np.int64(2746)
    """
    path, bundled = local_path(folder), bundled_pots()
    try:
        if path.name == "pot.yml" and path.is_file():
            path = path.parent
        if not path.is_dir():
            if str(folder) not in bundled:
                raise UnknownName(Text("folder or bundled pot"), str(folder), bundled)
            path = bundled[str(folder)]
        if not (path / "pot.yml").is_file():
            raise BadPot(
                Text("{path} holds no pot.yml; bundled pots: {names}", path=path, names=", ".join(bundled))
            )
        place = path.resolve()  # once: that somebody changes the working folder later does not matter
    except (OSError, RuntimeError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else Text("links in a circle")
        raise BadPot(
            Text("{path} cannot be opened ({reason})", path=shortened(str(path)), reason=reason)
        ) from None
    return DataPot(place, read_pot_file(place))
