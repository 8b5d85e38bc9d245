"""What became of the promises of the Dialogue, who speaks in it, and which institutions stand behind it."""

from __future__ import annotations

import pandas as pd

from helpers.numbers import count, tally
from helpers.partial_dates import format_date
from helpers.provenance import by_row, cite, measure, row

# JICA took over the aid loans of JBIC in this month.
HANDED_OVER = "2008-10"
TASKS = {
    "policy": "Policy, and who signs",
    "grants": "Grants, experts",
    "aid-loans": "Aid and concessional loans",
    "export-finance": "Export and project finance",
    "insurance": "Insurance of loans",
    "trade": "Trade and investment",
}
OUTCOMES = {
    "kept": "Kept",
    "begun": "Begun",
    "in-part": "Kept in part",
    "aid-followed": "Loans and grants followed",
    "grants-followed": "Grants followed, no loan",
    "no-account": "No account published",
}


@measure
def aid_signed(loans: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    """List Japan's aid loans and grants with a date, by sector.

    Parameters
    ----------
    loans, projects : pandas.DataFrame
        Tables ``loans`` and ``japan_projects``.

    Returns
    -------
    pandas.DataFrame
        ``kind`` (loan, grant), ``sector``, ``area_code``, ``signed`` (date of signing as text, else the
        fiscal year), ``amount_jpy_billion`` (ceilings; missing where none was printed or the loan is in
        dollars), ``all_source_ids``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = aid_signed(load_table("loans"), load_table("japan_projects"))
    >>> table.query("kind == 'loan' and sector == 'transport'")["signed"].max()
    '2015-10-26'
    """
    lent = loans[(loans["creditor_code"] == "JPN") & (loans["instrument"] == "oda-loan")]
    lent = lent.assign(kind="loan", area_code=lent["debtor_code"], signed=lent["signed_date"])
    given = projects[projects["instrument"] == "grant"]
    year = given["signed_fiscal_year"].astype("Int64").astype("string")
    given = given.assign(
        kind="grant", area_code=given["recipient_code"], signed=given["signed_date"].fillna(year)
    )
    columns = ["kind", "sector", "area_code", "signed", "amount_jpy_billion"]
    both = pd.concat([part.assign(all_source_ids=by_row(part)) for part in (lent, given)])
    return both[[*columns, "all_source_ids"]].dropna(subset=["signed"]).reset_index(drop=True)


@measure
def promises(table: pd.DataFrame, aid: pd.DataFrame) -> pd.DataFrame:
    """Set beside each promise what followed, and count the aid signed in its field before and after.

    Parameters
    ----------
    table : pandas.DataFrame
        Table ``dialogue_promises``.
    aid : pandas.DataFrame
        What :func:`aid_signed` gives.

    Returns
    -------
    pandas.DataFrame
        The promises by date with ``day`` and ``outcome_name`` in words, ``followed`` (what followed,
        counts included), ``loans_before``, ``loans_after``, ``grants_before``, ``grants_after`` (missing
        where none are counted), ``loans_jpy_billion`` and ``grants_jpy_billion`` (signed after, those
        with a sum in yen), ``loan_areas`` (countries of the loans after), ``all_source_ids``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> aid = aid_signed(load_table("loans"), load_table("japan_projects"))
    >>> made = promises(load_table("dialogue_promises"), aid).set_index("promise_id")
    >>> int(made.loc["agriculture-2014", "loans_before"])
    0
    """
    rows = []
    for place in range(len(table)):
        one = table.iloc[[place]]
        said = one.iloc[0]
        counted = _counted(said, aid) if pd.notna(said["aid_sector"]) else aid.iloc[:0]
        after = counted[counted["is_after"]] if len(counted) else counted
        before = counted[~counted["is_after"]] if len(counted) else counted
        numbers = {
            f"{kind}s_{when}": int((part["kind"] == kind).sum()) if len(counted) else pd.NA
            for kind in ("loan", "grant")
            for when, part in (("before", before), ("after", after))
        }
        sums = after.groupby("kind")["amount_jpy_billion"].sum().reindex(["loan", "grant"])
        text = said["followed_text"] if pd.notna(said["followed_text"]) else ""
        words = _in_words(said, numbers) if len(counted) else ""
        shown = {
            "day": format_date(said["promise_date"]),
            "outcome_name": OUTCOMES[said["outcome"]],
            "followed": f"{words} {text}".strip(),
            "loans_jpy_billion": sums["loan"],
            "grants_jpy_billion": sums["grant"],
            "loan_areas": len(set(after.loc[after["kind"] == "loan", "area_code"])),
        }
        given = {name: said[name] for name in ("promise_id", "promise_date", "kind", "outcome")}
        given |= {name: said[name] for name in ("promise_text", "promised_by")}
        made = row(one, **given, **shown, **numbers)
        rows.append(made | {"all_source_ids": cite(one, counted)})
    return pd.DataFrame(rows).sort_values("promise_date", kind="stable", ignore_index=True)


def _counted(said: pd.Series, aid: pd.DataFrame) -> pd.DataFrame:
    """Pick the loans and grants in the field of a promise, and say which are later than it."""
    field = aid if said["aid_sector"] == "all" else aid[aid["sector"] == said["aid_sector"]]
    field = field.assign(is_after=field["signed"] >= said["promise_date"])
    if pd.isna(said["aid_until_date"]):
        return field
    return field[field["is_after"] & (field["signed"] < said["aid_until_date"])]


def _in_words(said: pd.Series, numbers: dict) -> str:
    """Tell the counts of aid beside a promise, for example "Since then four aid loans and no grant"."""
    after = (
        f"{_some(numbers['loans_after'], 'aid loan')} and {_some(numbers['grants_after'], 'grant')}"
    )
    if pd.notna(said["aid_until_date"]):
        return f"By {format_date(said['aid_until_date'])} Japan signed {after} in any field."
    before = (
        f"{_some(numbers['loans_before'], 'loan')} and {_some(numbers['grants_before'], 'grant')}"
    )
    return f"Since then Japan signed {after} in this field; before, {before}."


def _some(number: int, what: str) -> str:
    """Count things in words.

    Examples
    --------
    >>> _some(0, "loan"), _some(1, "loan"), _some(12, "loan")
    ('no loan', 'one loan', 'twelve loans')
    """
    return f"{count(number)[0] if number else 'no'} {what}{'s' if number > 1 else ''}"


@measure
def who_does_what(institutions: pd.DataFrame) -> pd.DataFrame:
    """Set the institutions of China and of Japan side by side, one row a task.

    Parameters
    ----------
    institutions : pandas.DataFrame
        Table ``finance_institutions``.

    Returns
    -------
    pandas.DataFrame
        ``task_name``, ``CHN`` and ``JPN`` (short name and what each does, in words), ``all_source_ids``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = who_does_what(load_table("finance_institutions"))
    >>> table.loc[4, "JPN"].partition(" ")[0]
    'NEXI'
    """
    rows = []
    for task, group in institutions.sort_values("task_no", kind="stable").groupby("task_no"):
        texts = group["abbreviation"] + " " + group["does_text"] + "."
        sides = texts.groupby(group["area_code"]).agg(" ".join)
        name = TASKS[group["task"].iloc[0]]
        rows.append(row(group, task_no=task, task_name=name, CHN=sides["CHN"], JPN=sides["JPN"]))
    return pd.DataFrame(rows)


@measure
def who_is_who(
    persons: pd.DataFrame, delegations: pd.DataFrame, meetings: pd.DataFrame, chosen: list[str]
) -> pd.DataFrame:
    """Say of some persons which offices they held and at which meetings they sat.

    Parameters
    ----------
    persons, delegations, meetings : pandas.DataFrame
        Tables ``persons``, ``meeting_delegations`` and ``meetings``.
    chosen : list of str
        Names, in the order of the table.

    Returns
    -------
    pandas.DataFrame
        ``person`` (with the name in its own script, where it is on record), ``area_code``, ``offices``,
        ``years`` (of the meetings of leaders and foreign ministers at which a source names the person),
        ``meeting_count``, ``all_source_ids``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> tables = (load_table(name) for name in ("persons", "meeting_delegations", "meetings"))
    >>> who_is_who(*tables, ["Kawaguchi Yoriko"])["years"].item()
    '2004 (twice)'
    """
    tracks = ["leaders", "foreign-ministers", "special"]
    held = meetings.loc[meetings["track"].isin(tracks), ["meeting_id", "start_date"]]
    seats = delegations.merge(held, on="meeting_id")
    rows = []
    for name in chosen:
        one, sat = persons[persons["person_name"] == name], seats[seats["person_name"] == name]
        said = one.iloc[0]
        native = f" ({said['native_name']})" if pd.notna(said["native_name"]) else ""
        offices = said["roles"].replace(";", "; ")
        years = tally_of(sat["start_date"].str[:4])
        cells = {"person": name + native, "area_code": said["area_code"], "offices": offices}
        made = row(one, **cells, years=years, meeting_count=len(sat))
        rows.append(made | {"all_source_ids": cite(one, sat)})
    return pd.DataFrame(rows)


def tally_of(years: pd.Series) -> str:
    """List years, those that stand more than once with how often.

    Examples
    --------
    >>> tally_of(pd.Series(["2022", "2020", "2022"]))
    '2020, 2022 (twice)'
    """
    often = {1: "", 2: " (twice)"}
    counts = years.value_counts().sort_index()
    return ", ".join(y + often.get(n, f" ({tally(n)[0]} times)") for y, n in counts.items())
