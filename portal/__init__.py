"""The portal of the community digital-technology teams."""

from flask import Flask
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Config, from_environment
from portal import cli, database, transaction, views
from portal.extensions import csrf, db, migrate
from portal.web import access, assets, errors, headers, jinja, locale, requests, sessions, uploads


def create_app(config: Config | None = None) -> Flask:
    """Build the application."""
    app = Flask(__name__, template_folder="../templates", static_folder=None)
    app.config.from_object(config or from_environment())
    if app.config["TRUSTED_PROXIES"]:
        hops = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)

    db.init_app(app)
    database.init_app(app)
    transaction.init_app(app)
    migrate.init_app(app, db, directory="migrations", render_as_batch=True)
    uploads.init_app(app)
    requests.init_app(app)
    locale.init_app(app)
    sessions.init_app(app)
    access.init_app(app)
    csrf.init_app(app)
    errors.init_app(app)
    headers.init_app(app)
    assets.init_app(app)
    jinja.init_app(app)
    Compress(app)
    views.init_app(app)
    cli.init_app(app)
    return app
