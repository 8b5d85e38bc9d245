"""What a number of the text is made by: a function of tables, which may take nothing else from outside."""

from __future__ import annotations

import ast
import dis
import linecache
from collections.abc import Callable, Iterator
from types import CodeType, ModuleType


def refuse_bare(name: str, function: Callable) -> None:
    """Refuse a function that takes a value from outside, of which nobody could say where it comes from.

    Parameters
    ----------
    name : str
        The number that it makes.
    function : callable
        May use modules, functions and classes, and constants whose names are in capitals.

    Raises
    ------
    ValueError
        Naming the number and the value, with what to do.

    Examples
    --------
    >>> rate = 2.5
    >>> refuse_bare("cost", lambda loans: loans["amount"].sum() * rate)
    Traceback (most recent call last):
    ...
    ValueError: number 'cost' takes 'rate' from outside: hand over the table that it comes from, or name it in capitals if it is a parameter of yours
    """
    code = getattr(function, "__code__", None)
    if code is None:
        raise ValueError(f"number {name!r} is {function!r}; expected a function of tables")
    outside = dict(zip(code.co_freevars, function.__closure__ or ()))
    values = {inner: cell.cell_contents for inner, cell in outside.items()}
    known = function.__globals__
    values |= {inner: known[inner] for inner in _globals_of(code) if inner in known}
    defaults = code.co_varnames[: code.co_argcount][-len(function.__defaults__ or ()) :]
    values |= dict(zip(defaults, function.__defaults__ or ()))
    for inner, value in values.items():
        if not (isinstance(value, ModuleType) or callable(value) or inner.isupper()):
            raise ValueError(
                f"number {name!r} takes {inner!r} from outside: hand over the table that it comes from, "
                "or name it in capitals if it is a parameter of yours"
            )


def _globals_of(code: CodeType) -> Iterator[str]:
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield step.argval
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _globals_of(inner)


def words_of(function: Callable) -> str:
    """Say what a function does: the first sentence of its docstring, or the text of a lambda.

    Examples
    --------
    >>> words_of(refuse_bare)
    'Refuse a function that takes a value from outside, of which nobody could say where it comes from.'
    """
    if function.__doc__:
        return function.__doc__.strip().partition("\n")[0]
    code = function.__code__
    text = "".join(linecache.getlines(code.co_filename))
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except SyntaxError:
        return ""
    # Several may stand in one line: the steps of the code say in which columns it is written.
    places = {(at[0], at[2]) for at in code.co_positions() if at[0] and at[3]}
    bodies = [node.body for node in nodes if isinstance(node, ast.Lambda)]
    texts = [ast.get_source_segment(text, body) for body in bodies if _holds(body, places)]
    return " ".join(min(texts, key=len, default="").split())


def _holds(body: ast.expr, places: set[tuple[int, int]]) -> bool:
    first, last = (body.lineno, body.col_offset), (body.end_lineno, body.end_col_offset)
    return bool(places) and all(first <= place <= last for place in places)
