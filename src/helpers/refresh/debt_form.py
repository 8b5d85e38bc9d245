"""A form for a ministry's new figures: ``make report-debt COUNTRY=KGZ [FILE=form.csv]``.

Without a file the form is printed, with the creditors that the country's ministry named before and what
it said of them last; with one, its rows join the table and go the way of every renewed table: staged,
validated, compared, written only when accepted. Without a country the figures that have grown
old are listed.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from pathlib import Path

import pandas as pd

from helpers import data, paths
from helpers.data import DataError
from helpers.partial_dates import date_bounds
from helpers.refresh import package
from helpers.refresh.compare import value_of

TABLE = "national_debt_reports"
# Half a year: two quarters, after which a ministry has published anew.
OLD_DAYS = 184
# A creditor that a ministry has not named for so long is not asked for.
_LONG_YEARS = 3
_COUNTED = ("public-external", "china-eximbank-only")
# For the eye of who fills the form in; not read.
_LAST = ["last_as_of_date", "last_usd_million", "last_share_pct"]
# What is filled in beside an amount.
_FILLED = ["as_of_date", "amount_bound", "share_basis", "note", "source_id", "more_source_ids"]
# Neither all debt nor a creditor's part of it grows or shrinks so many times between two reports; a figure
# in billions, or in another currency, does.
_MOST_TIMES = {"ALL": 5, "part": 100}
_AMOUNTS = ["debt_outstanding_usd_million", "share_pct"]


def _reported(area_code: str | None = None) -> pd.DataFrame:
    """Give the newest report of each debtor and creditor, as text, but for creditors long unnamed."""
    rows = data.read_text_table(TABLE)
    rows = rows[rows["debt_concept"].isin(_COUNTED) & (rows["is_forecast"] == "false")]
    rows = rows[(rows[_AMOUNTS] != "").any(axis=1)]
    if area_code is not None:
        rows = rows[rows["debtor_code"] == area_code]
    keys = ["debtor_code", "creditor_code"]
    year = rows["as_of_date"].str[:4].astype(int)
    rows = rows[year >= year.groupby(rows["debtor_code"]).transform("max") - _LONG_YEARS]
    return (
        rows.sort_values("as_of_date", kind="stable")
        .drop_duplicates(keys, keep="last")
        .sort_values(keys, kind="stable")
    )


def countries() -> list[str]:
    """List the countries of whose ministries the table has figures, and that can report.

    Examples
    --------
    >>> countries()
    ['KAZ', 'KGZ', 'TJK', 'TKM', 'UZB']
    """
    owing = set(data.read_text_table("debt_stocks")["debtor_code"])
    return sorted(owing | set(data.read_text_table(TABLE)["debtor_code"]))


def form(area_code: str) -> str:
    """Write the form of a country: a row for each creditor that its ministry named before.

    Parameters
    ----------
    area_code : str
        Country.

    Returns
    -------
    str
        CSV with the columns of the table and three that say what was reported last.

    Raises
    ------
    DataError
        If the table can have no figures of the country.

    Examples
    --------
    >>> form("UZB").splitlines()[1].split(",")[:3]
    ['UZB', 'ADB', 'public-external']
    """
    _known(area_code)
    rows = _reported(area_code)
    if rows.empty:
        rows = pd.DataFrame([dict.fromkeys(data.field_names(TABLE), "")])
        rows = rows.assign(debtor_code=area_code, creditor_code="ALL", debt_concept=_COUNTED[0])
    last = rows[["as_of_date", *_AMOUNTS]].set_axis(_LAST, axis=1)
    empty = ["as_of_date", *_AMOUNTS, "amount_bound", "share_basis", "note", "source_id"]
    blank = rows.assign(**dict.fromkeys([*empty, "more_source_ids"], ""))
    blank = blank.assign(report_no="1", is_forecast="false", confidence="medium")
    out = io.StringIO()
    whole = pd.concat([blank[data.field_names(TABLE)], last], axis=1)
    whole.to_csv(out, index=False, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    return out.getvalue()


def _known(area_code: str) -> None:
    if area_code not in countries():
        raise DataError(
            f"COUNTRY={area_code} has no figures of a ministry; expected one of {countries()}"
        )


def read(file: Path, area_code: str) -> pd.DataFrame:
    """Read a form that was filled in; rows without amount and share are left out.

    Parameters
    ----------
    file : pathlib.Path
        The form.
    area_code : str
        Country that it is for.

    Returns
    -------
    pandas.DataFrame
        Rows of the table, as text.

    Raises
    ------
    DataError
        If the file cannot be read, is for another country, has other columns or nothing filled in,
        or a row is filled in by half, of a day to come, or in another unit.
    """
    _known(area_code)
    columns = data.field_names(TABLE)
    try:
        listed = data.read_list(file, [*columns, *_LAST], named=str(file))
    except DataError as error:
        raise DataError(
            f"{error}; `make report-debt COUNTRY={area_code}` prints the form anew"
        ) from None
    rows = pd.DataFrame(listed, dtype="str")[columns].apply(lambda column: column.str.strip())
    last = _reported(area_code).set_index("creditor_code")[_AMOUNTS[0]]
    for index, row in rows.iterrows():
        fault = _fault(row, area_code, value_of(last.get(row["creditor_code"], "")))
        if fault:
            raise DataError(f"{file}: row {index + 2}, column {fault}")
    rows = rows[(rows[_AMOUNTS] != "").any(axis=1)]
    keys = data.keys_of(TABLE)
    for index in rows.index[rows.duplicated(keys)]:
        raise DataError(
            f"{file}: row {index + 2}: {'|'.join(rows.loc[index, keys])} stands twice; keep one row"
        )
    if rows.empty:
        raise DataError(f"{file}: no row has an amount or a share; fill in at least the row ALL")
    return rows


def _fault(row: pd.Series, area_code: str, last: float | None) -> str:
    """Say what is wrong with a row of a form: column, what stands there, and what to do."""
    if row["debtor_code"] != area_code:
        return f"'debtor_code': {row['debtor_code']!r} in a form for {area_code}"
    if not (row[_AMOUNTS] != "").any():
        beside = next((column for column in _FILLED if row[column]), "")
        return beside and (
            f"'{_AMOUNTS[0]}': empty beside {beside} {row[beside]!r}; write the amount or the share, "
            "or delete the row"
        )
    if not row["as_of_date"]:
        return (
            "'as_of_date': empty beside an amount; write the day of the figure, such as 2026-06-30"
        )
    try:
        coming = date_bounds(row["as_of_date"])[0] > date.today()
    except ValueError as error:
        return f"'as_of_date': {error}"
    if coming and row["is_forecast"] != "true":
        return (
            f"'as_of_date': {row['as_of_date']!r} is still to come; mend the date, or write true "
            "under is_forecast"
        )
    for column in _AMOUNTS:
        if row[column] and not re.fullmatch(r"[0-9]+(\.[0-9]+)?", row[column]):
            return f"{column!r}: {row[column]!r} is no number; write it as 1234.5, without a unit"
    amount = value_of(row[_AMOUNTS[0]])
    most = _MOST_TIMES["ALL" if row["creditor_code"] == "ALL" else "part"]
    if amount and last and not 1 / most < amount / last < most:
        return (
            f"'{_AMOUNTS[0]}': {row[_AMOUNTS[0]]} is far from the {last:g} of the last report; write "
            "US$ million"
        )
    return ""


def merged(rows: pd.DataFrame) -> Path:
    """Write the table as it would be with the rows of a form, for :func:`helpers.refresh.stage.stage`.

    Parameters
    ----------
    rows : pandas.DataFrame
        What :func:`read` gives. A row of a day that the table has already takes its place.

    Returns
    -------
    pathlib.Path
        A file under ``_build/``.
    """
    present = data.read_text_table(TABLE)
    keys = data.keys_of(TABLE)
    whole = pd.concat([present, rows]).drop_duplicates(keys, keep="last")
    path = paths.BUILD / "refresh" / f"{TABLE}-form.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(package.csv_text(whole.sort_values(keys, kind="stable")), encoding="utf-8")
    return path


def in_form(text: str, merged: Path, file: Path, rows: pd.DataFrame) -> str:
    """Say of which row of a form a fault is that was found in the table with its rows."""
    keys = data.keys_of(TABLE)
    numbers = {"|".join(row): index + 2 for index, row in zip(rows.index, rows[keys].values)}

    def row(match: re.Match) -> str:
        number = numbers.get(match[1])
        return f"{file}: row {number} ({match[1]})" if number else match[0]

    return re.sub(rf"{re.escape(str(merged))}: row \d+ \(([^)]*)\)", row, text)


def changes(rows: pd.DataFrame) -> list[str]:
    """Say what a form changes against the last report of each creditor.

    Parameters
    ----------
    rows : pandas.DataFrame
        What :func:`read` gives.

    Returns
    -------
    list of str
        A line a creditor, also for those named before and not now.
    """
    before = _reported(rows["debtor_code"].iloc[0]).set_index("creditor_code")
    lines = []
    for row in rows.itertuples():
        now = f"{row.creditor_code}: {_figure(row)} ({row.as_of_date})"
        if row.creditor_code in before.index:
            last = before.loc[row.creditor_code]
            lines.append(f"{now}, was {_figure(last)} ({last['as_of_date']})")
        else:
            lines.append(f"{now}, not named of late")
    lines += [
        f"{code}: not in this report; last {_figure(row)} ({row['as_of_date']})"
        for code, row in before.iterrows()
        if code not in set(rows["creditor_code"])
    ]
    return lines


def _figure(row: pd.Series | tuple) -> str:
    amount, share = row.debt_outstanding_usd_million, row.share_pct
    parts = [f"US${amount} million"] * bool(amount) + [f"{share}%"] * bool(share)
    return ", ".join(parts)


def old(today: date) -> list[str]:
    """List the newest figures of ministries that are older than two quarters.

    Parameters
    ----------
    today : datetime.date
        The day to count from.

    Returns
    -------
    list of str
        A line for each country and day: age and creditors; then the countries without any figure.

    Examples
    --------
    >>> old(date(2026, 3, 1))[-1]
    'TKM: no figure of the ministry'
    """
    rows = _reported()
    end = rows["as_of_date"].map(lambda text: (today - date_bounds(text)[1]).days)
    grown = rows[end > OLD_DAYS].assign(months=end // 30)
    lines = [
        f"{debtor}: {day}, {months} months old: {', '.join(group['creditor_code'])}"
        for (debtor, day, months), group in grown.groupby(["debtor_code", "as_of_date", "months"])
    ]
    missing = [code for code in countries() if code not in set(rows["debtor_code"])]
    return [*lines, *(f"{code}: no figure of the ministry" for code in missing)]
