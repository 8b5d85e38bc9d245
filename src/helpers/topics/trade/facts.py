"""The numbers that the chapter on trade, energy and routes names in its sentences, family by family."""

from __future__ import annotations

import pandas as pd

from helpers import numbers
from helpers.topics.trade import measures as trade

Published = dict[str, object]

ONE_DIGIT = (trade.TRADE, numbers.usd_million, 1)
BANK, MINISTRY = "Eurasian Development Bank", "Ministry of Commerce of China"
INVESTED = ("investment_usd_million", numbers.usd_million)


def drawn(features: pd.DataFrame) -> Published:
    """Count what the map shows, by lender and kind, and name the financing of the largest projects.

    Parameters
    ----------
    features : pandas.DataFrame
        What ``mapped.features`` gives.
    """
    lender, kind = features["lender"], features["project_kind"]
    parts = {
        "map-drawn": features,
        "map-chn": features[lender == "China"],
        "map-jpn": features[lender == "Japan"],
        "map-both": features[lender == "China and Japan"],
        "map-roads-chn": features[(lender == "China") & (kind == "road")],
        "map-pipes-chn": features[(lender == "China") & (kind == "pipeline")],
        "map-power-jpn": features[(lender == "Japan") & (kind == "power plant")],
        "map-airports-jpn": features[(lender == "Japan") & (kind == "airport")],
    }
    return {name: numbers.of(rows, numbers.count(len(rows))) for name, rows in parts.items()}


def financing(sites: pd.DataFrame) -> Published:
    """Name the financing of the gas pipeline to China, by part, and of the field that fills it.

    Parameters
    ----------
    sites : pandas.DataFrame
        Table ``project_sites``.
    """
    at, sums = sites.set_index("project_id"), ("amount_usd_million", numbers.usd_million, 1)
    line = {"line_kaz": "kaz-gasline", "line_uzb": "uzb-gasline-abc"}
    return numbers.picked(at, sums, **line, galkynysh="tkm-galkynysh")


def transport(loans: pd.DataFrame) -> Published:
    """Count the loans for pipelines, railways, roads and airports, and name the joint railway's.

    Parameters
    ----------
    loans : pandas.DataFrame
        What ``routes.loans_for_ways`` gives.
    """
    chinese, japanese = (loans[loans["creditor_code"] == code] for code in ("CHN", "JPN"))
    joint = loans[loans["debtor_code"] == "CKU"].tail(1)
    lent = ("amount_usd_million", numbers.usd_million, 1)
    lines = (chinese["way"] == "Pipelines").sum()
    return {
        "routes-chn": numbers.of(chinese, numbers.count(len(chinese))),
        "pipelines-chn": numbers.of(chinese, numbers.count(lines)),
        "routes-jpn": numbers.of(japanese, numbers.count(len(japanese))),
        "routes-jpn-last": numbers.of(japanese, numbers.year(japanese["position"].dt.year.max())),
        **numbers.exposed(joint, "cku", day="signed_date", sum=lent),
    }


def lists(shares: pd.DataFrame, dialogue: pd.DataFrame) -> Published:
    """Count the lists of imports that China heads now, and that Russia headed before the Dialogue began.

    Parameters
    ----------
    shares : pandas.DataFrame
        Table ``trade_partner_shares``.
    dialogue : pandas.DataFrame
        The row of the Dialogue in the table ``formats``.
    """
    now, before = shares["year"].max(), trade.start_year(dialogue) - 1
    return {
        "now-year": numbers.of(shares, numbers.year(now)),
        "china-first-now": numbers.of(
            shares, numbers.count(trade.count_of_first(shares, "imports", now, "CHN"))
        ),
        "then-before": numbers.of(dialogue, numbers.year(before)),
        "russia-first-before": numbers.count(
            trade.count_of_first(shares, "imports", before, "RUS")
        ),
    }


def national(shares: pd.DataFrame, table: pd.DataFrame) -> Published:
    """Name the shares of China and Russia by each country's own statistics, now and in an earlier year.

    Parameters
    ----------
    shares : pandas.DataFrame
        What ``measures.china_and_russia`` gives.
    table : pandas.DataFrame
        Table ``national_trade_shares``.
    """
    at = table.set_index(["country_code", "partner_code", "last_month"])
    key, exact = "{country_code}-{flow}", ("share_pct", numbers.pct, 1)
    then = {"uzb_chn_then": ("UZB", "CHN", "2023-11"), "uzb_rus_then": ("UZB", "RUS", "2023-11")}
    kazakh = ("KAZ", "RUS", "2021-12")
    return {
        **numbers.exposed(shares, key + "-{partner_code}", ("share_pct", numbers.pct)),
        **numbers.exposed(
            shares[shares["country_code"] == "UZB"], "uzb-now-{partner_code}", exact
        ),
        **numbers.exposed(
            shares[shares["partner_code"] == "CHN"], key, year=("period", numbers.last_year)
        ),
        **numbers.picked(at, exact, **then),
        **numbers.picked(at, ("share_pct", numbers.pct), kaz_rus_then=kazakh),
        **numbers.picked(at, ("first_month", numbers.year_of), kaz_then=kazakh, uzb_then=then["uzb_chn_then"]),
    }  # fmt: skip


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
    ministry, bank = ("CA5", MINISTRY, "March 2023"), ("CA5", BANK, "June 2025")
    return {
        **numbers.picked(at, (*INVESTED, 1), edb_kaz=("KAZ", *bank[1:]), edb_five=bank),
        **numbers.picked(at, (*INVESTED, 0), mofcom=ministry),
        **numbers.picked(at, ("as_of_date", numbers.month), mofcom_date=ministry, edb_date=bank),
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
        **numbers.picked(at, "year", corridor_year=last, cku_year="cku-railway-2030"),
    }


def japanese(reports: pd.DataFrame) -> Published:
    """Name what the Kazakh foreign ministry said of all Japanese investment.

    Parameters
    ----------
    reports : pandas.DataFrame
        Table ``investment_reports``.
    """
    said = reports[(reports["partner_code"] == "JPN") & (reports["recipient_code"] == "KAZ")]
    said = said[said["reporter_name"] == "Ministry of Foreign Affairs of Kazakhstan"]
    return numbers.exposed(said, "jpn-kaz", (*INVESTED, 1), year="year")
