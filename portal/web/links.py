"""Addresses that leave the portal, such as an activation link that is read aloud or pasted into a message."""

from urllib.parse import urlencode

from flask import current_app, has_request_context, request


def activation_address(token: str) -> str:
    """Return the whole address of an activation link."""
    return f"{_base_url()}/join/{token}"


def slip_address(token: str) -> str:
    """Return the whole address of the page where a citizen answers a slip."""
    return f"{_base_url()}/c/{token}"


def slip_code_address() -> str:
    """Return the address of the page where the digits of a slip are typed, as it is read out."""
    return f"{_base_url()}/c".partition("://")[2]


def hamlet_address(hamlet_id: int) -> str:
    """Return the whole address of the page that everybody may read of a hamlet."""
    return f"{_base_url()}/hamlets/{hamlet_id}"


def paper_sheet_address(team_code: str) -> str:
    """Return the whole address of the page where a team's paper sheet is typed in."""
    return f"{_base_url()}/paper-sheets/new?{urlencode({'team': team_code})}"


def training_address(training_id: int) -> str:
    """Return the whole address of a training's page."""
    return f"{_base_url()}/trainings/{training_id}"


def attendance_address(training_id: int, token: str) -> str:
    """Return the whole address that the code on the wall of a training leads to."""
    return f"{training_address(training_id)}/attend?{urlencode({'code': token})}"


def _base_url() -> str:
    """Return where people reach the portal; while developing, the name under which it was just asked for."""
    development = current_app.config["ENV_NAME"] == "development"
    if development and has_request_context():
        return request.host_url.rstrip("/")
    return current_app.config["BASE_URL"]
