"""A small load client: many keep-alive connections in one process, each sending its requests in turn."""

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest


@dataclass
class Outcome:
    """What a load came to: seconds for each request, and answers by status."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Return the latency, in milliseconds, under which the share of requests stayed."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


class _Connection:
    def __init__(self, port: int, requests: Iterator[bytes], starts_at: float = 0.0) -> None:
        self.port, self.requests, self.starts_at = port, requests, starts_at
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received, self.sent_at = b"", 0.0

    def send_next(self) -> bool:
        request = next(self.requests, None)
        if request is None:
            return False
        self.sent_at, self.received = time.perf_counter(), b""
        self.socket.sendall(request)
        return True

    def receive(self) -> int | None:
        """Read what is there; return the status once the whole answer has come."""
        self.received += self.socket.recv(262_144)
        head, separator, body = self.received.partition(b"\r\n\r\n")
        if not separator:
            return None
        status = int(head[9:12])
        lowered = head.lower()
        if b"content-length:" in lowered:
            length = int(lowered.split(b"content-length:")[1].split(b"\r\n")[0])
            return status if len(body) >= length else None
        return status if body.endswith(b"0\r\n\r\n") or status in (204, 303, 304) else None


def run_load(port: int, clients: list[Iterator[bytes]], starts: Sequence[float] = ()) -> Outcome:
    """Let each client send its requests one after the other; return what it came to.

    `starts` says after how many seconds each client begins; without it all begin at once.
    """
    outcome, selector = Outcome(), selectors.DefaultSelector()
    waiting = sorted(
        (_Connection(port, *client) for client in zip_longest(clients, starts, fillvalue=0.0)),
        key=lambda connection: -connection.starts_at,
    )
    started = time.perf_counter()
    open_connections = 0
    while open_connections or waiting:
        while waiting and waiting[-1].starts_at <= time.perf_counter() - started:
            connection = waiting.pop()
            if connection.send_next():
                selector.register(connection.socket, selectors.EVENT_READ, connection)
                open_connections += 1
        for key, _events in selector.select(0.01 if waiting else None):
            connection: _Connection = key.data
            status = connection.receive()
            if status is None:
                continue
            outcome.latencies.append(time.perf_counter() - connection.sent_at)
            outcome.statuses[status] = outcome.statuses.get(status, 0) + 1
            if not connection.send_next():
                selector.unregister(connection.socket)
                connection.socket.close()
                open_connections -= 1
    outcome.seconds = time.perf_counter() - started
    return outcome


def http_request(method: str, path: str, *, body: bytes = b"", **headers: str) -> bytes:
    """Return the bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
