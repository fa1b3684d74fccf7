"""cxlab: a workbench for customer-experience research.

``import cxlab as cx`` is lazy: pandas and the rest load when a function is first used.
"""

import lazy_loader as _lazy

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)
