"""One file from one address, with bounds on its size, its time and what it may redirect to.

The transfer runs on a thread of its own, because a blocked look-up, connect or read cannot be
interrupted from within. The caller watches it, so that cancelling and the deadline hold whatever
the network does.
"""

import contextlib
import functools
import http.client
import socket
import ssl
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from typing import IO, BinaryIO

import certifi

from mnist_viz import __version__
from mnist_viz.data.patience import DiskError, FetchCancelledError, FetchError, Patience

_CHUNK_BYTES = 1 << 16
_WATCH_SECONDS = 0.05
_LOOPBACK = "127.0.0.1"  # where the tests' servers are; nowhere else may the line be unencrypted
_UNREACHABLE = {
    TimeoutError: "no answer in time",
    socket.gaierror: "the address is not known here",
    ConnectionRefusedError: "the connection was refused",
}
_WORTH_ANOTHER_TRY = frozenset({408, 429, 500, 502, 503, 504})


def fetch(
    url: str,
    file: BinaryIO,
    *,
    most_bytes: int,
    patience: Patience,
    report: Callable[[int], None],
    cancelled: Callable[[], bool],
) -> int:
    """Copy what an address answers into a file.

    Parameters
    ----------
    url : str
        ``https`` only, but for this computer itself.
    file : binary file
        Open for writing.
    most_bytes : int
        Reading stops at one byte more.
    patience : Patience
    report : callable
        Is told, on the calling thread, how many bytes have arrived.
    cancelled : callable
        Is asked many times a second whether to stop.

    Returns
    -------
    int
        How many bytes arrived: all that the server announced.

    Raises
    ------
    FetchError
        If the answer is not whole, too large, too slow, or none.
    FetchCancelledError
        As soon as ``cancelled`` says so.
    DiskError
        If the file cannot be written.
    """
    transfer = _Transfer(url, file, most_bytes, patience.silence_seconds)
    started = time.monotonic()
    transfer.start()
    try:
        running = True
        while running:
            transfer.join(_WATCH_SECONDS)
            running = transfer.is_alive()
            report(transfer.n_bytes)
            if cancelled():
                raise FetchCancelledError
            seconds = time.monotonic() - started - patience.silence_seconds
            if running and transfer.n_bytes < seconds * patience.least_bytes_per_second:
                raise FetchError(
                    f"too slow: {transfer.n_bytes:,} bytes in {time.monotonic() - started:.0f} s",
                    unreachable=transfer.n_bytes == 0,
                )
    finally:
        transfer.abandon()
    if transfer.error is not None:
        raise transfer.error
    return transfer.n_bytes


class _Transfer(threading.Thread):
    """Copies one answer into a file; ``error`` says afterwards how it went wrong, if it did."""

    def __init__(self, url: str, file: BinaryIO, most_bytes: int, silence_seconds: float) -> None:
        super().__init__(name="download", daemon=True)
        self.n_bytes = 0
        self.error: Exception | None = None
        self._url = url
        self._file = file
        self._most_bytes = most_bytes
        self._silence_seconds = silence_seconds
        self._sockets: list[socket.socket] = []
        self._abandoned = threading.Event()

    def run(self) -> None:
        try:
            self._copy()
        except (FetchError, DiskError) as error:
            self.error = error
        except Exception as error:  # noqa: BLE001 - urllib raises a dozen types; the caller gets one
            self.error = _explained(error)

    def abandon(self) -> None:
        """End the transfer wherever it is blocked, and wait a moment for it."""
        self._abandoned.set()
        for connection in self._sockets:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        if self.is_alive():
            self.join(_WATCH_SECONDS)

    def _copy(self) -> None:
        check_address(self._url)
        request = urllib.request.Request(
            self._url,
            headers={"User-Agent": f"mnist-viz/{__version__}", "Accept-Encoding": "identity"},
        )
        opener = _opener(self._url, self._sockets)
        with contextlib.closing(opener.open(request, timeout=self._silence_seconds)) as answer:
            announced = _announced_bytes(answer.headers)
            if announced is not None and announced > self._most_bytes:
                raise FetchError(f"{announced:,} bytes, where at most {self._most_bytes:,} belong")
            while self.n_bytes <= self._most_bytes and not self._abandoned.is_set():
                piece = answer.read1(min(_CHUNK_BYTES, self._most_bytes + 1 - self.n_bytes))
                if not piece:
                    break
                self._write(piece)
                self.n_bytes += len(piece)
        if self.n_bytes > self._most_bytes:
            raise FetchError(f"more than the {self._most_bytes:,} bytes that belong there")
        if announced is not None and self.n_bytes < announced:
            raise FetchError(f"ended after {self.n_bytes:,} of {announced:,} bytes", may_pass=True)

    def _write(self, piece: bytes) -> None:
        try:
            self._file.write(piece)
        except (OSError, ValueError) as error:
            raise DiskError(getattr(error, "strerror", None) or str(error)) from error


def check_address(url: str) -> None:
    """Refuse anything but ``https``, and plain ``http`` on this computer.

    Raises
    ------
    FetchError
        If the address is of another kind, such as ``file://``.
    """
    parts = urllib.parse.urlsplit(url)
    if not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname == _LOOPBACK)):
        raise FetchError(f"{parts.scheme or 'no'}:// addresses are not fetched, only https://")


def _announced_bytes(headers: Mapping[str, str]) -> int | None:
    value = headers.get("Content-Length", "")
    return int(value) if value.isdecimal() else None


def _explained(error: Exception) -> FetchError:
    """Return what went wrong in words, from whatever urllib raised."""
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        why = f"{error.code} {error.reason}".strip().replace("\n", " ")
        return FetchError(why, may_pass=error.code in _WORTH_ANOTHER_TRY)
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    for kind, why in _UNREACHABLE.items():
        if isinstance(reason, kind):
            return FetchError(why, unreachable=True)
    if isinstance(reason, ssl.SSLError):
        why = getattr(reason, "verify_message", "") or reason.reason or "failed"
        return FetchError(f"no secure connection ({why})", unreachable=True)
    if isinstance(reason, (ConnectionError, http.client.HTTPException)):
        return FetchError(f"the connection broke ({type(reason).__name__})", may_pass=True)
    return FetchError(str(reason) or type(reason).__name__, unreachable=True)


class _CheckedRedirects(urllib.request.HTTPRedirectHandler):
    max_redirections = 5

    def redirect_request(  # noqa: PLR0917 - urllib's signature
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        try:
            check_address(newurl)
        except FetchError as error:
            why = f"redirected to {newurl}: {error}"
            raise urllib.error.HTTPError(req.full_url, code, why, headers, fp) from error
        return super().redirect_request(req, fp, code, msg, headers, newurl)


@functools.cache
def _trusted() -> ssl.SSLContext:
    context = ssl.create_default_context()
    # Python from python.org comes without certificates on macOS.
    context.load_verify_locations(certifi.where())
    return context


def _opener(url: str, sockets: list[socket.socket]) -> urllib.request.OpenerDirector:
    """Return an opener that knows http and https alone, and notes the sockets it opens."""

    class Plain(http.client.HTTPConnection):
        def connect(self) -> None:
            super().connect()
            sockets.append(self.sock)

    class Secure(http.client.HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            sockets.append(self.sock)

    class PlainHandler(urllib.request.HTTPHandler):
        def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(Plain, req)

    class SecureHandler(urllib.request.HTTPSHandler):
        def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(Secure, req, context=_trusted())

    opener = urllib.request.OpenerDirector()
    if urllib.parse.urlsplit(url).hostname != _LOOPBACK:
        opener.add_handler(urllib.request.ProxyHandler())
    for handler in (
        urllib.request.UnknownHandler(),
        PlainHandler(),
        SecureHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        _CheckedRedirects(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener
