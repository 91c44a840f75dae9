"""Signing in and out, activating an account, and one's own account."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.domain.errors import Missing, RuleBroken
from portal.domain.phones import mask
from portal.forms.accounts import ActivationForm, LocaleForm, PasswordForm, SignInForm
from portal.labels import sentence
from portal.queries.public_coverage import list_public_campaigns
from portal.queries.users import list_roles, list_seat_names
from portal.services import accounts, activations, throttling
from portal.web.access import public, signed_in
from portal.web.coverage import campaign_name
from portal.web.sessions import open_session, safe_next
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in():
    """Ask for phone number and password."""
    form = SignInForm(next=request.args.get("next", ""))
    if request.method == "GET":
        if current_user.is_authenticated:
            return redirect(safe_next(form.next.data), 303)
        return _sign_in_page(form)
    if not form.validate():
        return _sign_in_page(form), 422
    try:
        user = accounts.authenticate(form.phone.data, form.password.data, address=_address())
    except RuleBroken as error:
        form.add_error(None, sentence(error.code, **error.details))
        status = 429 if error.code == "too_many_tries" else 422
        headers = {"Retry-After": str(error.details["seconds"])} if status == 429 else {}
        return _sign_in_page(form), status, headers
    _end_present_session()
    open_session(user)
    return redirect(safe_next(form.next.data), 303)


@blueprint.post("/sign-out")
@signed_in
def sign_out():
    """End this session."""
    accounts.sign_out(current_user)
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    flash(_("You are signed out."), "good")
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.route("/join/<token>", methods=["GET", "POST"])
@public
def join(token: str):
    """Let a person choose a password by a link that works once."""
    try:
        return _join(token)
    except Missing:
        # Only dead links count: a hall full of people may activate behind one address.
        throttling.count_try(throttling.DEAD_LINK_BY_ADDRESS, _address())
        # Used, expired or made up: nobody is told which, and all are told what to do.
        return render_template("accounts/dead_link.html"), 404


@blueprint.get("/account")
@signed_in
def show():
    """Show one's own account."""
    return _account_page()


@blueprint.post("/account/password")
@signed_in
def change_password():
    """Change one's own password."""
    form = PasswordForm()
    fields = {"wrong_current_password": "current", **dict.fromkeys(accounts.PASSWORD_PROBLEMS, "password")}

    def act() -> None:
        accounts.change_password(current_user, form.current.data, form.password.data)

    if submitted(form, act, fields):
        flash(_("Your password is changed. Other devices are signed out."), "good")
        return redirect(url_for("accounts.show"), 303)
    return _account_page(password_form=form), 422


@blueprint.post("/account/locale")
@signed_in
def choose_locale():
    """Choose the language of the pages."""
    form = LocaleForm()
    if not form.validate():
        return _account_page(locale_form=form), 422
    accounts.choose_locale(current_user, form.locale.data)
    session["language"] = form.locale.data
    return redirect(url_for("accounts.show"), 303)


def _sign_in_page(form: SignInForm) -> str:
    """Ask to sign in, and lead those who have no account to what everybody may read."""
    campaigns = [(one.code, campaign_name(one)) for one in list_public_campaigns(clock.today())]
    return render_template("accounts/sign_in.html", form=form, campaigns=campaigns)


def _account_page(password_form: PasswordForm | None = None, locale_form: LocaleForm | None = None) -> str:
    return render_template(
        "accounts/show.html",
        roles=list_roles([current_user.id], clock.today()).get(current_user.id, ()),
        password_form=password_form or PasswordForm(formdata=None),
        locale_form=locale_form or LocaleForm(formdata=None, locale=current_user.locale or "vi"),
    )


def _join(token: str):
    """Ask for the password, or use the link up; raises Missing for a dead link."""
    person, form = activations.find_activation(token), ActivationForm()
    fields = dict.fromkeys(accounts.PASSWORD_PROBLEMS, "password")
    if submitted(form, lambda: activations.activate(token, form.password.data), fields):
        _end_present_session()
        open_session(person)
        flash(_("Your account is ready."), "good")
        return redirect(url_for("home.index"), 303)
    seats = list_seat_names(person.id, clock.today())
    page = render_template(
        "accounts/join.html", form=form, person=person, seats=seats, phone=mask(person.phone)
    )
    return page, form_status()


def _address() -> str:
    return request.remote_addr or "unknown"


def _end_present_session() -> None:
    """A browser has one session: what somebody signed in before here is over."""
    if current_user.is_authenticated:
        accounts.sign_out(current_user)
