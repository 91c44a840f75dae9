"""What a view does with a form that was sent: check it, act, and put a refusal where it can be mended."""

from collections.abc import Callable, Mapping

from flask import request
from flask_wtf import FlaskForm

from portal.domain.errors import RuleBroken
from portal.extensions import csrf
from portal.labels import sentence

NO_FIELDS: Mapping[str, str] = {}


def carries_own_secret(view: Callable) -> Callable:
    """Take a form without the token of a session, because its page opens by a secret that is used up by it.

    So nothing is kept in the browser of somebody without an account, and their pages can forbid the referrer
    that the token's check asks for.
    """
    return csrf.exempt(view)


def submitted(form: FlaskForm, act: Callable[[], object], fields: Mapping[str, str] = NO_FIELDS) -> bool:
    """Tell whether the form was sent, valid, and its act done; `fields` maps a rule's code to a field.

    A page that was only asked for, and a form that has to be shown again, are both not done.
    """
    if request.method != "POST" or not form.validate():
        return False
    try:
        act()
    except RuleBroken as error:
        if error.code == "too_many_tries":
            raise
        form.add_error(fields.get(error.code), sentence(error.code, **error.details))
        return False
    return True


def form_status() -> int:
    """Return the status of a page with a form: asked for, or sent and shown again with what is wrong."""
    return 422 if request.method == "POST" else 200
