"""The real application on a free port of this machine, for a browser to visit."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

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


class SeparateServer:
    """The portal under Gunicorn in processes of its own, which can be killed as by a power cut."""

    def __init__(self, app: Flask, built_by: str = "portal:create_app()", workers: int = 2) -> None:
        self._built_by, self._workers = built_by, workers
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        url = app.config["SQLALCHEMY_DATABASE_URI"].replace("postgresql+psycopg://", "postgresql://")
        settings = {"DATABASE_URL": url, "PORTAL_DATA_DIR": str(app.config["DATA_DIR"])}
        self._environment = os.environ | settings | {"SECRET_KEY": app.config["SECRET_KEY"]}
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start it on its port and wait until it answers."""
        gunicorn = Path(sys.executable).with_name("gunicorn")
        command = [
            gunicorn,
            "--bind",
            f"127.0.0.1:{self.port}",
            "--workers",
            str(self._workers),
            "--log-level",
            "critical",
            self._built_by,
        ]
        # A group of its own, so that a kill takes the workers, too.
        self._process = subprocess.Popen(command, env=self._environment, start_new_session=True)
        for _try in range(600):
            with suppress(OSError), urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5):
                return
            time.sleep(0.1)
        raise RuntimeError("The server did not answer in a minute.")

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
