"""What stands on the map of routes: projects with a point, lines with their waypoints, and who lends.

A point is often a town and not the site, and a line runs straight from one named place to the next. Both
tables say which, and so does each row here: nothing is placed more exactly than its source places it.
"""

from __future__ import annotations

import itertools

import pandas as pd

from helpers.names import area_name
from helpers.numbers import usd_million
from helpers.provenance import cite, measure, row

# Who lends -> its group on the map. A lender with others is drawn as that lender; the table names the others.
LENDERS = {
    "CHN": "China",
    "CHN-and-others": "China",
    "JPN": "Japan",
    "JPN-and-others": "Japan",
    "CHN-and-JPN": "China and Japan",
    "other": "Others, or none known",
}
# Columns of :func:`features` that are published with the map, and what they are called there.
COLUMNS = {
    "project_name": "Project",
    "countries": "Country",
    "project_kind": "Kind",
    "lender": "Financed from",
    "financier_names": "Lenders or donors",
    "signed_years": "Signed",
    "amount": "Financing",
    "placed": "Drawn as",
}
# What a point is, where it is the site itself; all else is a town, a district or a region.
_SITES = ("airport", "centroid of the mapped site", "centroid of the mapped tunnel",
          "centroid of three mapped sites", "exact", "plant", "works")  # fmt: skip
SITE, MIDDLE, NEAR = "the site", "the middle of a line", "a town or district"
LINE, ROUGH = "a line between named places", "a line with places put in to draw it"


def place_of(precision: str) -> str:
    """Say in few words what a point of the table is.

    Parameters
    ----------
    precision : str
        ``coordinate_precision`` of a project.

    Examples
    --------
    >>> [place_of(text) for text in ("centroid of the mapped site", "town, some km", "airport")]
    ['the site', 'a town or district', 'the site']
    """
    if precision.startswith("centroid of the mapped line"):
        return MIDDLE
    return SITE if precision in _SITES else NEAR


def path_of(waypoints: pd.DataFrame) -> list[tuple[float, float, float, float, bool]]:
    """Give the pieces of a route from each located waypoint to the next.

    Parameters
    ----------
    waypoints : pandas.DataFrame
        Rows of one route of the table ``route_waypoints``, in their order.

    Returns
    -------
    list of tuple
        Longitude and latitude of both ends in degrees, and whether a source names both ends and no
        place between them is without a location.

    Examples
    --------
    >>> columns = ["waypoint_no", "lon_deg", "lat_deg", "is_named_in_source"]
    >>> points = [(1, 70.0, 41.0, True), (2, None, None, True), (3, 71.0, 40.5, True)]
    >>> path_of(pd.DataFrame(points, columns=columns))
    [(70.0, 41.0, 71.0, 40.5, False)]
    """
    found = waypoints.dropna(subset=["lon_deg", "lat_deg"])
    places = [
        (float(lon), float(lat), bool(named), int(number))
        for lon, lat, named, number in zip(
            *(found[c] for c in ("lon_deg", "lat_deg", "is_named_in_source", "waypoint_no"))
        )
    ]
    return [
        (*start[:2], *end[:2], start[2] and end[2] and end[3] == start[3] + 1)
        for start, end in itertools.pairwise(places)
    ]


def _amount(site: pd.Series) -> str:
    """Write the financing of a project in the currencies in which it was read."""
    dollars, yen = site["amount_usd_million"], site["amount_jpy_billion"]
    sums = [] if pd.isna(dollars) else [usd_million(float(dollars), 1)[0]]
    return " and ".join(sums + ([] if pd.isna(yen) else [f"¥{float(yen):g} billion"]))


def _line(path: list[tuple]) -> str:
    """Say what the pieces of a route are together."""
    return LINE if all(piece[-1] for piece in path) else ROUGH


def _feature(site: pd.Series, path: list[tuple], points: pd.DataFrame) -> dict[str, object]:
    """Build the row of a project, drawn as its route where it has one."""
    return {
        "project_id": site["project_id"],
        "project_name": site["project_name"],
        "countries": ", ".join(area_name(code) for code in site["recipient_codes"].split(";")),
        "lender": LENDERS[site["financier_group"]],
        "financier_names": site["financier_names"],
        "project_kind": site["project_kind"].replace("-", " "),
        "signed_years": site["signed_years"],
        "amount": _amount(site),
        "placed": _line(path) if path else place_of(site["coordinate_precision"]),
        "lon": float(site["lon_deg"]),
        "lat": float(site["lat_deg"]),
        "path": path,
        "all_source_ids": cite(site.to_frame().T, points),
    }


@measure
def features(sites: pd.DataFrame, waypoints: pd.DataFrame) -> pd.DataFrame:
    """List what the map draws: a row a project, and a row a route that no single project pays for.

    Projects without a point are left out, and so is a project whose route has no second place that is
    located: a dot would stand for a line.

    Parameters
    ----------
    sites : pandas.DataFrame
        Table ``project_sites``.
    waypoints : pandas.DataFrame
        Table ``route_waypoints``.

    Returns
    -------
    pandas.DataFrame
        ``project_id``, ``project_name``, ``countries``, ``lender`` (a value of :data:`LENDERS`),
        ``financier_names``, ``project_kind``, ``signed_years``, ``amount`` (in words), ``placed`` (what
        the point or line is), ``lon``, ``lat`` (degrees), ``path`` (what :func:`path_of` gives; empty for
        a point) and ``all_source_ids``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> drawn = features(load_table("project_sites"), load_table("route_waypoints"))
    >>> drawn.set_index("project_id").loc["kgz-manas", ["lender", "placed"]].to_list()
    ['Japan', 'the site']
    """
    routes = {name: rows for name, rows in waypoints.groupby("route_id", sort=False)}
    nowhere = waypoints.head(0)
    made = []
    for _, site in sites.dropna(subset=["lon_deg", "lat_deg"]).iterrows():
        points = routes.get(site["route_id"], nowhere)
        path = path_of(points)
        if path or points.empty:
            made.append(_feature(site, path, points))
    paid_for = set(sites["route_id"])
    for name, points in routes.items():
        path = path_of(points)
        if path and name not in paid_for:
            what = {"project_id": name, "project_name": points["route_name"].iloc[0], "path": path}
            kind = {"project_kind": "rail", "lender": LENDERS["other"], "placed": _line(path)}
            made.append(row(points, **what, **kind))
    return pd.DataFrame(made)


def years(features: pd.DataFrame) -> pd.Series:
    """Give the years in which what the map shows was signed.

    Parameters
    ----------
    features : pandas.DataFrame
        What :func:`features` gives.

    Examples
    --------
    >>> years(pd.DataFrame({"signed_years": ["1990s;2015", "2009-2012", None]})).to_list()
    [2015, 2009, 2012]
    """
    found = features["signed_years"].dropna().str.findall(r"\b\d{4}\b").explode()
    return found.astype(int).reset_index(drop=True)
