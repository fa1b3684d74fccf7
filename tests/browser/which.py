"""Which notebooks the tests open: a few each time, all of them with CXLAB_BROWSER=all."""

import os

EVERYTHING = os.environ.get("CXLAB_BROWSER") == "all"


def chosen(everything, few):
    """Return all, or those that stand for the rest."""
    return list(everything) if EVERYTHING else [one for one in everything if one in few]
