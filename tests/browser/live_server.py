"""The real application on a free port of this machine, for a browser to visit."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server


class SilentRequests(WSGIRequestHandler):
    """Answers without a line of log for each request."""

    def log_request(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve the application from threads of its own and give its address.

    A new thread starts without the application context of its maker, so each request gets its own session.
    """
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=SilentRequests)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
