"""The Chromium of this machine, and how it is started for tests and screenshots."""

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
HOW_TO_GET_ONE = (
    "No Chromium was found. Install one (on Debian: apt-get install chromium),"
    " or set PORTAL_CHROMIUM to the path of one."
)
# Two popups of the address bar that nobody sees, each a page in processes of its own, took much of the time.
# A list given here takes the place of Playwright's, so the rest is what that one switches off for quiet.
UNUSED = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
# It speaks to the server under test only: nothing is looked up, updated or reported.
QUIET = (
    f"--disable-features={','.join(UNUSED)}",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    """Return the path of a Chromium, or None."""
    named = os.environ.get("PORTAL_CHROMIUM")
    if named:
        return named if Path(named).exists() else shutil.which(named)
    return next(filter(None, map(shutil.which, NAMES)), None)


def launch(playwright, path: str):
    """Start the browser without a window; root needs it without a sandbox."""
    return playwright.chromium.launch(executable_path=path, args=list(QUIET), chromium_sandbox=False)
