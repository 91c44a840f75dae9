"""The first page of each role."""

from flask import Blueprint, redirect, url_for
from flask_login import current_user

from portal.domain.roles import Role
from portal.web.access import signed_in

blueprint = Blueprint("home", __name__)

HOMES = (
    (Role.admin, "admin.users"),
    (Role.province_staff, "coverage.index"),
    (Role.coordinator, "reviews.index"),
    (Role.member, "activities.new"),
)


@blueprint.get("/")
@signed_in
def index():
    """Lead to the page where the person's day begins."""
    for role, endpoint in HOMES:
        if current_user.has_role(role):
            return redirect(url_for(endpoint), 303)
    return redirect(url_for("accounts.show"), 303)
