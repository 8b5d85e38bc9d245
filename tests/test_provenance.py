"""A table knows where it comes from, whatever is done with it; a number can't be published without."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pandas as pd
import pytest

from helpers import data, exhibits, numbers
from helpers.numbers import MIME, count, pct, usd_million, year
from helpers.provenance import NOTHING, Column, Origin, give, join, measure, origin, row

OWED = {"code": ["A", "A", "B"], "year": [2000, 2001, 2000], "owed": [1.0, 2.0, 4.0]}
LIVE = {"loans": frozenset("abcx")}


def loans() -> pd.DataFrame:
    """Give a table whose rows cite a; b; c and x."""
    cited = {"source_id": ["a", "b", "c"], "more_source_ids": [None, None, "x"]}
    return give(pd.DataFrame(OWED | cited), Origin(live=LIVE))


def rates() -> pd.DataFrame:
    """Give a table whose rows all cite r."""
    held = {"code": ["A", "B"], "rate": [0.5, 0.1], "source_id": ["r", "r"]}
    return give(pd.DataFrame(held), Origin(live={"rates": frozenset("r")}))


ONE = {
    "column": lambda t: t["owed"],
    "columns": lambda t: t[["owed", "year"]],
    "attribute": lambda t: t.owed,
    "mask": lambda t: t[t["year"] > 2000],
    "loc": lambda t: t.loc[t["year"] > 2000, "owed"],
    "loc row": lambda t: t.loc[1],
    "iloc": lambda t: t.iloc[1:],
    "query": lambda t: t.query("year > 2000"),
    "head": lambda t: t.head(1),
    "filter": lambda t: t.filter(["owed"]),
    "drop": lambda t: t.drop(columns="year"),
    "dropna": lambda t: t.dropna(subset=["owed"]),
    "drop_duplicates": lambda t: t.drop_duplicates("code"),
    "sort_values": lambda t: t.sort_values("owed"),
    "nlargest": lambda t: t.nlargest(1, "owed"),
    "loc of idxmax": lambda t: t.loc[t["owed"].idxmax()],
    "astype": lambda t: t.astype({"owed": "Float64"}),
    "assign": lambda t: t.assign(more=1),
    "rename": lambda t: t.rename(columns={"owed": "debt"}),
    "set_index": lambda t: t.set_index("code"),
    "reset_index": lambda t: t.set_index("code").reset_index(),
    "xs": lambda t: t.set_index("code").xs("A"),
    "reindex": lambda t: t.reindex([0, 1]),
    "iterrows": lambda t: next(t.iterrows())[1],
    "T": lambda t: t.T,
    "eval": lambda t: t.eval("owed + 1"),
    "apply rows": lambda t: t.apply(lambda one: one["owed"], axis=1),
    "sum of rows": lambda t: t[["owed", "year"]].sum(axis=1),
    "melt": lambda t: t.melt(id_vars=["code"], value_vars=["owed"]),
    "describe": lambda t: t.describe(),
    "nunique": lambda t: t.nunique(),
    "corr": lambda t: t[["owed", "year"]].corr(),
    "pivot": lambda t: t.pivot(index="code", columns="year", values="owed"),
    "pivot_table": lambda t: t.pivot_table(index="code", columns="year", values="owed"),
    "stack": lambda t: t.pivot_table(index="code", columns="year", values="owed").stack(),
    "unstack": lambda t: t.set_index(["code", "year"])["owed"].unstack(),
    "arithmetic": lambda t: t["owed"] * 2,
    "arithmetic from the left": lambda t: 100 * t["owed"],
    "comparison": lambda t: t["owed"] > 1,
    "and": lambda t: (t["owed"] > 1) & (t["year"] > 2000),
    "not": lambda t: ~(t["owed"] > 1),
    "minus": lambda t: -t["owed"],
    "abs": lambda t: t["owed"].abs(),
    "round": lambda t: t["owed"].round(),
    "log": lambda t: np.log(t["owed"]),
    "diff": lambda t: t["owed"].diff(),
    "shift": lambda t: t["owed"].shift(),
    "cumsum": lambda t: t["owed"].cumsum(),
    "pct_change": lambda t: t["owed"].pct_change(),
    "rank": lambda t: t["owed"].rank(),
    "clip": lambda t: t["owed"].clip(0, 1),
    "ffill": lambda t: t["owed"].ffill(),
    "rolling": lambda t: t["owed"].rolling(2).mean(),
    "where": lambda t: t["owed"].where(t["year"] > 2000),
    "mask of values": lambda t: t["owed"].mask(t["year"] > 2000),
    "map": lambda t: t["code"].map({"A": "Aland"}),
    "replace": lambda t: t["code"].replace({"A": "Aland"}),
    "apply": lambda t: t["owed"].apply(float),
    "value_counts": lambda t: t["code"].value_counts(),
    "Series.agg": lambda t: t["owed"].agg(["min", "max"]),
    "to_frame": lambda t: t["owed"].to_frame(),
    "str": lambda t: t["code"].str.lower(),
    "str slice": lambda t: t["code"].str[:1],
    "str.split": lambda t: t["code"].str.split(";").explode(),
    "str.extract": lambda t: t["code"].str.extract("(.)"),
    "str.cat": lambda t: t["code"].str.cat(t["code"]),
    "groupby sum": lambda t: t.groupby("code")["owed"].sum(),
    "groupby as_index": lambda t: t.groupby("code", as_index=False)["owed"].sum(),
    "groupby agg": lambda t: t.groupby("code").agg(most=("owed", "max")),
    "groupby size": lambda t: t.groupby("code").size(),
    "groupby first": lambda t: t.groupby("code")["owed"].first(),
    "groupby idxmax": lambda t: t.groupby("code")["owed"].idxmax(),
    "groupby transform": lambda t: t.groupby("code")["owed"].transform("sum"),
    "groupby apply": lambda t: t.groupby("code")[["owed"]].apply(lambda g: g["owed"].sum()),
    "groupby head": lambda t: t.groupby("code").head(1),
    "groupby nunique": lambda t: t.groupby("code")["year"].nunique(),
    "groupby of a mask": lambda t: (t["owed"] > 1).groupby(t["code"]).any(),
    "groups": lambda t: dict(iter(t.groupby("code")))["A"],
    "get_group": lambda t: t.groupby("code").get_group("A"),
    "pipe": lambda t: t.pipe(lambda one: one.head(1)),
    "copy": lambda t: t.copy(),
    "deepcopy": copy.deepcopy,
    "pickle": lambda t: pickle.loads(pickle.dumps(t)),
}


@pytest.mark.parametrize("name", ONE)
def test_what_pandas_makes_of_a_table_comes_from_it(name):
    made = ONE[name](loans())
    assert origin(made).tables == ["loans"]
    assert origin(made).sources <= set("abcx")


def with_rate(t: pd.DataFrame) -> pd.DataFrame:
    t["rate"] = rates()["rate"]
    return t


TWO = {
    "merge": lambda t, r: t.merge(r, on="code"),
    "merge of columns": lambda t, r: t.merge(r[["code", "rate"]], on="code"),
    "pd.merge": lambda t, r: pd.merge(t, r, on="code"),
    "join": lambda t, r: t[["code", "owed"]].join(r.set_index("code")[["rate"]], on="code"),
    "concat": lambda t, r: pd.concat([t, r]),
    "concat of columns": lambda t, r: pd.concat([t["owed"], r["rate"]], axis=1),
    "arithmetic": lambda t, r: t["owed"] * r["rate"],
    "comparison": lambda t, r: t["owed"] > r["rate"].reindex(t.index),
    "map": lambda t, r: t["code"].map(r.set_index("code")["rate"]),
    "isin": lambda t, r: t["code"].isin(r["code"]),
    "mask": lambda t, r: t[t["code"].isin(r["code"])],
    "loc of a mask": lambda t, r: t.loc[t["code"].isin(r["code"]), "owed"],
    "where": lambda t, r: t["owed"].where(t["owed"] > 1, r["rate"]),
    "fillna": lambda t, r: t["owed"].fillna(r["rate"]),
    "combine_first": lambda t, r: t["owed"].combine_first(r["rate"]),
    "assign": lambda t, r: t.assign(rate=r["rate"]),
    "setting a column": lambda t, _: with_rate(t),
}


@pytest.mark.parametrize("name", TWO)
def test_where_tables_meet_the_result_comes_from_both(name):
    made = TWO[name](loans(), rates())
    assert sorted(origin(made).tables) == ["loans", "rates"]
    assert "r" in origin(made).sources


@pytest.mark.parametrize(
    "build",
    [
        lambda t: pd.DataFrame({"code": t["code"], "owed": t["owed"]}),
        lambda t: pd.DataFrame([{"code": one.code} for one in t.itertuples()]),
        lambda t: pd.crosstab(t["code"], t["year"]),
        lambda t: pd.to_numeric(t["owed"]),
        lambda t: pd.to_datetime(t["year"].astype("str")).dt.year,
        lambda t: pd.Series(np.where(t["owed"] > 1, "much", "little")),
        lambda t: pd.concat([pd.DataFrame({"code": ["C"]}), t]),
    ],
)
def test_a_measure_that_builds_anew_says_from_what(build):
    assert origin(measure(build)(loans())).tables == ["loans"]


def test_picked_rows_cite_what_stands_in_them():
    assert origin(loans()[lambda t: t["code"] == "B"]).sources == {"c", "x"}
    assert origin(loans().iloc[0]).sources == {"a"}
    assert origin(rates().set_index("source_id")[["rate"]].head(1)).sources == {"r"}


def test_a_count_of_nothing_rests_on_all_rows():
    assert origin(loans()[lambda t: t["owed"] > 9]).sources == set("abcx")


def test_a_kind_picked_from_a_list_of_several_tables_comes_from_its_own():
    both = pd.concat([loans(), rates()])
    assert origin(both[both["rate"].isna()]).tables == ["loans"]
    assert origin(both[both["rate"] > 0.2]).fixed == {"rates": frozenset("r")}


def test_ids_that_are_left_behind_in_part_are_not_lost():
    held = loans()[["source_id", "owed"]]
    assert "x" in origin(held[held["owed"] > 2]).sources


def test_what_left_its_ids_behind_cites_what_the_rows_cited_then():
    held = loans()[lambda t: t["code"] == "A"]["owed"]
    assert origin(held.head(1)).sources == {"a", "b"}


def test_a_column_made_from_all_rows_does_not_widen_what_fewer_cite():
    table = loans()
    table["twice"] = table["owed"] * 2
    assert origin(table[table["twice"] > 4]).sources == {"c", "x"}


def test_a_row_built_anew_cites_its_group():
    @measure
    def totals(table):
        """Add up."""
        return pd.DataFrame(
            [row(group, code=code) for code, group in table.groupby("code")],
        )

    made = totals(loans())
    assert origin(made[made["code"] == "A"]) == Origin(
        {"loans": frozenset("ab")}, {}, origin(made).steps
    )
    assert [step.does for step in origin(made).steps] == ["Add up."]


def test_rows_that_state_all_they_cite_are_narrow_though_tables_were_mapped_in():
    @measure
    def priced(table, rate):
        """Price what is owed by A."""
        price = table["code"].map(rate.set_index("code")["rate"]).where(table["code"] == "A")
        cited = [f"{one};r" if code == "A" else one for one, code in zip("abc", table["code"])]
        return table.assign(rate=price, all_source_ids=cited)

    made = priced(loans(), rates())
    assert origin(made.iloc[[0]]).fixed == {"loans": frozenset("a"), "rates": frozenset("r")}
    assert origin(made.iloc[[2]]).fixed == {"loans": frozenset("c")}


def test_joined_rows_state_what_both_cite():
    made = join(loans(), rates(), on="code")
    assert made["all_source_ids"].to_list() == ["a;r", "b;r", "c;x;r"]
    assert origin(made.iloc[[1]]).fixed == {"loans": frozenset("b"), "rates": frozenset("r")}


def test_a_measure_gives_no_bare_number():
    with pytest.raises(
        TypeError, match=r"total gives .*7.0.*, which can't say where it comes from"
    ):

        @measure
        def total(table):
            """Add up."""
            return table["owed"].sum()

        total(loans())


def test_pairs_and_dictionaries_of_tables_say_it_each():
    @measure
    def halves(table):
        """Halve."""
        return {"first": pd.DataFrame({"x": [1]}), "second": table.iloc[1:]}

    assert {origin(made).tables[0] for made in halves(loans()).values()} == {"loans"}


def test_tables_of_the_package_say_what_they_are():
    debt = data.load_table("external_debt")
    assert origin(debt, ["ppg_external_debt_usd_million"]).sources == {"ddf-wdi-dppg"}
    assert origin(debt["external_debt_gni_pct"]).sources == {"wdi-gapminder-sg"}
    assert len(origin(debt).sources) == 2
    assert data.load_table("areas")._origin == NOTHING
    sources = data.load_table("sources")
    assert origin(sources["published_date"]) == Origin(
        {"sources": frozenset()}, {}, (), {}, frozenset(["sources"])
    )
    assert len(origin(sources.head(2)).sources) == 2


# ---------------------------------------------------------------- doors


@pytest.fixture
def published(monkeypatch) -> dict[str, dict]:
    """Take what is published."""
    found: dict[str, dict] = {}
    monkeypatch.setattr(numbers, "display", lambda given, **_: found.update(given[MIME]))
    return found


def test_cells_are_published_with_the_sources_of_their_row(published):
    debt = data.load_table("national_debt_reports").dropna(subset=["share_pct"])
    rows = debt[debt["debtor_code"].isin(["UZB"]) & (debt["as_of_date"] == "2025-10-01")]
    numbers.expose(rows, "*-{debtor_code}-{creditor_code}", share=("share_pct", pct, 1))
    assert len(published) == len(rows) > 1
    for one in rows.itertuples():
        code = one.creditor_code.replace("_", "-")
        number = published[f"share-{one.debtor_code}-{code}".lower()]
        assert number["value"] == one.share_pct and number["tables"] == ["national_debt_reports"]
        assert one.source_id in number["sources"]
        assert len(number["sources"]) < len(origin(debt).sources)


def test_writers_follow_from_the_names_of_columns(published):
    debt = data.load_table("debt_stocks").head(1)
    numbers.expose(debt, owed="debt_outstanding_usd_million", since="year")
    assert published["owed"]["unit"] == usd_million(1)[2]
    assert published["since"]["text"] == str(debt["year"].iloc[0])
    with pytest.raises(ValueError, match="column 'debtor_code': its name says no unit"):
        numbers.expose(debt, code="debtor_code")
    with pytest.raises(ValueError, match="number 'owed': no column 'debt'"):
        numbers.expose(debt, owed="debt")
    with pytest.raises(ValueError, match="2 rows and the key ''; expected one row, or a key"):
        numbers.expose(data.load_table("debt_stocks").head(2), since="year")


# What a function of the next tests gives, in capitals as a parameter of ours.
MADE = None


@pytest.mark.parametrize(
    "made", [3, "many", None, ("a", 1), ("nan", 0, ""), ("<NA>", 0, ""), ("", 1, "")]
)
def test_what_no_writer_made_is_refused_with_its_id(monkeypatch, made):
    monkeypatch.setitem(globals(), "MADE", made)
    said = f"number 'x' is {made!r}; expected what a writer of helpers.numbers gives, as numbers.pct(41.2)"
    with pytest.raises(ValueError) as caught:
        numbers.publish(data.load_table("debt_stocks"), x=lambda _: MADE)
    assert str(caught.value) == said
    with pytest.raises(ValueError) as caught:
        numbers.parameter("x", made, "a reason")
    assert str(caught.value) == said


def test_two_rows_under_one_id_are_refused():
    debt = data.load_table("debt_stocks").query("debtor_code == 'KAZ'").head(2)
    with pytest.raises(ValueError) as caught:
        numbers.expose(debt, "{debtor_code}", owed="debt_outstanding_usd_million")
    assert str(caught.value) == (
        "number 'kaz-owed': two rows have this id; name in the key '{debtor_code}' the columns that tell "
        "rows apart"
    )


@pytest.mark.parametrize(
    ("key", "why"), [("{of}", "'of'"), ("{year", "expected '}' before end of string")]
)
def test_a_key_that_no_row_fills_is_told(key, why):
    debt = data.load_table("debt_stocks")[["year", "source_id"]].head(2)
    with pytest.raises(ValueError) as caught:
        numbers.expose(debt, key, since="year")
    said = f"the key {key!r} of numbers can't be filled ({why}); there are ['year', 'source_id']"
    assert str(caught.value) == said


@pytest.mark.parametrize("made", [None, [3], {2020: 1.0}])
def test_a_family_that_is_no_dictionary_of_ids_is_told(monkeypatch, made):
    monkeypatch.setitem(globals(), "MADE", made)

    def family(_rows):
        """Give what is no family."""
        return MADE

    with pytest.raises(ValueError) as caught:
        numbers.publish_all(family, data.load_table("debt_stocks"), write=pct)
    said = f"numbers of 'family': it gives {made!r}; expected a dictionary, id -> value"
    assert str(caught.value) == said


def test_a_number_is_a_function_of_its_tables(published):
    debt = data.load_table("debt_stocks")
    numbers.publish(debt, last_year=lambda t: year(t["year"].max()))
    number = published["last-year"]
    assert number["tables"] == ["debt_stocks"] and number["kind"] == "result"
    assert number["how"] == 'year(t["year"].max())'


def test_each_number_of_a_family_cites_the_rows_that_it_rests_on(published):
    owed = "debt_outstanding_usd_million"
    told = data.load_table("national_debt_reports").dropna(subset=[owed])
    told = told.drop_duplicates("source_id").head(3).assign(of=["a", "b", "c"])

    def family(rows):
        """Name sums."""
        first, last = rows.head(1), rows.tail(1)
        return {
            "whole": usd_million(rows["debt_outstanding_usd_million"].sum()),
            "both": numbers.of((first, last), count(2)),
            "last": numbers.of(last, count(len(last))),
            **numbers.picked(rows.set_index("of"), "debt_outstanding_usd_million", one="b"),
            **numbers.exposed(first, "cell", "debt_outstanding_usd_million"),
        }

    numbers.publish_all(family, told)
    wanted = {"whole": "abc", "both": "ac", "last": "c", "one": "b", "cell": "a"}
    for name, rows in wanted.items():
        cited = origin(told[told["of"].isin([*rows])]).sources
        assert set(published[name]["sources"]) == cited, name
        assert published[name]["tables"] == ["national_debt_reports"]
    assert published["last"]["how"] == "Name sums."


def test_what_comes_from_outside_is_refused():
    debt = data.load_table("debt_stocks")
    first = int(debt["year"].min())
    with pytest.raises(ValueError, match="number 'a' takes 'first' from outside: hand over"):
        numbers.publish(debt, a=lambda t: count(int((t["year"] == first).sum())))
    with pytest.raises(ValueError, match="takes 'debt' from outside"):
        numbers.publish(debt, a=lambda t: count(len([r for r in t if len(debt)])))
    with pytest.raises(ValueError, match="takes 'when' from outside"):
        numbers.publish(debt, a=lambda t, when=first: count(when))


def test_constants_in_capitals_and_functions_are_no_values_from_outside(published):
    LAST = 2020  # noqa: N806
    numbers.publish(
        data.load_table("debt_stocks"), rows=lambda t: count(int((t["year"] == LAST).sum()))
    )
    assert published["rows"]["value"] > 5


@pytest.mark.parametrize("frame", [pd.DataFrame({"year": [2020]}), Column({"year": 2020})])
def test_a_table_that_comes_from_nowhere_makes_no_number(frame):
    with pytest.raises(ValueError, match="does not say where it comes from"):
        numbers.expose(frame, since="year")
    with pytest.raises(ValueError, match="does not say where it comes from"):
        numbers.publish(frame, since=lambda t: year(2020))


def test_a_number_that_fails_is_named():
    with pytest.raises(ValueError, match="number 'gone': KeyError: 'nothing'"):
        numbers.publish(data.load_table("debt_stocks"), gone=lambda t: t["nothing"])


def test_a_choice_is_a_parameter_and_no_result(published):
    assert numbers.parameter("first", year(1992), "first year of the series") == 1992
    assert published["first"] == {
        "text": "1992",
        "value": 1992,
        "unit": "year",
        "tables": [],
        "how": "first year of the series",
        "sources": [],
        "kind": "parameter",
    }
    with pytest.raises(ValueError, match="parameter 'first': say why"):
        numbers.parameter("first", year(1992), "")


def test_an_exhibit_takes_its_origin_from_its_table(monkeypatch):
    shown = []
    monkeypatch.setattr(exhibits, "display", lambda given, **_: shown.extend(given.values()))
    parts = {"title": "Debt", "subtitle": "US$", "columns": {"year": "Year"}}
    exhibits.show_table("debt", data.load_table("debt_stocks").head(3), **parts)
    assert shown[0]["tables"] == ["debt_stocks"]
    assert shown[0]["sources"] == ["one-debt-overview-ids"]
    with pytest.raises(exhibits.ExhibitError, match="does not say where it comes from"):
        exhibits.show_table("debt", pd.DataFrame({"year": [1]}), **parts)
