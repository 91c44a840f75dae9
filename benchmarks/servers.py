"""Start the portal or the bare app under the same Gunicorn settings, and stop it again."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
GUNICORN = Path(sys.executable).with_name("gunicorn")


@contextmanager
def serve(app: str, environment: dict[str, str], *, workers: int = 2) -> Iterator[int]:
    """Serve a WSGI app on a free loopback port and yield the port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [GUNICORN, "--bind", f"127.0.0.1:{port}", "--workers", str(workers), app]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int, process: subprocess.Popen) -> None:
    for _try in range(300):
        if process.poll() is not None:
            raise RuntimeError("The server ended before it answered.")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            # The port is open before the workers have loaded the app.
            time.sleep(3)
            return
    raise RuntimeError("The server did not answer in 30 s.")
