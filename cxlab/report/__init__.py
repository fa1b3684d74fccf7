"""Reports: typed parameters, runs, recorded results and one offline HTML file.

In a notebook: ``from cxlab import report``, then ``report.start``, ``say``, ``figure``, ``table``,
``key_figures``, ``quotes`` and ``record``. Around it: ``report.run``, ``history`` and ``write_index``.
"""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)
