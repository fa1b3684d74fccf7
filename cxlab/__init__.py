"""cxlab: a workbench for customer-experience research.

``import cxlab as cx`` is lazy: pandas and the rest load when a function is first used.
"""

from collections.abc import Sequence as _Sequence
from pathlib import Path as _Path
from typing import Any as _Any

import lazy_loader as _lazy

from cxlab import ports as _ports

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)


def _open_text(files: _Sequence[_Path]) -> _Any:
    from cxlab.loaders.formats.scanning import open_text

    return open_text(files)


_ports.use_text_reader(_open_text)
