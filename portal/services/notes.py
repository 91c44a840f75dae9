"""The words that people add to what they decide."""

from portal.domain.errors import RuleBroken
from portal.domain.text import NOTE_LENGTH, has_control_characters, nfc


def read_note(note: str, *, is_needed: bool) -> str:
    """Return a note as it is kept. Raises RuleBroken("note_needed", "note_too_long" or "bad_note")."""
    note = nfc(note).strip()
    if is_needed and not note:
        raise RuleBroken("note_needed")
    if len(note) > NOTE_LENGTH:
        raise RuleBroken("note_too_long")
    if has_control_characters(note, multiline=True):
        raise RuleBroken("bad_note")
    return note
