"""Sentences with a condition: what the book asserts about its tables, tested whenever they change.

A sentence is the title of an exhibit, a finding, the verdict on a claim, the answer of a chapter, the
headline of a page or the answer to one question of a page of questions. Its condition is a function without arguments that loads tables, calls measures and
gives a :class:`Holds`, made by one of the functions below; :func:`statement` binds it to the ids of its
sentences. Conditions stand beside the measures, in ``topics/<topic>/statements.py``::

    @statement(title="debt-by-creditor", finding="multilaterals-lead")
    def multilaterals_lead():
        \"\"\"In every country the multilateral lenders together are owed more than China.\"\"\"
        shares = latest_shares()
        return each_above(shares["MLT"], shares["CHN"], "points")
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from helpers import data, tracking

# What a sentence can be, and what each is called in messages and in the register.
KINDS = ("title", "finding", "claim", "answer", "headline", "question")


class StatementError(Exception):
    """A statement is not made as statements are; the message names it and says what to do."""


@dataclass(frozen=True)
class Holds:
    """Whether a condition holds, and by how much.

    Attributes
    ----------
    ok : bool
        Whether it holds.
    margin : float or None
        How far the data are from the other verdict, in ``unit``; positive where it holds. None where
        names are matched or documents cited.
    unit : str
        Unit of the margin.
    words : str
        The values that decide.
    kind : {"measured", "documented", "label"}
        What the verdict rests on: figures, sources that were read, or nothing, since the sentence only
        names what a table holds.
    """

    ok: bool
    margin: float | None
    unit: str
    words: str
    kind: str = "measured"


@dataclass(frozen=True)
class Statement:
    """A condition and the sentences that it is the condition of.

    Attributes
    ----------
    id : str
        Name of the condition.
    sentences : tuple of (str, str)
        Kind (one of :data:`KINDS`) and id of each sentence.
    condition : callable
        Gives a :class:`Holds`.
    words : str
        The assertion in one plain sentence.
    """

    id: str
    sentences: tuple[tuple[str, str], ...]
    condition: Callable[[], Holds]
    words: str


@dataclass(frozen=True)
class Verdict:
    """What became of a statement on the tables as they are: see :class:`Statement`, :class:`Holds`."""

    statement: Statement
    holds: Holds
    tables: tuple[str, ...]


_registry: dict[str, Statement] = {}


def statement(**sentences: str | Iterable[str]) -> Callable:
    """Bind a condition to its sentences.

    Parameters
    ----------
    **sentences : str or iterable of str
        Ids by kind: ``title`` (of an exhibit), ``finding``, ``claim``, ``answer`` (of a chapter),
        ``headline`` (of a page), ``question`` (its label without ``ask-``).

    Raises
    ------
    StatementError
        If a kind is unknown, none is given, the function has no docstring, or its name is taken.
    """

    def bind(condition: Callable[[], Holds]) -> Callable[[], Holds]:
        name = condition.__name__.strip("_").replace("_", "-")
        unknown = sorted(set(sentences) - set(KINDS))
        if unknown or not sentences:
            raise StatementError(
                f"statement {name!r}: {unknown or 'no sentence'}; expected one of {list(KINDS)}"
            )
        if not condition.__doc__:
            raise StatementError(f"statement {name!r} has no docstring: say what it asserts")
        _add(Statement(name, _pairs(sentences), condition, condition.__doc__.split("\n")[0]))
        return condition

    return bind


def labels(*exhibit_ids: str) -> None:
    """Declare exhibits whose titles no figure can make false.

    Such a title only names what is shown, or its figures are computed together with the exhibit.

    Parameters
    ----------
    *exhibit_ids : str
        Their ids.
    """
    for name in exhibit_ids:
        words = "The title names what is shown, or its figures are computed with it."
        _add(Statement(f"label-{name}", (("title", name),), label, words))


def _pairs(sentences: Mapping[str, str | Iterable[str]]) -> tuple[tuple[str, str], ...]:
    listed = {kind: [ids] if isinstance(ids, str) else ids for kind, ids in sentences.items()}
    return tuple((kind, name) for kind, ids in listed.items() for name in ids)


def _add(made: Statement) -> None:
    known = _registry.get(made.id)
    if known and known.condition.__module__ != made.condition.__module__:
        raise StatementError(f"statement {made.id!r} stands twice; give one of them another name")
    _registry[made.id] = made


def load(package: str) -> list[Statement]:
    """Import the modules ``statements`` of all topics of a package and give what they state.

    Parameters
    ----------
    package : str
        Name of the package that holds the topics.
    """
    for found in pkgutil.iter_modules(importlib.import_module(package).__path__):
        name = f"{package}.{found.name}.statements"
        if found.ispkg and importlib.util.find_spec(name):
            importlib.import_module(name)
    return list(_registry.values())


def evaluate() -> list[Verdict]:
    """Judge the statements that are loaded on the tables as they are.

    Raises
    ------
    StatementError
        If a condition gives anything but a :class:`Holds`.
    """
    # The tables may be others than those of the last time.
    _kept.clear()
    return list(map(_judge, _registry.values()))


def once(make: Callable[[], pd.DataFrame]) -> Callable[[], pd.DataFrame]:
    """Compute a table once for all conditions that need it; each is told what was read for it."""

    @functools.wraps(make)
    def kept() -> pd.DataFrame:
        if make not in _kept:
            before = tracking.noted()
            tracking.forget()
            _kept[make] = make(), tracking.noted()
            _note(before)
        table, read = _kept[make]
        _note(read)
        return table.copy()

    return kept


_kept: dict[Callable, tuple[pd.DataFrame, list[str]]] = {}


def _note(items: Iterable[str]) -> None:
    for item in items:
        tracking.note(*item.split(":", 1))


def _judge(made: Statement) -> Verdict:
    tracking.forget()
    try:
        holds = made.condition()
    except KeyError as error:
        holds = _missing([error.args[0]])
    except (ValueError, IndexError, TypeError, ZeroDivisionError) as error:
        holds = Holds(False, None, "", f"cannot be judged: {error}")
    except (AttributeError, NameError, AssertionError, RecursionError) as error:
        # A slip in the condition itself: told with its sentence.
        holds = Holds(False, None, "", f"cannot be judged: {type(error).__name__}: {error}")
    if not isinstance(holds, Holds):
        raise StatementError(
            f"statement {made.id!r} gives {holds!r}, which has no values; make it by above, every, "
            "same or another function of helpers.statements"
        )
    read = (item.partition(":") for item in tracking.noted())
    tables = tuple(name for kind, _, name in read if kind == "table" and name != "corrections")
    return Verdict(made, holds, tables)


# Forms of conditions.


def above(high: float, low: float, unit: str, by: float = 0.0) -> Holds:
    """Say whether a figure is above another, by more than a limit where one is given.

    Examples
    --------
    >>> above(928.0, 76.4, "US$ million")
    Holds(ok=True, margin=851.6, unit='US$ million', words='928 against 76.4 US$ million', kind='measured')
    """
    return each_above({"": high}, {"": low}, unit, by)


def each_above(high: object, low: object, unit: str, by: float = 0.0) -> Holds:
    """Say whether each figure is above the one of the same label; the margin is that of the weakest.

    Parameters
    ----------
    high, low : pandas.Series, mapping or float
        Figures by label. A single figure stands for all labels of the other.
    unit : str
        Unit of the figures.
    by : float
        By more than so much.

    Examples
    --------
    >>> each_above(pd.Series({"KGZ": 40.6, "TJK": 60.0}), 50.0, "points").words
    'KGZ: 40.6 against 50 points'
    """
    high, low = _figures(high), _figures(low)
    index = (low if high is None or not isinstance(high, pd.Series) else high).index
    high, low = (f if isinstance(f, pd.Series) else pd.Series(f, index) for f in (high, low))
    names = [*high.index, *low.index.difference(high.index)]
    gap = (high.reindex(names) - low.reindex(names) - by).rename(None)
    if gap.empty or gap.isna().any():
        return _missing(gap.index[gap.isna()].to_list() or ["anything"])
    wrong = gap[gap <= 0]
    shown = gap[gap == gap.min()].index[:1] if wrong.empty else wrong.index
    words = "; ".join(
        f"{_name(name)}{_plain(high[name])} against {_plain(low[name])} {unit}" for name in shown
    )
    limit = f", by more than {_plain(by)}" if by else ""
    return Holds(wrong.empty, _margin(gap.min()), unit, words + limit)


def largest(values: pd.Series, label: object, unit: str, by: float = 0.0) -> Holds:
    """Say whether one figure is the largest of all.

    Examples
    --------
    >>> largest(pd.Series({"CHN": 3.7, "JPN": 2.9}), "CHN", "US$ billion").margin
    0.8
    """
    return top(values, [label], unit, by)


def top(values: pd.Series, labels: Iterable[object], unit: str, by: float = 0.0) -> Holds:
    """Say whether some figures are the largest, in whatever order, each above all others.

    Examples
    --------
    >>> top(pd.Series({"KAZ": 37.0, "UZB": 36.0, "TJK": 3.0}), ["UZB", "KAZ"], "%").ok
    True
    """
    figures, chosen = _figures(values), list(labels)
    absent = [name for name in chosen if name not in figures or pd.isna(figures[name])]
    rest = figures.drop(chosen, errors="ignore").dropna()
    if absent or rest.empty:
        return _missing(absent or ["the others"])
    least, most = figures[chosen].idxmin(), rest.idxmax()
    gap = figures[least] - rest[most] - by
    words = f"{_name(least)}{_plain(figures[least])}; next {_name(most)}{_plain(rest[most])} {unit}"
    return Holds(bool(gap > 0), _margin(gap), unit, words)


def in_order(values: pd.Series, labels: Iterable[object], unit: str) -> Holds:
    """Say whether figures fall from label to label.

    Examples
    --------
    >>> in_order(pd.Series({"CHN": 60.0, "RUS": 55.0, "JPN": 51.0}), ["CHN", "RUS", "JPN"], "%").ok
    True
    """
    return falling(_figures(values).reindex(list(labels)), unit)


def rising(values: pd.Series, unit: str) -> Holds:
    """Say whether each figure is above the one before it; the margin is that of the smallest step.

    Examples
    --------
    >>> rising(pd.Series({2022: 1.0, 2023: 3.0, 2024: 2.0}), "%").words
    '2024: 2 against 3 %'
    """
    figures = _figures(values)
    before = figures.shift()
    return each_above(figures.iloc[1:], before.iloc[1:], unit)


def falling(values: pd.Series, unit: str) -> Holds:
    """Say whether each figure is below the one before it.

    Examples
    --------
    >>> falling(pd.Series({2022: 3.0, 2023: 2.0}), "%").margin
    1.0
    """
    figures = _figures(values)
    return each_above(figures.shift().iloc[1:], figures.iloc[1:], unit)


def every(flags: object, what: str) -> Holds:
    """Say whether something is so in every case.

    Parameters
    ----------
    flags : pandas.Series or mapping
        Truth by label; a missing one counts as no figure.
    what : str
        What is so, for the words.

    Examples
    --------
    >>> every({"KAZ": True, "UZB": False}, "trades most with China").words
    'trades most with China: not UZB'
    """
    flags = pd.Series(flags)
    if flags.empty or flags.isna().any():
        return _missing(flags.index[flags.isna()].to_list() or [what])
    wrong = [str(name) for name in flags.index[~flags.astype(bool)]]
    words = f"{what}: not {', '.join(wrong)}" if wrong else f"{what}: all {len(flags)}"
    return Holds(not wrong, None, "", words)


def most(flags: Iterable[bool], what: str, share: float = 0.5) -> Holds:
    """Say whether something is so in more than a share of the cases.

    Examples
    --------
    >>> most([True, True, False], "of loans are for transport")
    Holds(ok=True, margin=0.5, unit='cases', words='2 of 3 of loans are for transport', kind='measured')
    """
    flags = pd.Series(list(flags), dtype="object")
    if flags.empty or flags.isna().any():
        return _missing([what])
    count = int(flags.astype(bool).sum())
    gap = count - share * len(flags)
    return Holds(gap > 0, _margin(gap), "cases", f"{count} of {len(flags)} {what}")


def none(found: Iterable[object], what: str) -> Holds:
    """Say whether our tables hold nothing of a kind; what the world holds it cannot say.

    Examples
    --------
    >>> none(["KAZ"], "debts that Tajikistan reports to Japan").ok
    False
    """
    found = [str(name) for name in found]
    words = f"{what}: {', '.join(found[:5]) if found else 'none'}"
    return Holds(not found, None, "", words)


def within(value: float, target: float, by: float, unit: str) -> Holds:
    """Say whether a figure is at most so far from another.

    Examples
    --------
    >>> within(101.0, 100.0, 2.0, "%").margin
    1.0
    """
    if pd.isna(value) or pd.isna(target):
        return _missing(["the figure"])
    gap = by - abs(float(value) - float(target))
    words = f"{_plain(value)} against {_plain(target)} {unit}, at most {_plain(by)} apart"
    return Holds(bool(gap >= 0), _margin(gap), unit, words)


def same(found: object, said: object, what: str) -> Holds:
    """Say whether the tables give what the sentence says: a name, a number, or several in any order.

    Examples
    --------
    >>> same(["KAZ", "UZB"], {"UZB", "KAZ"}, "largest").ok, same("TUR", "CHN", "first").words
    (True, 'first: TUR, said is CHN')
    """
    found, said = _names(found), _names(said)
    ok = found == said
    words = f"{what}: {_joined(found)}" + ("" if ok else f", said is {_joined(said)}")
    return Holds(ok, None, "", words)


def both(*parts: Holds) -> Holds:
    """Say whether several conditions hold together.

    The margin is that of the weakest part. Figures of different units have no weakest, so there is
    none then: the words tell each.

    Examples
    --------
    >>> both(above(3, 1, "%"), above(5, 4, "%")).margin
    1.0
    >>> both(above(3, 1, "%"), above(5, 4, "years")).margin is None
    True
    """
    if len(parts) < 2:
        raise ValueError("both takes two conditions or more")
    wrong = [part for part in parts if not part.ok]
    measured = [part for part in wrong or parts if part.margin is not None]
    units = {part.unit for part in measured}
    words = "; ".join(part.words for part in wrong or parts)
    if len(units) != 1:
        return Holds(not wrong, None, "", words)
    return Holds(not wrong, min(part.margin for part in measured), units.pop(), words)


def documented(*rows: pd.DataFrame | str) -> Holds:
    """Say what a statement on documents and events rests on: the sources of some rows.

    Parameters
    ----------
    *rows : pandas.DataFrame or str
        Rows of tables with ``source_id`` and ``more_source_ids``, or ids of sources.

    Examples
    --------
    >>> documented("one-debt-overview-ids").ok, documented("hearsay").words
    (True, 'no such source: hearsay')
    """
    ids = [part for part in rows if isinstance(part, str)]
    ids += data.sources_of(*(part for part in rows if not isinstance(part, str)), *[_NO_ROWS])
    unknown = [name for name in ids if not data.has_source(name)]
    if unknown:
        return Holds(False, None, "", f"no such source: {', '.join(unknown)}", "documented")
    count = f"{len(ids)} sources, first {ids[0]}" if len(ids) > 1 else "".join(ids)
    return Holds(bool(ids), None, "", count or "no source", "documented")


_NO_ROWS = pd.DataFrame({"source_id": [], "more_source_ids": []}, dtype="str")


def label() -> Holds:
    """Say that no figure can make a title false; see :func:`labels`."""
    return Holds(True, None, "", "names what is shown", "label")


def _missing(names: Iterable[object]) -> Holds:
    listed = ", ".join(_name(name).removesuffix(": ") for name in names)
    return Holds(False, None, "", f"no figure for {listed}")


def _figures(values: object) -> pd.Series | float:
    """Give figures as floats, missing ones as NaN."""
    if isinstance(values, pd.Series | Mapping):
        return pd.to_numeric(pd.Series(values), errors="coerce").astype("Float64").astype(float)
    return float("nan") if pd.isna(values) else float(values)


def _margin(gap: float) -> float:
    return round(float(gap), 6)


def _plain(value: float) -> str:
    text = f"{float(value):,.2f}" if abs(value) >= 10_000 else f"{float(value):.2f}"
    return text.rstrip("0").rstrip(".")


def _name(label: object) -> str:
    """Write a label before its value; a key of several parts as words."""
    if isinstance(label, tuple):
        return " ".join(map(str, label)) + ": "
    return f"{label}: " if str(label) else ""


def _names(value: object) -> object:
    several = isinstance(value, Iterable) and not isinstance(value, str)
    return frozenset(map(str, value)) if several else str(value)


def _joined(value: object) -> str:
    return value if isinstance(value, str) else ", ".join(sorted(value)) or "none"
