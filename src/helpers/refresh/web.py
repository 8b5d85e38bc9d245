"""Ask live sources, patiently and politely, and say in plain words what went wrong.

Every request of every client runs through one :class:`Session`. It waits and tries again where that
may help (429, 5xx, a lost connection), as long as the service asks for but never for hours, and
raises :class:`SourceError` with one sentence where it does not. Time and size of an answer have a limit,
however it comes. Only host and path stand in that sentence: a query can hold a key.
"""

from __future__ import annotations

import codecs
import io
import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from ssl import SSLCertVerificationError, SSLError
from types import ModuleType
from typing import TypeVar
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from rich.console import Console
from rich.progress import track
from urllib3.exceptions import (
    ConnectTimeoutError,
    DecodeError,
    HTTPError,
    InvalidHeader,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
)
from urllib3.response import BaseHTTPResponse
from urllib3.util import Retry

# What may pass if one waits: too many requests, and faults of the server itself.
PASSING = (429, 500, 502, 503, 504)
# What a service says to a key that it does not take.
REFUSED = (401, 403)
# What some sites answer to all that is no browser.
DENIED = 999
# What is asked where a host was not reached at all.
NO_NETWORK = "; is there a network?"
CHUNK = 1 << 16
MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
# Far above any answer that is wanted; one beyond it has no end.
LARGEST = 500_000_000
# The largest table comes in some twenty pages.
MOST_PAGES = 200
T = TypeVar("T")


class SourceError(Exception):
    """A live source gave no usable answer; the message says why, without the query."""


class NoNetworkError(SourceError):
    """The host was not reached at all."""


class AddressError(SourceError):
    """The address itself can't be asked, or leads nowhere."""


class RefusedError(SourceError):
    """The service does not let a program in, or not today."""


@dataclass(frozen=True)
class Patience:
    """How long to try.

    Attributes
    ----------
    retries : int
        Further tries after the first.
    backoff : float
        Seconds before the second retry; doubled for each further one.
    longest_wait : float
        Seconds that a service may ask for (``Retry-After``) before we give up for today.
    connect, read : float
        Seconds without a connection, and without a byte, after which a try has failed.
    whole : float
        Seconds for a request as a whole, with its waits and to the last byte of the answer: a host that
        sends a byte now and then runs into no other limit.
    pause : float
        Seconds between two requests of a run of many.
    """

    retries: int = 4
    backoff: float = 2.0
    longest_wait: float = 120.0
    connect: float = 10.0
    read: float = 60.0
    whole: float = 900.0
    pause: float = 1.0


class _Wait(Retry):
    """Retry that does as the service asks, unless it asks for too long."""

    longest_wait = Patience.longest_wait

    def new(self, **changes: object) -> _Wait:
        made = super().new(**changes)
        made.longest_wait = self.longest_wait
        return made

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        try:
            wait = super().get_retry_after(response)
        except (InvalidHeader, ValueError, OverflowError):
            # "Soon" is no time, nor is a day beyond the calendar: we wait as we do without a word.
            return None
        if wait and wait > self.longest_wait:
            raise RefusedError(
                f"the service answered {response.status} and asks to wait {wait:,.0f} seconds, "
                f"longer than the {self.longest_wait:,.0f} that a refresh waits; try again later"
            )
        return wait


class Session(requests.Session):
    """A session that waits, tries again, and raises :class:`SourceError` for all that fails.

    Parameters
    ----------
    patience : Patience
        How long to try.
    """

    def __init__(self, patience: Patience = Patience()) -> None:
        super().__init__()
        self.patience = patience
        self.passing: frozenset[int] = frozenset()
        # How many requests a client may still make, and the last address that was asked.
        self.left, self.last = float("inf"), ""
        self.headers["User-Agent"] = "central-asia-plus-japan (renews the tables of a report)"
        self.mount("https://", HTTPAdapter(max_retries=self._retry()))
        self.mount("http://", HTTPAdapter(max_retries=self._retry()))

    def _retry(self) -> Retry:
        retry = _Wait(
            total=self.patience.retries,
            # Where there is no network, there is none a minute later.
            connect=min(1, self.patience.retries),
            backoff_factor=self.patience.backoff,
            status_forcelist=PASSING,
            allowed_methods=("GET", "HEAD"),
            # The last answer is wanted for its status, not urllib3's count of tries.
            raise_on_status=False,
        )
        retry.longest_wait = self.patience.longest_wait
        return retry

    def request(self, method: str, url: str, **options: object) -> requests.Response:
        """Make a request; give the answer if its status is 2xx or 3xx.

        Raises
        ------
        SourceError
            In one sentence: no network, time-out, refusal, limit, fault, or an answer broken off.
        """
        # A client's own time-out would overrule ours: one patience for all.
        options["timeout"] = (self.patience.connect, self.patience.read)
        self.last = place(url)
        self.left -= 1
        if self.left < 0:
            raise SourceError(
                f"{self.last}: the pages of the answer have no end; {MOST_PAGES} were asked for"
            )
        ask = super().request

        def whole() -> requests.Response:
            response = ask(method, url, **options | {"stream": True})
            if not options.get("stream"):
                response.raw = io.BytesIO(b"".join(_chunks(response)))
            return response

        try:
            response = within(self.patience.whole, whole)
        except SourceError as error:
            raise type(error)(f"{place(url)}: {error}") from None
        # An address that is none, or that a page leads to, is refused as a ValueError.
        except (requests.RequestException, HTTPError, OSError, ValueError, OverflowError) as error:
            raise _why(url, error, self.patience) from None
        status = response.status_code
        if status >= 400 and status not in self.passing:
            kind = RefusedError if status in (*REFUSED, 429, DENIED) else SourceError
            raise kind(f"{place(url)}: {_refusal(status)}")
        # A byte order mark is no part of an answer, though clients take it for one.
        if not options.get("stream") and response.content.startswith(MARKS):
            response.encoding = json.detect_encoding(response.content)
        return response

    def rest(self) -> None:
        """Wait between two requests of a run of many."""
        time.sleep(self.patience.pause)


def within(seconds: float, work: Callable[[], T]) -> T:
    """Do something in a thread of its own, which is left to itself when the time is over.

    Raises
    ------
    TimeoutError
        When it is.
    """
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return future.result(timeout=seconds)


def _chunks(response: requests.Response) -> Iterator[bytes]:
    """Read an answer bit by bit; stop at one that has no end."""
    size = 0
    for chunk in response.raw.stream(CHUNK, decode_content=True):
        size += len(chunk)
        if size > LARGEST:
            raise SourceError(f"the answer has no end; {LARGEST:,} bytes of it came")
        yield chunk


def answer_of(response: requests.Response, where: str) -> object:
    """Read an answer as JSON.

    Raises
    ------
    SourceError
        If it is none.
    """
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        raise SourceError(f"{where}: the answer is no JSON") from None


def place(url: str) -> str:
    """Give host and path of an address; never the query, which can hold a key.

    Examples
    --------
    >>> place("https://example.org/data/v1/get?subscription-key=secret")
    'example.org/data/v1/get'
    """
    try:
        parts = urlsplit(url)
        return f"{parts.hostname}{parts.path}"
    except ValueError:
        return url.partition("?")[0]


# What is said of an address that can't be asked, or that sends on without end.
_NO_ADDRESSES = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    # An address that a page leads to is taken apart without a net.
    ValueError,
    OverflowError,
)


def _why(url: str, error: Exception, patience: Patience) -> SourceError:
    """Say a failed request in words, as the kind of error that it is."""
    if isinstance(error, requests.TooManyRedirects):
        return AddressError(f"{place(url)}: the address leads on and on, in a circle")
    if isinstance(error, _NO_ADDRESSES) and not isinstance(
        error, requests.exceptions.InvalidHeader
    ):
        return AddressError(f"{place(url)}: no address that can be asked, or it leads to one")
    why = _failure(error, patience)
    kind = NoNetworkError if why.endswith(NO_NETWORK) else SourceError
    return kind(f"{place(url)}: {why}")


# What is said of a failed connection: of the first of these that is among its causes.
_FAILURES = {
    NameResolutionError: f"the host was not found{NO_NETWORK}",
    NewConnectionError: f"no connection{NO_NETWORK}",
    ConnectTimeoutError: "no connection within {connect:g} seconds (time-out)",
    ReadTimeoutError: "no answer within {read:g} seconds (time-out)",
    SSLCertVerificationError: "the certificate of the host could not be verified",
    SSLError: "no safe connection: the host speaks no TLS that we do",
    DecodeError: "the answer could not be unpacked",
}


def _failure(error: Exception, patience: Patience) -> str:
    """Say a failed connection in words."""
    if isinstance(error, TimeoutError):
        return f"no whole answer within {patience.whole:g} seconds (time-out)"
    causes = list(_chain(error))
    for kind, words in _FAILURES.items():
        if any(isinstance(one, kind) for one in causes):
            return words.format(**vars(patience))
    if any(isinstance(one, ProtocolError) and "broken" in str(one.args[0]) for one in causes):
        return "the answer broke off before its end"
    return "no connection that held: the host hung up or sent what is no answer"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Give an error and those that led to it, which its parts name."""
    yield error
    for part in (*error.args, getattr(error, "reason", None)):
        if isinstance(part, BaseException):
            yield from _chain(part)


def _refusal(status: int) -> str:
    """Say an error status in words."""
    name = HTTPStatus(status).phrase if status in set(HTTPStatus) else "unknown status"
    if status == 429:
        return f"the service limits the rate of requests ({status} {name}); try again later"
    if status in REFUSED:
        return f"the service refuses the request ({status} {name}); is the key missing or worn out?"
    if status == DENIED:
        return f"the service refuses programs ({status}); a person with a browser may get in"
    if status == 404:
        return f"nothing is at this address any more ({status} {name})"
    if status >= 500:
        return f"the service is out of order ({status} {name}); try again later"
    return f"the service does not take the request ({status} {name})"


@contextmanager
def lent_to(module: ModuleType, session: Session, passing: Iterable[int] = ()) -> Iterator[None]:
    """Have a client that calls ``requests.get`` make its requests through our session.

    The clients know no time-out, retry or limit of their own; this is the adapter that gives them
    ours, for as long as the block runs.

    Parameters
    ----------
    module : module
        The module of the client whose global name ``requests`` is used.
    session : Session
        What stands in for it.
    passing : iterable of int
        Error statuses that the client wants to read itself.
    """
    own = module.requests
    module.requests, session.passing, session.left = session, frozenset(passing), MOST_PAGES
    try:
        yield
    finally:
        module.requests, session.passing, session.left = own, frozenset(), float("inf")


def tracked(steps: Iterable[T], what: str, total: int | None = None) -> Iterable[T]:
    """Show how many of many requests are done; silent where the output is no terminal."""
    console = Console(stderr=True)
    return track(
        steps, what, total, console=console, disable=not console.is_terminal, transient=True
    )


def download(session: Session, url: str, target: Path) -> Path:
    """Download a large file with a progress bar.

    Parameters
    ----------
    session : Session
        Makes the request.
    url : str
        Address of the file.
    target : pathlib.Path
        Where to put it; stands there whole or not at all.

    Raises
    ------
    SourceError
        If the file can't be had or breaks off.
    """
    part = target.with_name(f"{target.name}.part")
    response = session.get(url, stream=True)

    def write() -> None:
        chunks = (response.raw.length_remaining or 0) // CHUNK or None
        with part.open("wb") as file:
            for chunk in tracked(_chunks(response), target.name, chunks):
                file.write(chunk)

    try:
        within(session.patience.whole, write)
    except SourceError as error:
        raise SourceError(f"{place(url)}: {error}") from None
    except (requests.RequestException, HTTPError, OSError) as error:
        raise _why(url, error, session.patience) from None
    part.replace(target)
    return target
