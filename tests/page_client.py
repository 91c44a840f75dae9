"""A browser without JavaScript: it checks every page it gets and submits only forms that it was given."""

import contextvars
import re
import unicodedata
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import html5lib
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import inspect

from portal.extensions import db
from portal.services import accounts
from tests.factories import PASSWORD

NAMESPACE = "{http://www.w3.org/1999/xhtml}"
LABELLED = {"input", "select", "textarea"}


def text_of(element) -> str:
    """Return the words of an element as a reader sees them."""
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


class FreshClient(FlaskClient):
    """Sends each request in a context of its own, as a server would, and shows the test what changed."""

    def open(self, *args, **kwargs):
        """Send a request."""
        if not has_app_context():
            # A redirect being followed.
            return super().open(*args, **kwargs)
        response = contextvars.Context().run(super().open, *args, **kwargs)
        db.session.commit()
        for row in db.session.identity_map.values():
            db.session.expire(row, [column.key for column in inspect(row).mapper.column_attrs])
        return response


@dataclass
class Page:
    """An answer that is a page."""

    client: "PageClient"
    path: str
    status: int
    html: str
    tree: object = field(repr=False)
    headers: dict = field(repr=False, default_factory=dict)

    def all(self, tag: str) -> list:
        """Return all elements of a tag."""
        return list(self.tree.iter(f"{NAMESPACE}{tag}"))

    @property
    def text(self) -> str:
        """The words of the main part."""
        return text_of(self.all("main")[0])

    @property
    def h1(self) -> str:
        """The heading."""
        return text_of(self.all("h1")[0])

    def links(self) -> dict[str, str]:
        """Return words -> address of all links."""
        return {text_of(link): link.get("href") for link in self.all("a")}

    def follow(self, words: str) -> "Page":
        """Follow the link whose words contain these."""
        found = [address for label, address in self.links().items() if words in label]
        assert found, f"No link says {words!r}: {list(self.links())}"
        return self.client.get(urljoin(self.path, found[0]))

    def form(self, action_part: str = ""):
        """Return the form of the main part with this address, else the first whose address contains it."""
        forms = [form for form in self.all("main")[0].iter(f"{NAMESPACE}form")]
        for form in sorted(forms, key=lambda form: form.get("action") != action_part):
            if action_part in (form.get("action") or self.path):
                return form
        raise AssertionError(f"No form leads to {action_part!r} on {self.path}.")

    def submit(self, action_part: str = "", **values) -> "Page":
        """Fill in a form of this page and send it, as a browser would; a list value fills repeated fields."""
        form = self.form(action_part)
        data = _form_data(form)
        for name, value in values.items():
            assert name in _field_names(form), f"The form has no field {name}: {sorted(_field_names(form))}"
            data[name] = value
        address = urljoin(self.path, form.get("action") or self.path)
        if (form.get("method") or "get").lower() == "get":
            return self.client.get(address, query_string={k: v for k, v in data.items() if v not in ("", [])})
        return self.client.post(address, data)


class PageClient:
    """Signs in, follows redirects, and checks each page."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.http = app.test_client()

    def get(self, path: str, **kwargs) -> Page:
        """Get a page and check it."""
        return self._page(self.http.get(path, follow_redirects=True, **kwargs))

    def post(self, path: str, data: dict) -> Page:
        """Send form data and follow the redirect."""
        return self._page(self.http.post(path, data=data, follow_redirects=True))

    def sign_in(self, user) -> None:
        """Sign in as a person without the page, whose password check takes longer than most tests."""
        with self.app.app_context():
            token = accounts.sign_in(user, device="a test")
        with self.http.session_transaction() as session:
            session.permanent = True
            session["_user_id"] = token

    def sign_in_on_page(self, user, password: str = PASSWORD) -> Page:
        """Sign in as a person through the page and return the first one they see."""
        page = self.get("/sign-in").submit("/sign-in", phone=user.phone, password=password)
        assert page.path != "/sign-in", page.text
        return page

    def csrf(self) -> str:
        """Return the token that the phone sends with each request."""
        return self.http.get("/api/me").get_json()["csrf"]

    def _page(self, response) -> Page:
        path = response.request.full_path.rstrip("?")
        # Spreadsheets and photos are no text.
        is_file = "openxmlformats" in response.mimetype or response.mimetype == "image/jpeg"
        html = "" if is_file else response.get_data(as_text=True)
        tree = html5lib.HTMLParser(strict=True).parse(html) if "html" in response.mimetype else None
        page = Page(self, path, response.status_code, html, tree, dict(response.headers))
        if tree is not None:
            check_page(page)
        return page


def check_page(page: Page) -> None:
    """Assert what must hold on every page."""
    headings = page.all("h1")
    assert len(headings) == 1, f"{page.path}: {len(headings)} h1"
    title = text_of(page.all("title")[0])
    assert title.startswith(page.h1), f"{page.path}: the title {title!r} does not start with {page.h1!r}"
    ids = [element.get("id") for element in page.tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), (
        f"{page.path}: repeated ids {[one for one in ids if ids.count(one) > 1]}"
    )
    assert unicodedata.is_normalized("NFC", page.html), f"{page.path}: not NFC"
    assert "{{" not in page.html and "{%" not in page.html, f"{page.path}: stray template marks"
    assert not re.search(r"%\(\w+\)s", page.text), f"{page.path}: unfilled placeholder"
    _check_labels(page)


def _check_labels(page: Page) -> None:
    labelled = {label.get("for") for label in page.all("label")}
    wrapped = {id(control) for label in page.all("label") for control in label.iter()}
    for tag in LABELLED:
        for control in page.all(tag):
            if control.get("type") in ("hidden", "submit", "button"):
                continue
            named = control.get("aria-label") or control.get("aria-labelledby")
            assert control.get("id") in labelled or id(control) in wrapped or named, (
                f"{page.path}: no label for {control.get('name')}"
            )


def _field_names(form) -> set[str]:
    return {
        control.get("name") for tag in (*LABELLED, "button") for control in form.iter(f"{NAMESPACE}{tag}")
    } - {None}


def _form_data(form) -> dict:
    data: dict = {}
    for control in form.iter():
        name = control.get("name") if hasattr(control, "get") else None
        tag = control.tag.removeprefix(NAMESPACE) if isinstance(control.tag, str) else ""
        if not name or tag not in LABELLED:
            continue
        if tag == "textarea":
            # The parser keeps the line break that browsers drop after the opening tag.
            data[name] = "".join(control.itertext()).removeprefix("\n")
        elif tag == "select":
            data[name] = _selected(control)
        elif control.get("type") in ("checkbox", "radio"):
            if control.get("checked") is not None:
                _append(data, name, control.get("value", "on"))
        else:
            _append(data, name, control.get("value", ""))
    return data


def _append(data: dict, name: str, value: str) -> None:
    if name in data:
        data[name] = [*(data[name] if isinstance(data[name], list) else [data[name]]), value]
    else:
        data[name] = value


def _selected(select):
    options = list(select.iter(f"{NAMESPACE}option"))
    chosen = [
        option.get("value", text_of(option)) for option in options if option.get("selected") is not None
    ]
    if select.get("multiple") is not None:
        return chosen
    return chosen[0] if chosen else (options[0].get("value", text_of(options[0])) if options else "")


def path_only(url: str) -> str:
    """Return the path of an address."""
    return urlsplit(url).path
