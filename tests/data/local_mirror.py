"""A web server on this computer that answers as it is told, for tests of downloads."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self, TypeAlias

Answer: TypeAlias = Callable[["Request"], None]


class Request(BaseHTTPRequestHandler):
    """One request; answers are functions of it."""

    server: "LocalMirror"

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        name = self.path.rpartition("/")[2]
        try:
            self.server.answers.get(name, self.server.otherwise)(self)
        except (BrokenPipeError, ConnectionResetError):
            self.server.hung_up.set()

    def log_message(self, *args: object) -> None:
        pass

    def send(self, body: bytes, *, status: int = 200, announced: int | None = None) -> None:
        """Answer with a body, and perhaps another length than it has."""
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if announced is None else announced))
        self.end_headers()
        self.wfile.write(body)

    def wait_until_stopped(self, seconds: float | None = None) -> bool:
        return self.server.stopping.wait(seconds)


class LocalMirror(ThreadingHTTPServer):
    """The server; a context manager that leaves nothing behind.

    Attributes
    ----------
    answers : dict of str to Answer
        What to answer for a file name.
    otherwise : Answer
        For other names.
    asked : list of str
        Paths in the order they were asked for.
    hung_up : threading.Event
        Set once a client has closed its connection before the end of an answer.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.answers: dict[str, Answer] = {}
        self.otherwise: Answer = lambda request: request.send(b"nothing here", status=404)
        self.asked: list[str] = []
        self.stopping = threading.Event()
        self.hung_up = threading.Event()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def serve(self, files: dict[str, bytes]) -> None:
        """Answer with whole files."""
        for name, content in files.items():
            self.answers[name] = whole(content)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stopping.set()
        self.shutdown()
        self._thread.join()
        self.server_close()


def whole(content: bytes) -> Answer:
    """Answer with the content."""
    return lambda request: request.send(content)


def status(code: int) -> Answer:
    """Answer with an error."""
    return lambda request: request.send(b"no", status=code)


def redirect(to: str) -> Answer:
    """Answer with another address."""

    def answer(request: Request) -> None:
        request.send_response(302)
        request.send_header("Location", to)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


def stall(content: bytes = b"", *, announced: int = 1_000) -> Answer:
    """Send the head, some content, and then nothing more."""

    def answer(request: Request) -> None:
        request.send(content, announced=announced)
        request.wfile.flush()
        request.wait_until_stopped()

    return answer


def silence(request: Request) -> None:
    """Take the request and never answer."""
    request.wait_until_stopped()


def drip(request: Request) -> None:
    """Send a byte now and then, for ever."""
    request.send(b"", announced=1_000)
    while not request.wait_until_stopped(0.05):
        request.wfile.write(b"x")
        request.wfile.flush()


def unbounded(request: Request) -> None:
    """Send as fast as possible, without a length and without an end."""
    request.send_response(200)
    request.end_headers()
    while not request.wait_until_stopped(0):
        request.wfile.write(bytes(1 << 16))
