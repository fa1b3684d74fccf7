"""Batches: hundreds of parameterised reports from one plan, restartable, each in exactly one true state."""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)
