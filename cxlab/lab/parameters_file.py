"""A file of parameters: which report on which pot says what an explorer shows."""

from __future__ import annotations

from pathlib import Path

import yaml

from cxlab.errors import BadParameter, system_reason
from cxlab.lab.exploration import Exploration
from cxlab.text import Text

__all__ = ["save_parameters"]


def save_parameters(exploration: Exploration, path: str | Path) -> Path:
    """Write the parameters with which a report says the same: `cxlab run --parameters FILE` makes it.

    Parameters
    ----------
    exploration
        What is shown.
    path
        File to write, from the working folder; one that is there is replaced as a whole or not at all.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    BadParameter
        It cannot be written.

    Examples
    --------
    >>> import cxlab as cx
    >>> found = cx.lab.explore_nps(cx.open_pot("nordlicht"), segment="segment")
    >>> print(save_parameters(found, "segments.parameters.yml"))  # doctest: +SKIP
    segments.parameters.yml
    """
    place = Path(path)
    given = dict(exploration.parameters)
    pot = given.pop("pot", None)
    content = {"template": exploration.template} | ({"pot": pot} if pot else {}) | {"parameters": given}
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    begun = place.with_name(f".{place.name}.part")
    try:
        begun.write_text(text, encoding="utf-8")
        begun.replace(place)
    except OSError as error:
        begun.unlink(missing_ok=True)
        raise BadParameter(
            Text("{path} cannot be written ({reason})", path=str(place), reason=system_reason(error))
        ) from None
    return place
