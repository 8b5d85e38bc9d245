"""The numbers that the chapter on trade, investment and routes names in its sentences, family by family."""

from __future__ import annotations

import pandas as pd

from helpers import numbers
from helpers.topics.trade import measures as trade

Published = dict[str, object]

ONE_DIGIT = (trade.TRADE, numbers.usd_million, 1)
BANK, MINISTRY = "Eurasian Development Bank", "Ministry of Commerce of China"
INVESTED = ("investment_usd_million", numbers.usd_million)


def lists(shares: pd.DataFrame) -> Published:
    """Count the lists of trade partners, those that name Japan, and those that China or Switzerland heads.

    Parameters
    ----------
    shares : pandas.DataFrame
        Table ``trade_partner_shares``.
    """
    now = shares["year"].max()
    return {
        "now-year": numbers.year(now),
        "china-first-now": numbers.count(trade.count_of_first(shares, "imports", now, "CHN")),
        "swiss-first-exports": numbers.count(trade.count_of_first(shares, "exports", now, "CHE")),
        "japan-lists-ever": numbers.count((shares["partner_code"] == "JPN").sum()),
        "lists-ever": numbers.count(
            len(shares[["country_code", "year", "flow"]].drop_duplicates())
        ),
    }


def at_the_start(shares: pd.DataFrame, dialogue: pd.DataFrame) -> Published:
    """Count the lists of imports that Russia headed when the Dialogue began, and the year before.

    Parameters
    ----------
    shares : pandas.DataFrame
        Table ``trade_partner_shares``.
    dialogue : pandas.DataFrame
        The row of the Dialogue in the table ``formats``.
    """
    then = trade.start_year(dialogue)
    first = {
        year: trade.count_of_first(shares, "imports", year, "RUS") for year in (then, then - 1)
    }
    return {
        "then-year": numbers.of(dialogue, numbers.year(then)),
        "then-before": numbers.of(dialogue, numbers.year(then - 1)),
        "russia-first-then": numbers.count(first[then]),
        "russia-first-before": numbers.count(first[then - 1]),
    }


def china_in_imports(imports: pd.DataFrame) -> Published:
    """Name China's share of Tajikistan's imports now, and before and after the jump of its lists.

    Parameters
    ----------
    imports : pandas.DataFrame
        What ``measures.partner_lines`` gives of imports.
    """
    china = imports[imports["partner_code"] == "CHN"]
    at = china.set_index(["country_code", "year"], drop=False)
    jump = {"tjk_before": ("TJK", 2017), "tjk_after": ("TJK", 2019)}
    return {
        **numbers.picked(at, "share_pct", tjk_imports_chn=("TJK", china["year"].max()), **jump),
        **numbers.picked(at, "year", **{f"{name}_year": key for name, key in jump.items()}),
    }


def china_in_exports(exports: pd.DataFrame) -> Published:
    """Name China's share of Turkmenistan's exports now, in an earlier year and at its highest.

    Parameters
    ----------
    exports : pandas.DataFrame
        What ``measures.partner_lines`` gives of exports.
    """
    sold = exports[(exports["partner_code"] == "CHN") & (exports["country_code"] == "TKM")]
    at, now = sold.set_index("year", drop=False), exports["year"].max()
    return {
        **numbers.picked(at, "share_pct", tkm_exports=now, tkm_exports_before=2010),
        **numbers.picked(at, "year", tkm_exports_before_year=2010),
        **numbers.exposed(
            sold.nlargest(1, "share_pct"), "tkm-exports-top", "share_pct", year="year"
        ),
    }


def records(mirror: pd.DataFrame) -> Published:
    """Name what China and the other side record of one trade, and by how much China's record is above.

    Parameters
    ----------
    mirror : pandas.DataFrame
        What ``measures.mirror_records`` gives.
    """
    side = mirror.set_index(["country_code", "year", "recorder"], drop=False)
    kyrgyz = {"kgz_china": ("KGZ", 2024, "china"), "kgz_own": ("KGZ", 2024, "own")}
    tajik = {"tjk_china": ("TJK", 2024, "china"), "tjk_own": ("TJK", 2024, "own")}
    years = {"mirror_year": kyrgyz["kgz_china"], "own_year": tajik["tjk_own"]}
    both = mirror.set_index(["country_code", "year"])
    trades = {"kgz-gap": ("KGZ", 2024), "kaz-gap": ("KAZ", 2022), "uzb-gap": ("UZB", 2023)}
    found = {name: both.loc[[key]] for name, key in trades.items()}
    return {
        **numbers.picked(side, ONE_DIGIT, **kyrgyz),
        **numbers.picked(side, trade.TRADE, **tajik),
        **numbers.picked(side, "year", kaz_gap_year=("KAZ", 2022, "china"), **years),
        **{
            name: numbers.of(rows, numbers.usd_million(trade.gap_usd_million(rows), digits))
            for (name, rows), digits in zip(found.items(), (1, 1, 0))
        },
    }


def against_output(gdp: pd.DataFrame) -> Published:
    """Name trade with China by its customs in per cent of gross domestic product.

    Parameters
    ----------
    gdp : pandas.DataFrame
        What ``measures.against_gdp`` gives.
    """
    two = gdp[gdp["country_code"].isin(["KGZ", "KAZ"])]
    kyrgyz = gdp[gdp["country_code"] == "KGZ"]
    return {
        **numbers.exposed(two, "{country_code}-of-gdp", "ratio_pct"),
        **numbers.exposed(kyrgyz, "kgz", china_earlier=ONE_DIGIT),
    }


def versions(conflicts: pd.DataFrame) -> Published:
    """Name what other sources say of origins of imports, cars and gas reserves.

    Parameters
    ----------
    conflicts : pandas.DataFrame
        Table ``source_conflicts``. Some years stand in the words of the row alone.
    """
    at = conflicts.set_index(["conflict_id", "version_no"])
    origin, cars = ("tjk-import-origin", "kaz-import-origin"), "kgz-jpn-imports-2014"
    value, year = "value_number", numbers.last_year
    return {
        **numbers.picked(
            at, (value, numbers.pct, 1), tjk_own_first=(origin[0], 2), tjk_own_chn=(origin[0], 3)
        ),
        **numbers.picked(at, (value, numbers.pct), kaz_level=(origin[1], 2)),
        **numbers.picked(at, ("statement", year), kaz_level_year=(origin[1], 2)),
        **numbers.picked(
            at, (value, numbers.usd_million), cars_kyrgyz=(cars, 1), cars_other=(cars, 2)
        ),
        **numbers.picked(at, ("topic", year), cars_year=(cars, 1)),
    }


def kazakh_trade(bilateral: pd.DataFrame) -> Published:
    """Divide Kazakhstan's trade with China by that with Japan, by its own statistics of 2022.

    Parameters
    ----------
    bilateral : pandas.DataFrame
        Table ``trade_bilateral``.
    """
    own = bilateral[(bilateral["country_code"] == "KAZ") & (bilateral["reporter_code"] == "KAZ")]
    at = own[own["year"] == 2022].set_index("partner_code")
    pair = at[trade.TRADE].loc[["CHN", "JPN"]]
    return {
        **numbers.picked(at, (trade.TRADE, numbers.usd_million, 0), kaz_chn="CHN"),
        **numbers.picked(at, ONE_DIGIT, kaz_jpn="JPN"),
        **numbers.picked(at, "year", kaz_pair_year="CHN"),
        "kaz-times": numbers.of(
            at.loc[["CHN", "JPN"]], numbers.plain(float(pair["CHN"] / pair["JPN"]), "times")
        ),
    }


def in_yen(table: pd.DataFrame) -> Published:
    """Name what Uzbekistan and Kyrgyzstan bought from Japan and sold to it.

    Parameters
    ----------
    table : pandas.DataFrame
        Table ``trade_japan_yen``.
    """
    rows = table[table["country_code"].isin(["UZB", "KGZ"])]
    rows = rows.assign(did=rows["flow"].map({"imports": "bought", "exports": "sold"}))
    bought = rows[rows["flow"] == "imports"]
    return {
        **numbers.exposed(rows, "{country_code}-{did}", "trade_jpy_billion"),
        **numbers.exposed(bought, "{country_code}-yen-year", "year"),
    }


def invested(said: pd.DataFrame) -> Published:
    """Name Chinese investment by recorder and date.

    Parameters
    ----------
    said : pandas.DataFrame
        What ``china.measures.investment_figures`` gives.
    """
    at = said.set_index(["recipient_code", "reporter", "when"])
    ministry = ("CA5", MINISTRY, "March 2023")
    bank, daily = ("CA5", BANK, "June 2024"), ("CA5", "People's Daily", "December 2020")
    return {
        **numbers.picked(at, (*INVESTED, 1), edb_kaz=("KAZ", *bank[1:]), edb_five=bank),
        **numbers.picked(at, (*INVESTED, 0), mofcom=ministry, pd_five=daily),
        **numbers.picked(at, "year", edb_year=bank, pd_year=daily),
        **numbers.picked(at, ("as_of_date", numbers.month), mofcom_date=ministry),
    }


def stocks(table: pd.DataFrame) -> Published:
    """Name stocks of direct investment in Kazakhstan by immediate investor, as its national bank lists them.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.by_immediate_investor`` gives.
    """
    at, part = table.set_index("partner_code"), ("share_pct", numbers.pct, 1)
    return {
        **numbers.picked(at, part, nbk_chn_share="CHN", nbk_usa_share="USA", nbk_rus_share="RUS"),
        **numbers.picked(at, (*INVESTED, 1), nbk_chn="CHN"),
    }


def ways(table: pd.DataFrame) -> Published:
    """Count the loans for pipelines, railways, roads and airports, and name the joint railway's.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``routes.loans_for_ways`` gives.
    """
    chinese, japanese = (table[table["creditor_code"] == code] for code in ("CHN", "JPN"))
    joint = table[table["debtor_code"] == "CKU"].tail(1)
    lent = ("amount_usd_million", numbers.usd_million, 1)
    lines = (chinese["way"] == "Pipelines").sum()
    return {
        "ways-chn": numbers.of(chinese, numbers.count(len(chinese))),
        "pipelines-chn": numbers.of(chinese, numbers.count(lines)),
        "ways-jpn": numbers.of(japanese, numbers.count(len(japanese))),
        "ways-jpn-last": numbers.of(japanese, numbers.year(japanese["position"].dt.year.max())),
        **numbers.exposed(joint, "cku", day="signed_date", sum=lent),
    }


def caspian(grants: pd.DataFrame) -> Published:
    """Count the Japanese grants for the route across the Caspian, with their first and last month.

    Parameters
    ----------
    grants : pandas.DataFrame
        What ``routes.caspian_grants`` gives.
    """
    return {
        "caspian-grants": numbers.count(len(grants)),
        "caspian-first": numbers.month(grants["signed_date"].min()),
        "caspian-last": numbers.month(grants["signed_date"].max()),
    }


def single_figures(table: pd.DataFrame) -> Published:
    """Name single figures on railways, the route across the Caspian and pipelines.

    Parameters
    ----------
    table : pandas.DataFrame
        Table ``route_and_uranium_figures``.
    """
    at, last = table.set_index("figure_id"), "middle-corridor-2024"
    carried = ("value", numbers.plain, "million tonnes")
    middle = {"corridor_before": "middle-corridor-2023", "corridor_last": last}
    whole = {"cku_capacity": "cku-railway-2030", "rail_chn": "kaz-chn-rail-2024"}
    piped = ("value", numbers.plain, "billion cubic metres")
    return {
        **numbers.picked(at, carried, **whole),
        **numbers.picked(at, (*carried, 1), rail_transit="kaz-transit-rail-2024", **middle),
        **numbers.picked(at, piped, lines_capacity="gas-lines-abc-2015"),
        **numbers.picked(at, "year", corridor_year=last),
    }
