"""Both languages are complete, and the catalogue is not behind the code."""

import re
import string
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

CATALOGUE = Path("translations/vi/LC_MESSAGES/messages.po")
TEMPLATE = Path("translations/messages.pot")
PLACEHOLDER = re.compile(r"%\((\w+)\)([sd])")


def read(path: Path):
    with path.open("rb") as file:
        return read_po(file)


def ids(catalogue) -> set:
    return {message.id for message in catalogue if message.id}


def extract(target: Path) -> None:
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "babel.cfg"]
    keywords = ["-k", "lazy_gettext", "-k", "lazy_ngettext:1,2"]
    subprocess.run([*command, *keywords, "--no-location", "-o", str(target), "."], check=True)


def test_the_template_of_messages_is_not_stale(tmp_path):
    extract(tmp_path / "fresh.pot")

    assert ids(read(tmp_path / "fresh.pot")) == ids(read(TEMPLATE))


def test_vietnamese_has_every_message_and_no_other():
    assert ids(read(CATALOGUE)) == ids(read(TEMPLATE))


def test_no_vietnamese_message_is_empty_or_fuzzy():
    wanting = []
    for message in read(CATALOGUE):
        texts = message.string if isinstance(message.string, (tuple, list)) else [message.string]
        if message.id and (message.fuzzy or not all(texts)):
            wanting.append(message.id)

    assert wanting == []


def test_placeholders_are_the_same_in_both_languages():
    differing = []
    for message in read(CATALOGUE):
        sources = message.id if isinstance(message.id, (tuple, list)) else [message.id]
        texts = message.string if isinstance(message.string, (tuple, list)) else [message.string]
        wanted = set(PLACEHOLDER.findall(sources[-1] if sources else ""))
        if any(set(PLACEHOLDER.findall(text)) != wanted for text in texts if text):
            differing.append(message.id)

    assert differing == []


@pytest.mark.parametrize("word", ["dashboard", "submit", "online", "email", "feedback"])
def test_vietnamese_uses_no_english_word_where_a_vietnamese_one_is_known(word):
    used = [
        message.id
        for message in read(CATALOGUE)
        for text in (message.string if isinstance(message.string, (tuple, list)) else [message.string])
        if word in text.lower().translate(str.maketrans("", "", string.punctuation)).split()
    ]

    assert used == []
