"""Whether the cited addresses still answer: a report for a person, never part of a build."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import requests

from helpers import data, paths
from helpers.refresh.package import write_list
from helpers.refresh.web import (
    DENIED,
    NO_NETWORK,
    AddressError,
    NoNetworkError,
    RefusedError,
    Session,
    SourceError,
    tracked,
    within,
)

WORKERS = 8
# Addresses that are archived copies themselves.
ARCHIVES = ("web.archive.org", "archive.ph", "archive.today", "warp.da.ndl.go.jp")
AVAILABLE = "https://archive.org/wayback/available"
# A link in Markdown, or an address in angle brackets; brackets in an address close what they open.
_LINK = re.compile(
    r"\]\(\s*<?(https?://(?:[^()\s<>\"]|\([^()\s<>\"]*\))+)|<(https?://[^<>\s]+)>"
    r"|^ {0,3}\[[^\]]+\]:\s*<?(https?://[^<>\s]+)",
    re.MULTILINE,
)
# Services whose addresses are there to lead on to another one.
LEADING_ON = ("doi.org", "dx.doi.org", "hdl.handle.net")
# What the title of a page says that is gone though the answer calls it good.
_GONE = re.compile(
    r"^\W*(error\W*)?404\b|^\W*not found\b|\bpage (was |is )?(not found|no longer)"
    r"|\b(can|could) ?not be found|seite nicht gefunden|page introuvable|страница не найдена"
    r"|ページが見つかりません",
    re.IGNORECASE,
)
_TITLE = re.compile(r"<title[^>]*>\s*([^<]*)", re.IGNORECASE)
# Bytes in which the title of a page stands.
_HEAD = 20_000


@dataclass(frozen=True)
class Link:
    """One address and where it is cited."""

    url: str
    cited_by: str
    consulted_as: str = ""


@dataclass(frozen=True)
class Answer:
    """What an address answered.

    Attributes
    ----------
    state : str
        ``ok``, ``moved`` (answers from another address), ``refused`` (to programs, perhaps not to
        people), ``broken``, or ``no answer``.
    detail : str
        The new address, or why.
    archived : str
        A copy in the Internet Archive, where one was found.
    """

    link: Link
    state: str
    detail: str = ""
    archived: str = ""


def cited_links(source_ids: Iterable[str] | None = None) -> list[Link]:
    """List the cited addresses, each once.

    Parameters
    ----------
    source_ids : iterable of str, optional
        Only these sources; else all sources, the addresses of the data package and of the chapters.
    """
    sources = data.read_text_table("sources")
    if source_ids is not None:
        sources = sources[sources["source_id"].isin(set(source_ids))]
    links = {
        row.url: Link(row.url, f"source {row.source_id}", row.consulted_as)
        for row in reversed(list(sources.itertuples()))
        if row.url
    }
    if source_ids is None:
        for resource in data.package()["resources"]:
            licences = [resource.get("sourceLicense", {}), *resource.get("licenses", [])]
            for url in (resource.get("homepage"), *(licence.get("path") for licence in licences)):
                if url:
                    links.setdefault(url, Link(url, f"table {resource['name']}"))
        pages = (paths.CHAPTERS.glob(f"[!.]*{ending}") for ending in (".ipynb", ".md"))
        for path in (path for found in pages for path in sorted(found)):
            for url in (match[1] or match[2] or match[3] for match in _LINK.finditer(_prose(path))):
                links.setdefault(url, Link(url, f"chapter {path.name}"))
    return [links[url] for url in sorted(links)]


def _prose(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text
    return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])


def ask(session: Session, link: Link) -> Answer:
    """Ask one address, and the archive for a copy where it does not answer."""
    # Past these statuses a page may well be there for a person with a browser.
    refused = {401, 403, 405, 406, 429, DENIED}
    try:
        with session.get(link.url, stream=True) as response:
            status, moved_to = response.status_code, response.url if response.history else ""
            title = _title(session, response) if status < 400 else ""
    except AddressError as error:
        return Answer(link, "broken", str(error), _copy(session, link.url))
    except RefusedError as error:
        return Answer(link, "refused", str(error))
    except SourceError as error:
        return Answer(link, "no answer", str(error), _copy(session, link.url))
    # One address among a thousand must not end the report on all others.
    except Exception as error:
        return Answer(link, "no answer", f"{type(error).__name__}: {error}")
    if status in refused:
        return Answer(link, "refused", f"status {status}")
    if status >= 500 or status < 200 or 300 <= status < 400:
        return Answer(link, "no answer", f"status {status}", _copy(session, link.url))
    if status >= 400:
        return Answer(link, "broken", f"status {status}", _copy(session, link.url))
    if _GONE.search(title):
        words = f"status {status}, but the page is titled {title!r}"
        return Answer(link, "broken", words, _copy(session, link.url))
    if moved_to and urlsplit(moved_to).path.strip("/") == "" != urlsplit(link.url).path.strip("/"):
        words = f"{moved_to} (the front page; the page itself may be gone)"
        return Answer(link, "moved", words, _copy(session, link.url))
    if moved_to and urlsplit(link.url).hostname not in LEADING_ON:
        return Answer(link, "moved", moved_to)
    return Answer(link, "ok")


def _title(session: Session, response: requests.Response) -> str:
    """Read the title of a page; nothing of what is no page or sends none in time."""
    kind = response.headers.get("Content-Type", "")
    if "html" not in kind:
        return ""
    encoding = response.encoding if "charset" in kind else "utf-8"
    try:
        head = within(session.patience.read, lambda: next(response.iter_content(_HEAD), b""))
        found = _TITLE.search(head.decode(encoding, "replace"))
    except (requests.RequestException, OSError, LookupError):
        return ""
    return " ".join(html.unescape(found[1]).split())[:100] if found else ""


def _copy(session: Session, url: str) -> str:
    """Ask the Internet Archive for a copy; nothing where it has none or does not answer."""
    try:
        if urlsplit(url).hostname in ARCHIVES:
            return url
        answer = session.get(AVAILABLE, params={"url": url})
        closest = answer.json()["archived_snapshots"]["closest"]
        return str(closest["url"]) if closest.get("available") else ""
    except (SourceError, requests.RequestException, ValueError, KeyError, TypeError):
        return ""


def _is_online(session: Session) -> bool:
    """Tell dead hosts from no network: the archive answers where there is one."""
    try:
        session.get(AVAILABLE)
    except NoNetworkError:
        return False
    except SourceError:
        pass
    return True


def ask_all(session: Session, links: list[Link]) -> list[Answer]:
    """Ask all addresses, some at a time, with a progress bar."""
    session.passing = frozenset(range(400, 1000))
    try:
        with ThreadPoolExecutor(WORKERS) as pool:
            # Without a network hundreds of addresses would each be waited for: ask a few first.
            few = links[:: max(1, len(links) // WORKERS)]
            first = list(pool.map(lambda link: ask(session, link), few))
            unreached = [a for a in first if NO_NETWORK in a.detail]
            if first and len(unreached) == len(first) and not _is_online(session):
                raise NoNetworkError(first[0].detail)
            rest = [link for link in links if link not in few]
            asked = pool.map(lambda link: ask(session, link), rest)
            answers = first + list(tracked(asked, "Asking addresses", len(rest)))
            # There is one: what was not reached is gone by itself.
            return [replace(a, detail=a.detail.replace(NO_NETWORK, "")) for a in answers]
    finally:
        session.passing = frozenset()


def write_report(answers: list[Answer], path: Path) -> pd.Series:
    """Write what each address answered as CSV; give the count by state."""
    order = ("broken", "no answer", "refused", "moved", "ok")
    answers = sorted(answers, key=lambda a: (order.index(a.state), a.link.url))
    columns = ["state", "url", "cited_by", "consulted_as", "detail", "archived_copy"]
    rows = [(a.state, *astuple(a.link), a.detail, a.archived) for a in answers]
    write_list(path, columns, rows)
    return pd.Series([answer.state for answer in answers], dtype="str").value_counts()
