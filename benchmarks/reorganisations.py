"""How long 111 communes take to become 40: a rehearsal, which does all of it and keeps nothing."""

import json
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from benchmarks.data import ROOT
from portal import create_app
from portal.services import rosters
from portal.services.reorganisations import Change, rehearse

MERGED_ON = date(2025, 7, 1)


def measure_reorganisation(url: str, directory: Path) -> float:
    """Rehearse on a database, in a program of its own; return the seconds."""
    environment = os.environ | {"DATABASE_URL": url, "PORTAL_DATA_DIR": str(directory)}
    command = [sys.executable, "-m", "benchmarks.reorganisations"]
    told = subprocess.run(command, cwd=ROOT, env=environment, check=True, text=True, capture_output=True)
    return json.loads(told.stdout.splitlines()[-1])["seconds"]


def run() -> float:
    """Rehearse the shipped change on the database of the environment; return the seconds."""
    change = Change(
        rosters.shipped_roster(MERGED_ON),
        rosters.shipped_mapping(MERGED_ON),
        MERGED_ON,
        rosters.shipped_legal_basis(MERGED_ON),
    )
    started = time.perf_counter()
    effects = rehearse(None, change)
    seconds = time.perf_counter() - started
    if effects.counts["communes_created"] != 40:
        raise RuntimeError(f"{effects.counts}")
    return seconds


if __name__ == "__main__":
    with create_app().app_context():
        print(json.dumps({"seconds": run()}))
