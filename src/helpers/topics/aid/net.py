"""Official development assistance (ODA) as net disbursements, US$ million at current prices."""

from __future__ import annotations

import pandas as pd

from helpers.provenance import measure


@measure
def net_of(oda: pd.DataFrame, donor_code: str, recipient_codes: list[str]) -> pd.DataFrame:
    """Give one donor's net ODA to some recipients, year by year.

    Parameters
    ----------
    oda : pandas.DataFrame
        Table ``oda_net``.
    donor_code : str
        Donor.
    recipient_codes : list of str
        Recipients; groups and countries don't mix.

    Returns
    -------
    pandas.DataFrame
        ``recipient_code``, ``year``, ``oda_net_usd_million``; negative where repayments of
        principal exceed new money.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> net = net_of(load_table("oda_net"), "JPN", ["KAZ"]).set_index("year")
    >>> float(net.loc[2023, "oda_net_usd_million"])
    -27.8934
    """
    rows = oda[(oda["donor_code"] == donor_code) & oda["recipient_code"].isin(recipient_codes)]
    columns = ["recipient_code", "year", "oda_net_usd_million"]
    return rows[columns].astype({"oda_net_usd_million": float}).reset_index(drop=True)
