"""Tables that know where they come from: which tables of the package, which sources, which measures.

:func:`helpers.data.load_table` gives a :class:`Table`. What pandas makes of it (rows picked, columns
added, tables merged, groups summed) carries the origin on; a function that builds a table anew is
marked with :func:`measure`, which takes the origin from its arguments. The doors of
:mod:`helpers.numbers` and :mod:`helpers.exhibits` read it off: no chapter types it.

The sources of a row stand in its columns of ids. As long as these are there, picking rows narrows the
sources; when they are left behind, what the rows cited until then is kept as a set. A measure that makes
rows of several tables states in one column, ``all_source_ids``, all that each row cites (:func:`row`).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

# The version of pandas whose insides are used here: _arith_method, _cmp_method, _logical_method,
# _get_column_array, _metadata and input_objs. A test fails when another is installed: try all
# operations of tests/test_provenance.py again then, and write the new version here.
READ_IN = {"pandas": "3.1.1"}

# The column in which a row says all that it cites, of whatever tables: ids joined by semicolons.
STATED = "all_source_ids"
# Columns whose cells are ids of sources.
ID_COLUMNS = ("source_id", "more_source_ids", STATED)


class Step(NamedTuple):
    """A measure that a table went through: its name ("debt.peaks") and what it does, in a sentence."""

    name: str
    does: str


class Origin(NamedTuple):
    """Where a table, a column or a row comes from.

    Attributes
    ----------
    fixed : dict of str to frozenset of str
        Table of the package -> ids of the sources that its rows cited when the ids were left behind.
    live : dict of str to frozenset of str
        Table -> ids of all its sources; which of them count is read from the ids that stand in the rows.
    steps : tuple of Step
        The measures, in order.
    by_column : dict of str to tuple of str
        Column -> the columns of ids that hold its sources, where a table says so.
    lookups : frozenset of str
        Tables that things are looked up in: a whole one cites nothing, rows picked from it what they say.
    """

    fixed: Mapping[str, frozenset[str]] = {}
    live: Mapping[str, frozenset[str]] = {}
    steps: tuple[Step, ...] = ()
    by_column: Mapping[str, tuple[str, ...]] = {}
    lookups: frozenset[str] = frozenset()

    def __or__(self, other: Origin) -> Origin:
        """Give the origin of what both are part of."""
        if self is other or other is NOTHING:
            return self
        if self is NOTHING:
            return other
        return Origin(
            _union(self.fixed, other.fixed),
            _union(self.live, other.live),
            tuple(dict.fromkeys([*self.steps, *other.steps])),
            {**self.by_column, **other.by_column},
            self.lookups | other.lookups,
        )

    @property
    def tables(self) -> list[str]:
        """Names of the tables, in the order in which they came in."""
        return list({**self.live, **self.fixed})

    @property
    def sources(self) -> frozenset[str]:
        """Ids of the sources that the rows cite; only of an origin that :func:`origin` gave."""
        return frozenset().union(*self.fixed.values())

    def beside(self, tables: Iterable[str]) -> Origin:
        """Give what is left without some tables."""
        held = set(tables)
        return self._replace(
            fixed={name: ids for name, ids in self.fixed.items() if name not in held},
            live={name: ids for name, ids in self.live.items() if name not in held},
        )


NOTHING = Origin()


def _union(first: Mapping, second: Mapping) -> dict[str, frozenset[str]]:
    both = dict(first)
    for name, ids in second.items():
        both[name] = both[name] | ids if name in both else ids
    return both


def origin(thing: object, columns: Iterable[str] = ()) -> Origin:
    """Say where a table, a column, a row, or a list or dictionary of such comes from.

    Parameters
    ----------
    thing : object
        Anything; what is no table and holds none comes from nothing.
    columns : iterable of str, optional
        The columns of a table that count, where a table gives some of its columns sources of their own.

    Returns
    -------
    Origin
        With the sources of the rows that stand in it, and of no others.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> loans = load_table("loans")
    >>> one = origin(loans[loans["loan_id"] == "tjk-chn-2013-regar-substation"])
    >>> one.tables, len(one.sources) < len(origin(loans).sources)
    (['loans'], True)
    """
    if isinstance(thing, Mapping):
        thing = list(thing.values())
    if isinstance(thing, list | tuple):
        return functools.reduce(Origin.__or__, map(origin, thing), NOTHING)
    held = getattr(thing, "_origin", NOTHING)
    if not held.live:
        return held
    standing = ids_in(thing)
    if not standing and not _states_all(thing):
        # No row is left, or counts stand in their place: that rests on all rows there were.
        return held._replace(fixed=_union(_cited_whole(held), held.fixed), live={})
    # A table of which no id stands in the rows has no row behind them, as when one kind is picked from a
    # list of several, or loans at fixed rates from a list that gives floating ones their reference rate.
    live = [name for name, ids in held.live.items() if ids & standing or not ids]
    declared = _declared(held, columns)
    cited = ids_in(thing, declared) if declared else standing
    read = {name: held.live[name] & cited for name in live}
    read |= {
        name: frozenset()
        for name in held.lookups.intersection(live)
        if held.live[name] == read[name]
    }
    return held._replace(fixed=_union(read, held.fixed), live={})


def _cited_whole(held: Origin) -> dict[str, frozenset[str]]:
    """Give all that the tables of an origin cite; a lookup as a whole cites nothing."""
    return {name: frozenset() if name in held.lookups else ids for name, ids in held.live.items()}


def _declared(held: Origin, columns: Iterable[str]) -> tuple[str, ...]:
    """Give the columns of ids that count for some columns of figures."""
    named = [held.by_column[column] for column in columns if column in held.by_column]
    return tuple(dict.fromkeys(one for names in named for one in names))


def ids_in(thing: object, columns: tuple[str, ...] = ID_COLUMNS) -> frozenset[str]:
    """Give the ids that stand in a table, a column of ids, or a row; where it states all, these alone.

    Examples
    --------
    >>> sorted(ids_in(pd.DataFrame({"source_id": ["a", "b"], "more_source_ids": ["c;d", None]})))
    ['a', 'b', 'c', 'd']
    """
    # This is asked at each column that is taken, and pandas gives what its arrays hold ten times as
    # slowly as numpy.
    cells: set[object] = set()
    if isinstance(thing, pd.DataFrame):
        columns = (STATED,) if STATED in thing.columns else columns
        for place, name in enumerate(thing.columns.to_numpy()):
            if isinstance(name, str) and name in columns:
                cells.update(np.asarray(thing._get_column_array(place), dtype=object))
        if thing.index.name in columns:
            cells.update(thing.index)
    elif thing.name in ID_COLUMNS:
        cells.update(np.asarray(thing.array, dtype=object))
    else:
        labels = dict(reversed(pair) for pair in _labels(thing))
        columns = (STATED,) if STATED in labels else columns
        cells.update(thing.array[labels[name]] for name in columns if name in labels)
    return frozenset().union(*map(_split, (cell for cell in cells if isinstance(cell, str))))


@functools.cache
def _split(cell: str) -> frozenset[str]:
    return frozenset(listed(cell))


def _labels(row: pd.Series) -> list[tuple[int, str]]:
    # Only an index of texts can name columns; a long one names rows.
    if len(row) > 200:
        return []
    return [
        (place, label) for place, label in enumerate(row.index.to_numpy()) if isinstance(label, str)
    ]


def _id_columns(thing: pd.DataFrame | pd.Series) -> set[str]:
    """Give the columns of ids that a table has, as columns, index or labels of a row."""
    if isinstance(thing, pd.DataFrame):
        names = {thing.index.name, *(name for name in ID_COLUMNS if name in thing.columns)}
    else:
        names = {thing.name, *(label for _, label in _labels(thing))}
    return names & set(ID_COLUMNS)


def _ids_stand_in(made: pd.DataFrame | pd.Series, parent: object) -> bool:
    """Say whether what was made from a table still holds all that its rows cite."""
    left = _id_columns(made)
    is_column_of_ids = made.ndim == 1 and made.name in ID_COLUMNS
    return is_column_of_ids or STATED in left or (bool(left) and _id_columns(parent) <= left)


def give(thing: object, held: Origin) -> object:
    """Give a table, a column or a row an origin; anything else is given back as it is.

    Examples
    --------
    >>> made = give(pd.DataFrame({"year": [2024]}), Origin(fixed={"loans": frozenset(["a"])}))
    >>> origin(made["year"]).sources
    frozenset({'a'})
    """
    if isinstance(thing, pd.DataFrame | pd.Series):
        if not isinstance(thing, _Carries):
            thing = Table(thing) if thing.ndim == 2 else Column(thing)
        object.__setattr__(thing, "_origin", held)
    return thing


def _from(parent: object, made: pd.DataFrame | pd.Series) -> Origin:
    """Give the origin of what pandas made from a table: its ids are left behind, or still in it."""
    held = getattr(parent, "_origin", NOTHING)
    if not held.live or _ids_stand_in(made, parent):
        return held
    names = made.columns if made.ndim == 2 else [made.name]
    return origin(parent, (name for name in names if isinstance(name, str)))


class _Carries:
    """What tables and columns have in common: results of pandas get the origin of what they are made of."""

    _origin = NOTHING

    def __finalize__(self, other: object, method: str | None = None, **options: object):
        """Take the origin over; pandas calls this for most of its results."""
        super().__finalize__(other, method, **options)
        parents = getattr(other, "input_objs", [other])
        return give(
            self,
            functools.reduce(Origin.__or__, (_from(parent, self) for parent in parents), NOTHING),
        )

    def _take_in(self, value: object) -> None:
        """Add the tables of what was set in this one."""
        more = origin(value).beside(self._origin.tables)
        if more is not NOTHING and (more.fixed or more.steps):
            give(self, self._origin | more)

    @property
    def loc(self) -> _Places:
        """Pick rows and columns by label, as pandas does; a mask brings in what it is made from."""
        return _Places(super().loc, self)

    def groupby(self, *args: object, **options: object) -> _Via:
        """Group, as pandas does; what comes of the groups carries the origin."""
        return _Via(super().groupby(*args, **options), self)

    def rolling(self, *args: object, **options: object) -> _Via:
        """Move a window, as pandas does; what comes of it carries the origin."""
        return _Via(super().rolling(*args, **options), self)

    def expanding(self, *args: object, **options: object) -> _Via:
        """Widen a window, as pandas does; what comes of it carries the origin."""
        return _Via(super().expanding(*args, **options), self)


def _carried(result: object, parents: list[object]) -> object:
    """Give a result of pandas the origin of all that went into it.

    What it has already stays, since it may be of fewer rows; only tables that it lacks are added.
    """
    if not isinstance(result, pd.DataFrame | pd.Series):
        return result
    own = getattr(result, "_origin", NOTHING)
    more = functools.reduce(
        Origin.__or__,
        (_from(p, result) if isinstance(p, _Carries) else origin(p) for p in parents),
        NOTHING,
    )
    return give(result, own | more.beside(own.tables))


def _joining(name: str) -> Callable:
    """Wrap an operation in which several tables meet, or whose result pandas gives no origin."""

    def method(self: _Carries, *args: object, **options: object) -> object:
        result = getattr(super(_Carries, self), name)(*args, **options)
        return _carried(result, [self, *args, *options.values()])

    method.__name__ = method.__qualname__ = name
    return method


_JOINING = (
    *("_arith_method", "_cmp_method", "_logical_method", "where", "mask", "fillna", "isin", "map"),
    *("combine_first", "replace", "pivot", "unstack", "agg", "value_counts", "describe", "explode"),
)
for _name in _JOINING:
    setattr(_Carries, _name, _joining(_name))


class _Via:
    """Groups, a window or an accessor of a table: what comes of it carries the table's origin."""

    def __init__(self, made: object, owner: pd.DataFrame | pd.Series) -> None:
        self._made, self._owner = made, owner

    def __getattr__(self, name: str) -> object:
        return self._wrapped(getattr(self._made, name))

    def __getitem__(self, key: object) -> object:
        return self._wrapped(self._made[key])

    def __iter__(self) -> Iterable:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    def __call__(self, *args: object, **options: object) -> object:
        return self._wrapped(self._made(*args, **options), *args, *options.values())

    def _wrapped(self, result: object, *parents: object) -> object:
        if callable(result) or type(result).__module__.startswith(_STEPS):
            return _Via(result, self._owner)
        return _carried(result, [self._owner, *parents])


# Where pandas keeps groups, windows and accessors.
_STEPS = ("pandas.api.typing", "pandas.core.groupby", "pandas.core.window", "pandas.core.strings")


class _Places:
    """The places of a table, by label: what is picked there carries the table's origin."""

    def __init__(self, made: object, owner: _Carries) -> None:
        self._made, self._owner = made, owner

    def __getitem__(self, key: object) -> object:
        parts = key if isinstance(key, tuple) else (key,)
        return _picked(self._made[key], self._owner, *parts)

    def __getattr__(self, name: str) -> object:
        # pandas asks its own places for more than picking and setting.
        return getattr(self._made, name)

    def __call__(self, axis: object = None) -> _Places:
        return _Places(self._made(axis=axis), self._owner)

    def __setitem__(self, key: object, value: object) -> None:
        self._made[key] = value
        self._owner._take_in(value)


class Column(_Carries, pd.Series):
    """A column or a row that knows where it comes from; otherwise a :class:`pandas.Series`."""

    # Without pandas' own entry every column loses its name.
    _metadata = [*pd.Series._metadata, "_origin"]  # noqa: RUF012

    @property
    def _constructor(self) -> type[Column]:
        return Column

    @property
    def _constructor_expanddim(self) -> type[Table]:
        return Table

    @property
    def dt(self) -> _Via:
        """Parts of dates, as pandas gives them."""
        return _Via(pd.Series(self).dt, self)

    @property
    def str(self) -> _Via:
        """Parts of texts, as pandas gives them."""
        return _Via(pd.Series(self).str, self)

    def __getitem__(self, key: object) -> object:
        """Pick; a mask made from other tables brings them in."""
        return _picked(super().__getitem__(key), self, key)


class Table(_Carries, pd.DataFrame):
    """A table that knows where it comes from; otherwise a :class:`pandas.DataFrame`.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> debt = load_table("debt_stocks")
    >>> owed = debt.groupby("debtor_code")["debt_outstanding_usd_million"].sum()
    >>> origin(owed).tables
    ['debt_stocks']
    """

    _metadata = ["_origin"]  # noqa: RUF012

    @property
    def _constructor(self) -> type[Table]:
        return Table

    @property
    def _constructor_sliced(self) -> type[Column]:
        return Column

    def __getitem__(self, key: object) -> object:
        """Pick; a mask made from other tables brings them in."""
        return _picked(super().__getitem__(key), self, key)

    def __setitem__(self, key: object, value: object) -> None:
        """Set a column; one made from other tables brings them in."""
        super().__setitem__(key, value)
        self._take_in(value)

    def insert(self, loc: int, column: object, value: object, **options: object) -> None:
        """Set a new column at a place; one made from other tables brings them in."""
        super().insert(loc, column, value, **options)
        self._take_in(value)


def _picked(result: object, owner: _Carries, *keys: object) -> object:
    # Of a mask only what is new counts: it is made from all rows, and the result has fewer.
    masks = [key for key in keys if isinstance(key, _Carries)]
    return _carried(result, [owner, *masks]) if masks else result


def measure(function: Callable) -> Callable:
    """Mark a function that makes a table from tables: the result says so, and where it comes from.

    What pandas carried through stays, since it is closer; tables that got lost on the way, as when
    rows are built anew, come back from the arguments.

    Parameters
    ----------
    function : callable
        Takes tables, among others, and gives a table, or a tuple, list or dictionary of tables. The first
        sentence of its docstring is what readers see as its derivation.

    Raises
    ------
    TypeError
        When the function gives a bare number or text, which can carry no origin.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> @measure
    ... def sizes(loans):
    ...     '''Count the loans of each lender.'''
    ...     counts = {code: len(rows) for code, rows in loans.groupby("creditor_code")}
    ...     return pd.DataFrame({"creditor_code": counts.keys(), "loan_count": counts.values()})
    >>> origin(sizes(load_table("loans"))).tables
    ['loans']
    """
    words = (function.__doc__ or "").strip().partition("\n")[0]
    module = function.__module__.removesuffix(".measures").rpartition(".")[2]
    step = Step(f"{module}.{function.__name__}", words)

    @functools.wraps(function)
    def measured(*args: object, **options: object) -> object:
        return _measured(function(*args, **options), origin([args, options]), step)

    return measured


def _measured(result: object, given: Origin, step: Step) -> object:
    if isinstance(result, pd.DataFrame | pd.Series):
        own = getattr(result, "_origin", NOTHING)
        whole = own | given.beside(own.tables)
        if _states_all(result):
            live = _union(_union(own.live, own.fixed), given.fixed)
            whole = whole._replace(fixed={}, live=live)
        elif not own.tables and (cited := ids_in(result)):
            # Rows built anew, with ids of some of the tables: of these, what stands in the rows.
            live = {name: ids for name, ids in given.fixed.items() if ids & cited}
            whole = given.beside(live)._replace(live=live)
        steps = tuple(dict.fromkeys([*given.steps, *own.steps, step]))
        return give(result, whole._replace(steps=steps))
    if isinstance(result, dict):
        return {key: _measured(value, given, step) for key, value in result.items()}
    if isinstance(result, tuple) and hasattr(result, "_fields"):
        return type(result)(*(_measured(value, given, step) for value in result))
    if isinstance(result, list | tuple):
        return type(result)(_measured(value, given, step) for value in result)
    raise TypeError(
        f"{step.name} gives {result!r}, which can't say where it comes from; have it give a table "
        "with this in a column, or take @measure away and call it where the number is published"
    )


def _states_all(result: pd.DataFrame | pd.Series) -> bool:
    return STATED in (result.columns if result.ndim == 2 else result.index)


def row(group: pd.DataFrame | pd.Series, /, **values: object) -> dict[str, object]:
    """Build a row that cites what the rows of its group cite.

    Parameters
    ----------
    group : pandas.DataFrame or pandas.Series
        The rows from which the values are made.
    **values
        The row, column by column.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> loans = load_table("loans")
    >>> sorted(row(loans.head(2), loan_count=2))
    ['all_source_ids', 'loan_count']
    """
    return values | {STATED: cite(group)}


def cite(*things: pd.DataFrame | pd.Series) -> str:
    """Join the ids of all that tables, columns or rows cite, as a row states it.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> cite(load_table("external_debt").head(1), load_table("oda_net").head(1))
    'wdi-gapminder-sg;worldbank-wdi-dac'
    """
    return ";".join(dict.fromkeys(one for thing in things for one in _in_order(thing)))


def join(left: pd.DataFrame, right: pd.DataFrame, **options: object) -> pd.DataFrame:
    """Merge two tables so that each row states what both of its rows cite.

    Parameters
    ----------
    left, right : Table
        Tables whose rows cite sources.
    **options
        As for :meth:`pandas.DataFrame.merge`.

    Examples
    --------
    >>> left = pd.DataFrame({"code": ["A", "B"], "source_id": ["a", "b"]})
    >>> right = pd.DataFrame({"code": ["A"], "rate": [2], "source_id": ["r"]})
    >>> join(left, right, on="code", how="left")["all_source_ids"].to_list()
    ['a;r', 'b']
    """
    parts = [
        frame.drop(columns=[*_id_columns(frame)]).assign(**{f"_cited_{side}": by_row(frame)})
        for side, frame in (("left", left), ("right", right))
    ]
    both = parts[0].merge(parts[1], **options)
    cited = both["_cited_left"].fillna("") + ";" + both["_cited_right"].fillna("")
    made = both.drop(columns=["_cited_left", "_cited_right"])
    made = made.assign(**{STATED: [";".join(dict.fromkeys(listed(ids))) for ids in cited]})
    held = [getattr(frame, "_origin", NOTHING) for frame in (left, right)]
    whole = functools.reduce(Origin.__or__, held, NOTHING)
    return give(made, whole._replace(fixed={}, live=_union(whole.live, whole.fixed)))


def by_row(frame: pd.DataFrame) -> list[str]:
    """Join what each row cites: what it states, else the ids in all its columns of ids.

    Examples
    --------
    >>> by_row(pd.DataFrame({"source_id": ["a", "b"], "more_source_ids": ["c", None]}))
    ['a;c', 'b']
    """
    names = [STATED] if STATED in frame else [name for name in ID_COLUMNS if name in frame]
    rows = frame[names].to_numpy(dtype=object)
    return [";".join(cell for cell in row if isinstance(cell, str)) for row in rows]


def listed(cell: object) -> list[str]:
    """Give the parts of a cell that holds a list, joined by semicolons; none of an empty cell.

    Examples
    --------
    >>> listed("a;b"), listed(pd.NA)
    (['a', 'b'], [])
    """
    return [one for one in cell.split(";") if one] if isinstance(cell, str) else []


def _in_order(thing: pd.DataFrame | pd.Series) -> Iterable[str]:
    """Give the ids that rows cite, the first source of each first; else those of the origin."""
    rows = thing if thing.ndim == 2 else thing.to_frame().T
    if not _id_columns(rows):
        return sorted(origin(thing).sources)
    return [one for ids in by_row(rows) for one in listed(ids)]
