"""A place to explore a pot in JupyterLab: explorers, each with a headless twin, and a browser of the pot."""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)
