"""The figures that the chapter on the charge of a debt trap names in its sentences."""

from __future__ import annotations

import pandas as pd

from helpers.measures.trap import LENDERS

_VERDICTS = ("met", "not-met", "unknown")


def verdicts(tested: pd.DataFrame, criteria: pd.DataFrame) -> dict[str, int]:
    """Count tests and verdicts.

    Parameters
    ----------
    tested : pandas.DataFrame
        What ``measures.trap.matrix`` gives.
    criteria : pandas.DataFrame
        Table ``trap_criteria``.

    Returns
    -------
    dict
        Counts by number id of the chapter.
    """
    lender = tested[tested["applies_to"] == "lender"]
    of_test = lender.groupby(["criterion_id", "creditor_code", "status"]).size()
    of_lender = lender.groupby(["creditor_code", "status"]).size()
    known = tested["status"].isin(_VERDICTS[:2])
    is_open = tested["status"] == "unknown"
    assets, policy = (tested["criterion_id"] == name for name in ("assets-lost", "policy-price"))
    return {
        "tests": len(criteria),
        "lender-tests": (criteria["applies_to"] == "lender").sum(),
        "ours": criteria["is_threshold_ours"].sum(),
        "chn-ever": of_test.get(("concentration-ever", "CHN", "met"), 0),
        "jpn-ever": of_test.get(("concentration-ever", "JPN", "met"), 0),
        "now": sum(of_test.get(("concentration-now", code, "met"), 0) for code in LENDERS),
        "chn-opaque": of_test.get(("opaque-terms", "CHN", "met"), 0),
        "chn-secured": of_test.get(("collateral", "CHN", "met"), 0),
        "assets-clear": (assets & known).sum(),
        "assets-open": (assets & is_open).sum(),
        "policy-clear": (policy & known).sum(),
        **{
            f"{code.lower()}-{status}": of_lender.get((code, status), 0)
            for code in LENDERS
            for status in _VERDICTS
        },
    }


def shares(tested: pd.DataFrame) -> dict[str, float]:
    """Give the shares of one lender in public external debt that the chapter names, in per cent.

    Parameters
    ----------
    tested : pandas.DataFrame
        What ``measures.trap.matrix`` gives.
    """
    cell = tested.set_index(["criterion_id", "debtor_code", "creditor_code"])["value"]
    return {
        "jpn-kaz-top": cell["concentration-ever", "KAZ", "JPN"],
        "jpn-tkm-top": cell["concentration-ever", "TKM", "JPN"],
        "jpn-tkm-now": cell["concentration-now", "TKM", "JPN"],
        "chn-kgz-now": cell["concentration-now", "KGZ", "CHN"],
        **{
            f"chn-{code.lower()}-top": cell["concentration-ever", code, "CHN"]
            for code in ("KGZ", "TJK", "TKM")
        },
    }


def share_years(by_creditor: pd.DataFrame) -> dict[str, int]:
    """Give the years of the shares: first, latest, and that of Japan's peak in Kazakhstan.

    Parameters
    ----------
    by_creditor : pandas.DataFrame
        What ``measures.debt.by_creditor`` gives.
    """
    rows = by_creditor.dropna(subset=["share_pct"])
    japan = rows[(rows["debtor_code"] == "KAZ") & (rows["creditor_code"] == "JPN")]
    return {
        "share-year": rows["year"].max(),
        "first-year": rows["year"].min(),
        "jpn-kaz-top-year": japan.loc[japan["share_pct"].astype(float).idxmax(), "year"],
    }


def prices(elements: pd.DataFrame) -> dict[str, float]:
    """Give the highest rate at signing and the lowest grant element of state loans, in per cent.

    Parameters
    ----------
    elements : pandas.DataFrame
        What ``measures.trap.state_elements`` gives. Grant elements at the unified rate, the least
        that the terms allow.

    Returns
    -------
    dict
        ``<debtor>-rate`` and ``<debtor>-element`` for loans of China, ``jpn-uzb-…`` for Japan's to
        Uzbekistan.
    """
    by = elements.groupby(["creditor_code", "debtor_code"])
    rate, element = by["rate_pct"].max().astype(float), by["unified-5_low"].min().astype(float)
    found = {}
    for debtor in ("KAZ", "KGZ", "TJK", "UZB"):
        found[f"{debtor.lower()}-rate"] = rate["CHN", debtor]
        found[f"{debtor.lower()}-element"] = element["CHN", debtor]
    return found | {
        "jpn-uzb-rate": rate["JPN", "UZB"],
        "jpn-uzb-element": element["JPN", "UZB"],
    }


def openness(tested: pd.DataFrame, state: pd.DataFrame) -> dict[str, int]:
    """Count state loans whose full terms stand on an official page, where the verdict is unknown.

    Parameters
    ----------
    tested : pandas.DataFrame
        What ``measures.trap.matrix`` gives.
    state : pandas.DataFrame
        What ``measures.trap.state_loans`` gives.

    Returns
    -------
    dict
        ``quiet-loans`` and ``quiet-open``: loans of Japan to the debtors for which the test of
        opaque terms is unknown, and those of them with full terms on an official page.
    """
    rows = tested[(tested["criterion_id"] == "opaque-terms") & (tested["creditor_code"] == "JPN")]
    rows = rows[rows["status"] == "unknown"]
    loans = state[state["creditor_code"] == "JPN"].groupby("debtor_code").size()
    count = rows["debtor_code"].map(loans).astype(float)
    return {
        "quiet-loans": round(count.sum()),
        "quiet-open": round((count * rows["value"].astype(float) / 100).sum()),
    }


def debate(positions: pd.DataFrame) -> dict[str, int]:
    """Count the positions of the debate by thesis, stance, kind of source and confidence.

    Parameters
    ----------
    positions : pandas.DataFrame
        What ``measures.trap.positions`` gives.
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
