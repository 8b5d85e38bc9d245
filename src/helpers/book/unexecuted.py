"""MyST-NB without what executes notebooks: the book executes its own.

A database comes with it, and takes a sixth of a second to load. What stands in its place is never asked
for while ``nb_execution_mode`` is "off", see :func:`helpers.book.fingerprint.take_over`.
"""

from __future__ import annotations

import sys
from types import ModuleType

for _name, _client in (("cache", "NotebookClientCache"), ("direct", "NotebookClientDirect")):
    _module = ModuleType(f"myst_nb.core.execute.{_name}")
    setattr(_module, _client, None)
    sys.modules.setdefault(_module.__name__, _module)
