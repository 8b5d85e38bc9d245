"""Data about each page that Sphinx's environment keeps from one build to the next.

The data of a page are dropped when it is read again or removed.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

Known = TypeVar("Known")
_all: list[PageStore] = []


class PageStore(Generic[Known]):
    """A dictionary by page in Sphinx's environment; call it with the environment to get the dictionary.

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
        """Return the dictionary, page -> data, which may be changed."""
        return vars(env).setdefault(self.name, {})


def forget(_app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop the data of a page from all stores."""
    for known in _all:
        known(env).pop(docname, None)


def setup(app: Sphinx) -> None:
    """Drop what is known of a page before it is read again."""
    app.connect("env-purge-doc", forget)
