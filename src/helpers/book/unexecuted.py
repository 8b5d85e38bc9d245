"""MyST-NB without what executes notebooks: the book executes its own.

A database comes with it, and clients of kernels; to load them takes a fifth of a second. What stands in
their place is never asked for while ``nb_execution_mode`` is "off", see
:func:`helpers.book.fingerprint.take_over`.
"""

from __future__ import annotations

import sys
from types import ModuleType

for _name in ("cache", "direct", "inline"):
    _module = ModuleType(f"myst_nb.core.execute.{_name}")
    setattr(_module, f"NotebookClient{_name.capitalize()}", None)
    sys.modules.setdefault(_module.__name__, _module)
