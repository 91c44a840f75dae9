"""Templates keep the promises that the content security policy and the page checks rely on."""

import re
from pathlib import Path

import pytest

TEMPLATES = sorted(Path("templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if "components" not in path.parts and path.name != "base.html"]


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_template_has_no_inline_style_or_script_and_escapes_everything(path):
    text = path.read_text()

    assert not re.search(r"\|\s*safe\b", text)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"<[a-z][^>{]*\son[a-z]+\s*=", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "autoescape false" not in text


@pytest.mark.parametrize("path", [page for page in PAGES if not page.name.startswith("_")], ids=str)
def test_page_extends_base_and_names_its_title(path):
    text = path.read_text()

    assert '{% extends "base.html" %}' in text
    assert "{% block title %}" in text
