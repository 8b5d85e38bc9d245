"""The figures that the chapter on the charge of a debt trap names in its sentences."""

from __future__ import annotations

import pandas as pd

from helpers.topics.trap.measures import INSTITUTIONS, LENDERS


def verdicts(tested: pd.DataFrame, criteria: pd.DataFrame) -> dict[str, int]:
    """Count tests and verdicts.

    Parameters
    ----------
    tested : pandas.DataFrame
        What ``measures.matrix`` gives.
    criteria : pandas.DataFrame
        Table ``trap_criteria``.

    Returns
    -------
    dict
        Counts by number id of the chapter.
    """
    lender = tested[tested["applies_to"] == "lender"]
    of_test = lender.groupby(["criterion_id", "creditor_code", "status"]).size()
    asked = lender[lender["status"] != "no-debt"].groupby("creditor_code").size()
    settled = lender[lender["status"].isin(["met", "not-met"])].groupby("creditor_code").size()
    known = tested["status"].isin(["met", "not-met"])
    is_open = tested["status"].isin(["undecided", "not-looked-at"])
    assets, policy = (tested["criterion_id"] == name for name in ("assets-lost", "policy-price"))
    return {
        "tests": len(criteria),
        "lender-tests": (criteria["applies_to"] == "lender").sum(),
        "ours": criteria["is_threshold_ours"].sum(),
        "chn-ever": of_test.get(("concentration-ever", "CHN", "met"), 0),
        "jpn-ever": of_test.get(("concentration-ever", "JPN", "met"), 0),
        "now": sum(of_test.get(("concentration-now", code, "met"), 0) for code in LENDERS),
        "chn-secured": of_test.get(("collateral", "CHN", "met"), 0),
        "assets-clear": (assets & known).sum(),
        "assets-open": (assets & is_open).sum(),
        "policy-clear": (policy & known).sum(),
        # How many are met is not said: it counts what was looked for as much as what is so.
        **{f"{c.lower()}-asked": asked[c] for c in LENDERS},
        **{f"{c.lower()}-settled": settled.get(c, 0) for c in LENDERS},
        **{f"{c.lower()}-open": asked[c] - settled.get(c, 0) for c in LENDERS},
    }


def secured(tested: pd.DataFrame) -> dict[str, float]:
    """Give what part of the money of known Chinese loans is secured, in per cent, by debtor.

    Parameters
    ----------
    tested : pandas.DataFrame
        What ``measures.matrix`` gives.
    """
    rows = tested[(tested["criterion_id"] == "collateral") & tested["value"].notna()]
    names = (rows["creditor_code"] + "-" + rows["debtor_code"] + "-secured-money").str.lower()
    return dict(zip(names, rows["value"].astype(float)))


def shares(tested: pd.DataFrame) -> dict[str, float]:
    """Give the shares of one lender in public external debt that the chapter names, in per cent.

    Parameters
    ----------
    tested : pandas.DataFrame
        What ``measures.matrix`` gives.
    """
    cell = tested.set_index(["criterion_id", "debtor_code", "creditor_code"])["value"]
    return {
        "jpn-kaz-top": cell["concentration-ever", "KAZ", "JPN"],
        "jpn-tkm-top": cell["concentration-ever", "TKM", "JPN"],
        "jpn-tkm-now": cell["concentration-now", "TKM", "JPN"],
        "chn-kgz-now": cell["concentration-now", "KGZ", "CHN"],
        "chn-tjk-now": cell["concentration-now", "TJK", "CHN"],
        **{
            f"chn-{code.lower()}-top": cell["concentration-ever", code, "CHN"]
            for code in ("KGZ", "TJK", "TKM")
        },
    }


def share_years(by_creditor: pd.DataFrame) -> dict[str, int]:
    """Give the first and the latest year of the shares.

    Parameters
    ----------
    by_creditor : pandas.DataFrame
        What ``debt.measures.by_creditor`` gives.
    """
    rows = by_creditor.dropna(subset=["share_pct"])
    return {"share-year": rows["year"].max(), "first-year": rows["year"].min()}


def top_years(tested: pd.DataFrame, by_creditor: pd.DataFrame) -> dict[str, int]:
    """Give the year of the share that comes nearest to the limit, by lender and debtor.

    Parameters
    ----------
    tested : pandas.DataFrame
        What ``measures.matrix`` gives.
    by_creditor : pandas.DataFrame
        What ``debt.measures.by_creditor`` gives.

    Returns
    -------
    dict
        ``<lender>-<debtor>-top-year``, the year in which the share was that of the test.
    """
    ever = tested[(tested["criterion_id"] == "concentration-ever") & tested["value"].notna()]
    shares = by_creditor.dropna(subset=["share_pct"])
    found = {}
    for row in ever.itertuples():
        pair = (shares["debtor_code"] == row.debtor_code) & (
            shares["creditor_code"] == row.creditor_code
        )
        mine = shares[pair]
        away = (mine["share_pct"].astype(float) - float(row.value)).abs()
        name = f"{row.creditor_code}-{row.debtor_code}-top-year".lower()
        found[name] = mine.loc[away.idxmin(), "year"]
    return found


def prices(elements: pd.DataFrame) -> dict[str, float]:
    """Give the highest rate and the lowest grant element of fixed-rate state loans, in per cent.

    Parameters
    ----------
    elements : pandas.DataFrame
        What ``measures.state_elements`` gives. Grant elements at the unified rate, the least
        that the terms allow. Floating loans are left out: what they cost turns on later rates.

    Returns
    -------
    dict
        ``<debtor>-rate`` and ``<debtor>-element`` for loans of China, ``jpn-uzb-…`` for Japan's to
        Uzbekistan.
    """
    fixed = elements[~elements["is_floating"].eq(True).fillna(False)]
    by = fixed.groupby(["creditor_code", "debtor_code"])
    rate, element = by["rate_pct"].max().astype(float), by["unified-5_low"].min().astype(float)
    found = {}
    for debtor in ("KGZ", "TJK"):
        found[f"{debtor.lower()}-rate"] = rate["CHN", debtor]
        found[f"{debtor.lower()}-element"] = element["CHN", debtor]
    return found | {
        "jpn-uzb-rate": rate["JPN", "UZB"],
        "jpn-uzb-element": element["JPN", "UZB"],
    }


def floating(elements: pd.DataFrame) -> dict[str, float]:
    """Count state loans at floating rates by lender, and give the dearest rates at the signing.

    Parameters
    ----------
    elements : pandas.DataFrame
        What ``measures.state_elements`` gives.

    Returns
    -------
    dict
        ``chn-state``, ``jpn-state`` (known state loans), ``chn-floating``, ``jpn-floating``,
        ``chn-unpriced``, ``jpn-unpriced`` (neither rate nor margin on record), and
        ``kaz-floating-rate``, ``uzb-floating-rate``: the highest of China's, by the reference rate
        of the year of signing, in per cent.
    """
    floats = elements[elements["is_floating"].eq(True).fillna(False)]
    rate = floats.groupby(["creditor_code", "debtor_code"])["rate_pct"].max().astype(float)
    bare = elements.drop(floats.index)
    bare = bare[bare["rate_pct"].isna()]
    return {
        **{f"{c.lower()}-state": (elements["creditor_code"] == c).sum() for c in LENDERS},
        **{f"{c.lower()}-floating": (floats["creditor_code"] == c).sum() for c in LENDERS},
        **{f"{c.lower()}-unpriced": (bare["creditor_code"] == c).sum() for c in LENDERS},
        "kaz-floating-rate": rate["CHN", "KAZ"],
        "uzb-floating-rate": rate["CHN", "UZB"],
    }


def debt_service(external: pd.DataFrame, ratios: pd.DataFrame) -> dict[str, float]:
    """Give the debt service that the chapter names, in per cent of exports.

    Parameters
    ----------
    external, ratios : pandas.DataFrame
        Tables ``external_debt`` (private debt included) and ``debt_and_reserve_ratios`` (as a
        development bank printed it).

    Returns
    -------
    dict
        ``uzb-service``, ``kgz-service`` and ``kgz-service-before`` of the latest year and the one
        before, ``uzb-service-then`` of ten years before, ``tjk-service-adb``, and the years.
    """
    service = external.dropna(subset=["debt_service_exports_pct"]).set_index(["area_code", "year"])
    service = service["debt_service_exports_pct"].astype(float)
    last = int(service["UZB"].index.max())
    printed = ratios[ratios["quantity"] == "external-debt-service"].iloc[0]
    return {
        "uzb-service": service["UZB", last],
        "uzb-service-then": service["UZB", last - 10],
        "kgz-service": service["KGZ", last],
        "kgz-service-before": service["KGZ", last - 1],
        "tjk-service-adb": float(printed["value"]),
        "service-year": last,
        "service-before-year": last - 1,
        "service-then-year": last - 10,
        "service-adb-year": int(printed["year"]),
    }


def openness(institutions: pd.DataFrame) -> dict[str, int]:
    """Count loans of each lending institution, and those with full terms published by either side.

    Parameters
    ----------
    institutions : pandas.DataFrame
        What ``measures.by_institution`` gives.

    Returns
    -------
    dict
        ``<institution>-loans`` and ``<institution>-open`` for the four that are named.
    """
    short = dict(zip(INSTITUTIONS, ("jica", "jbic", "exim", "cdb")))
    found = {}
    for one in institutions.itertuples():
        if name := short.get(one.institution):
            found |= {f"{name}-loans": one.loan_count, f"{name}-open": one.lender + one.debtor}
    return found


def service_above(years: pd.DataFrame) -> dict[str, float]:
    """Count the years in which public debt service was above the threshold of that year.

    Parameters
    ----------
    years : pandas.DataFrame
        What ``measures.service_years`` gives.

    Returns
    -------
    dict
        ``<debtor>-above``, ``-years`` and ``-limit`` (of the last year, per cent) for debtors that
        the framework holds, ``first-exports-year``, ``last-exports-year``.
    """
    found = {"first-exports-year": years["year"].min(), "last-exports-year": years["year"].max()}
    for debtor, rows in years.dropna(subset=["limit_pct"]).groupby("debtor_code"):
        name = debtor.lower()
        found |= {f"{name}-above": rows["is_above"].sum(), f"{name}-years": len(rows)}
        found |= {f"{name}-limit": rows["limit_pct"].iloc[-1]}
    return found


def debate(positions: pd.DataFrame) -> dict[str, int]:
    """Count the positions of the debate by thesis, stance, kind of source and confidence.

    Parameters
    ----------
    positions : pandas.DataFrame
        What ``measures.positions`` gives.
    """
    views = positions.groupby(["debate", "position"]).size()
    trap = positions[positions["debate"] == "debt-trap"]
    studies = trap[trap["source_kind"] == "paper"]
    short = {"debt-trap": "trap", "japan-alternative": "japan"}
    return {
        "positions": len(positions),
        "trap-positions": len(trap),
        "japan-positions": len(positions) - len(trap),
        "low-positions": (positions["confidence"] == "low").sum(),
        "studies": len(studies),
        "studies-doubt": (studies["position"] != "supports").sum(),
        **{f"{short[name]}-{stance}": count for (name, stance), count in views.items()},
    }
