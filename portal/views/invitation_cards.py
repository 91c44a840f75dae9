"""The sheet of cards on which fresh activation links are shown, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template

from portal.documents.qr_code import QrCode, draw_qr_code
from portal.services.activations import Invitation
from portal.web.links import activation_address


@dataclass(frozen=True)
class Card:
    """What one person needs to begin; `site` and `code` are the address as it is typed from paper."""

    name: str
    team: str | None
    address: str
    site: str
    code: str
    qr_code: QrCode
    expires_at: datetime


def make_card(name: str, team: str | None, invitation: Invitation) -> Card:
    """Return the card of a person for a fresh link."""
    address = activation_address(invitation.token)
    site = address.partition("://")[2].removesuffix(invitation.token)
    return Card(name, team, address, site, invitation.token, draw_qr_code(address), invitation.expires_at)


def show_cards(cards: Sequence[Card], *, back_url: str, left_out: Sequence[object] = ()) -> str:
    """Print the cards, and who got none and why."""
    return render_template("invitations/cards.html", cards=cards, back_url=back_url, left_out=left_out)
