"""What is known of each page from one build to the next: kept in Sphinx's environment.

Of a page that is read again, or is no more, all is forgotten.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

Known = TypeVar("Known")
_all: list[PageStore] = []


class PageStore(Generic[Known]):
    """One kind of knowledge; called with the environment it gives what is known: page -> what.

    Parameters
    ----------
    name : str
        Name of the attribute that holds it.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> env, lengths = SimpleNamespace(), PageStore("book_lengths")
    >>> lengths(env)["index"] = 3
    >>> forget(None, env, "index")
    >>> lengths(env)
    {}
    """

    def __init__(self, name: str) -> None:
        self.name = name
        _all.append(self)

    def __call__(self, env: BuildEnvironment) -> dict[str, Known]:
        """Give what is known, to be added to."""
        return vars(env).setdefault(self.name, {})


def forget(_app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget all that is known of a page."""
    for known in _all:
        known(env).pop(docname, None)
