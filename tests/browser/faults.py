"""Bad lines and bad answers between a phone and the portal: a server that misbehaves, a line that is cut."""

import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

PAGE = b"<!doctype html><title>Wi-Fi</title><p>Sign in to the caf\xc3\xa9's Wi-Fi"
PROBLEM = "application/problem+json"


class FaultyApp:
    """Stands before the application and spoils what goes to the JSON interface, as the plan says.

    `plan(method, path)` returns the name of a fault or None. "unheard" breaks the line before the request is
    read, "unanswered" after the application has done its work: only the phone does not learn of it.
    """

    def __init__(self, app) -> None:
        self.app = app
        self.plan: Callable[[str, str], str | None] = lambda _method, _path: None

    def __call__(self, environ: dict, start_response) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        fault = self.plan(environ["REQUEST_METHOD"], path) if path.startswith("/api/") else None
        if fault is None:
            return self.app(environ, start_response)
        return getattr(self, f"_{fault}")(environ, start_response)

    def _unheard(self, environ, _start):
        _break(environ)
        raise ConnectionError("The line broke before the request was read.")

    def _unanswered(self, environ, _start):
        self._listen(environ)
        _break(environ)
        raise ConnectionError("The line broke before the answer was sent.")

    def _half_answered(self, environ, start):
        status, headers, body = self._listen(environ)
        start(status, headers)
        return [body[: len(body) // 2]]

    def _captive(self, environ, start):
        _swallow(environ)
        start("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(PAGE)))])
        return [PAGE]

    def _redirected(self, environ, start):
        _swallow(environ)
        start("302 Found", [("Location", "/sign-in"), ("Content-Length", "0")])
        return [b""]

    def _gateway(self, environ, start):
        _swallow(environ)
        start("502 Bad Gateway", [("Content-Type", "text/html"), ("Content-Length", "3")])
        return [b"bad"]

    def _busy(self, environ, start):
        _swallow(environ)
        body = b'{"type":"/problems/unavailable","title":"","status":503}'
        start(
            "503 Busy", [("Content-Type", PROBLEM), ("Retry-After", "1"), ("Content-Length", str(len(body)))]
        )
        return [body]

    def _other_receipt(self, environ, start):
        """Answer with somebody else's receipt, as a confused cache would."""
        _swallow(environ)
        body = b'{"receipt": true, "id": "01900000-0000-7000-8000-000000000000", "status": "submitted"}'
        start("201 Created", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    def _signed_out(self, environ, start):
        _swallow(environ)
        body = b'{"type":"/problems/sign-in-needed","title":"","status":401}'
        start("401 Unauthorized", [("Content-Type", PROBLEM), ("Content-Length", str(len(body)))])
        return [body]

    def _listen(self, environ) -> tuple[str, list, bytes]:
        """Let the application answer to nobody."""
        heard: list = []
        chunks = self.app(environ, lambda status, headers, _error=None: heard.extend((status, headers)))
        body = b"".join(chunks)
        if hasattr(chunks, "close"):
            chunks.close()
        return heard[0], heard[1], body


def _swallow(environ: dict) -> None:
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))


def _break(environ: dict) -> None:
    with suppress(OSError):
        environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)


BAD_ANSWERS = (
    "captive",
    "redirected",
    "gateway",
    "busy",
    "other_receipt",
    "half_answered",
    "unanswered",
    "unheard",
)


class Line:
    """A line to the server that carries so many bytes towards it and then breaks, wherever that is."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.budget: int | None = None
        # Bytes a second, in both directions together; None is as fast as it goes.
        self.rate: int | None = None
        self._free_at = 0.0
        self.is_open = True
        self.holds_answers = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()

    def serve(self) -> None:
        """Take calls until the line is closed."""
        while True:
            try:
                caller, _address = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(caller,), daemon=True).start()

    def cut(self) -> None:
        """Break every call that is under way."""
        with self._lock:
            for one in self._open:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Take no more calls."""
        self._listener.close()
        self.cut()

    def _carry(self, caller: socket.socket) -> None:
        if not self.is_open:
            caller.close()
            return
        try:
            server = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            caller.close()
            return
        with self._lock:
            self._open |= {caller, server}
        try:
            self._pump(caller, server)
        finally:
            with self._lock:
                self._open -= {caller, server}
            caller.close()
            server.close()

    def _pump(self, caller: socket.socket, server: socket.socket) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(caller, selectors.EVENT_READ, server)
            selector.register(server, selectors.EVENT_READ, caller)
            while True:
                for key, _events in selector.select(timeout=30):
                    if not self._pass(key.fileobj, key.data, key.fileobj is caller):
                        return

    def _wait_turn(self, size: int) -> None:
        """Take as long as so many bytes take on this line."""
        if self.rate is None:
            return
        with self._lock:
            self._free_at = max(self._free_at, time.monotonic()) + size / self.rate
            wait = self._free_at - time.monotonic()
        time.sleep(max(0.0, wait))

    def _pass(self, source: socket.socket, target: socket.socket, upwards: bool) -> bool:
        """Carry some bytes; False once the line is broken or a side has hung up."""
        try:
            data = source.recv(4096)
            if not data or (self.holds_answers and not upwards):
                return bool(data)
            if upwards and self.budget is not None:
                data, self.budget = data[: self.budget], self.budget - len(data)
            self._wait_turn(len(data))
            target.sendall(data)
        except OSError:
            return False
        return self.budget is None or self.budget > 0


@contextmanager
def line_to(port: int) -> Iterator[Line]:
    """Open a line to a server on this machine."""
    line = Line(port)
    thread = threading.Thread(target=line.serve, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        line.close()
