"""How Gunicorn serves the portal; read by itself when Gunicorn starts in this directory."""

import gc
import os
import sys

from config import from_environment

# A wrong setting is told once, here, before any worker starts and fails again and again.
from_environment()

wsgi_app = "portal:create_app()"
bind = "127.0.0.1:8000"
worker_class = "gthread"
workers = 2
threads = 16

# Phones open few connections and reuse them; longer than the usual 60 s of a proxy in front.
keepalive = 65
timeout = 60
graceful_timeout = 20

# Workers prove that they live by touching a file, which must not wait for a slow disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None

# The application alone decides how many proxies to trust (PORTAL_TRUSTED_PROXIES).
forwarded_allow_ips = ""

accesslog = None
loglevel = "warning"
control_socket_disable = True

# A thread that comes back from the database with its turn to write waits this long for Python; the usual
# 5 ms would be most of the time in which all other writers wait.
SWITCH_SECONDS = 0.0005


def post_fork(server, worker) -> None:
    """Set up a worker process."""
    sys.setswitchinterval(SWITCH_SECONDS)


def post_worker_init(worker) -> None:
    """Leave out of later searches for garbage what was loaded for good: each would hold up a page."""
    gc.collect()
    gc.freeze()
