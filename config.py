"""The settings of the portal: the only place that reads the environment."""

import os
import re
import secrets
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent
MEBIBYTE = 1024 * 1024
SECRET_KEY_BYTES = 32


class SettingError(Exception):
    """A setting that the portal cannot start with; the message says what to do."""


class Config:
    """Every setting, worked out from environment variables.

    The upper-case attributes are for ``app.config.from_object``. Raises ``SettingError``.
    """

    LANGUAGES = ("vi", "en")
    BABEL_DEFAULT_LOCALE = "vi"
    BABEL_TRANSLATION_DIRECTORIES = str(ROOT / "translations")

    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    SESSION_COOKIE_PATH = "/"
    # How long a sign-in really lasts is kept in its row; the cookie only has to outlive that.
    PERMANENT_SESSION_LIFETIME = timedelta(days=90)
    SESSION_REFRESH_EACH_REQUEST = False

    # A form left open over night is still accepted; its token ends with the session.
    WTF_CSRF_TIME_LIMIT = None

    MAX_CONTENT_LENGTH = 2 * MEBIBYTE
    MAX_FORM_MEMORY_SIZE = MEBIBYTE // 2

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.ENV_NAME = _one_of(environment, "PORTAL_ENV", ("development", "production"))
        production = self.ENV_NAME == "production"

        self.DATA_DIR = _data_dir(environment)
        self.SECRET_KEY = _secret_key(environment, self.DATA_DIR, production)

        url = _database_url(environment, self.DATA_DIR)
        self.SQLALCHEMY_DATABASE_URI = _BEHIND_POOLER.sub("", url)
        self.SQLALCHEMY_ENGINE_OPTIONS = _engine_options(url)
        self.REDIS_URL = environment.get("REDIS_URL") or None
        self.EVIDENCE_URL = _evidence_url(environment)

        self.BASE_URL = _base_url(environment)
        self.TRUSTED_PROXIES = _count(environment, "PORTAL_TRUSTED_PROXIES")
        # In development the portal is also opened by a phone in the same network, under any name.
        self.TRUSTED_HOSTS = _trusted_hosts(self.BASE_URL) if production else None

        self.TIMEZONE = _time_zone(environment)
        self.BABEL_DEFAULT_TIMEZONE = self.TIMEZONE

        # Browsers accept the __Host- prefix only with Secure, and so only over HTTPS.
        self.SESSION_COOKIE_NAME = "__Host-portal" if production else "portal"
        self.SESSION_COOKIE_SECURE = production
        self.PREFERRED_URL_SCHEME = urlsplit(self.BASE_URL).scheme


def from_environment() -> Config:
    """Build the settings from the environment, or end the program with one line that says what to do."""
    try:
        return Config(os.environ)
    except SettingError as error:
        print(f"portal: {error}", file=sys.stderr)
        raise SystemExit(2) from None


def _one_of(environment: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = environment.get(name) or allowed[0]
    if value not in allowed:
        raise SettingError(f"{name} is {value!r}; set it to one of: {', '.join(allowed)}.")
    return value


def _count(environment: Mapping[str, str], name: str) -> int:
    value = environment.get(name) or "0"
    if not re.fullmatch(r"[0-9]{1,2}", value):
        raise SettingError(f"{name} is {value!r}; set it to a whole number, 0 or more.")
    return int(value)


def _data_dir(environment: Mapping[str, str]) -> Path:
    path = Path(environment.get("PORTAL_DATA_DIR") or ROOT / "instance").expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"PORTAL_DATA_DIR: cannot make {path} ({error.strerror}); name a directory to write in."
        raise SettingError(problem) from None
    return path


def _secret_key(environment: Mapping[str, str], data_dir: Path, production: bool) -> str:
    key = environment.get("SECRET_KEY") or ""
    if production and len(key.encode()) < SECRET_KEY_BYTES:
        raise SettingError(
            f"SECRET_KEY is missing or shorter than {SECRET_KEY_BYTES} bytes; make one with"
            " python3 -c 'import secrets; print(secrets.token_hex())' and keep it secret."
        )
    return key or _kept_secret_key(data_dir)


def _kept_secret_key(data_dir: Path) -> str:
    """Read the development key, made on the first start so that sign-ins survive the next one."""
    path = data_dir / "secret_key"
    if not path.exists():
        draft = data_dir / f"secret_key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(SECRET_KEY_BYTES), encoding="ascii")
        # Of two workers that start at once one wins, and both read the same key.
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()


def _database_url(environment: Mapping[str, str], data_dir: Path) -> str:
    url = environment.get("DATABASE_URL") or f"sqlite:///{data_dir / 'portal.db'}"
    if not re.match(r"(sqlite|postgres(ql)?(\+psycopg)?)://", url):
        raise SettingError("DATABASE_URL must start with sqlite:/// or postgresql://.")
    return re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)


# A pooler in transaction mode gives each transaction another connection, which knows no prepared statements.
_BEHIND_POOLER = re.compile(r"[?&]pooler=transaction$")


def _engine_options(url: str) -> dict[str, object]:
    # One connection for each thread of a worker; any more would be opened and closed at every request. The
    # one used last comes first: it knows the plans of what it was asked.
    kept = {"pool_size": 16, "pool_use_lifo": True}
    if url.startswith("sqlite"):
        return kept
    # What is asked a few times over is planned once.
    threshold = None if _BEHIND_POOLER.search(url) else 3
    return kept | {"pool_pre_ping": True, "connect_args": {"prepare_threshold": threshold}}


def _evidence_url(environment: Mapping[str, str]) -> str | None:
    """Read where photos are kept: an S3-compatible store, or None for the data directory."""
    url = environment.get("PORTAL_EVIDENCE_URL") or None
    if url is None:
        return None
    parts = urlsplit(url)
    endpoint = parse_qs(parts.query).get("endpoint", ["https://"])[-1]
    if parts.scheme != "s3" or not parts.netloc or not re.match(r"https?://", endpoint):
        raise SettingError(
            "PORTAL_EVIDENCE_URL must look like s3://bucket/prefix?endpoint=https://s3.example.vn;"
            " leave it out to keep photos in PORTAL_DATA_DIR."
        )
    return url


def _base_url(environment: Mapping[str, str]) -> str:
    url = (environment.get("PORTAL_BASE_URL") or "http://127.0.0.1:8000").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise SettingError(f"PORTAL_BASE_URL is {url!r}; set it to something like https://portal.example.vn.")
    return url


def _trusted_hosts(base_url: str) -> list[str]:
    return sorted({urlsplit(base_url).hostname or "", "127.0.0.1", "localhost"})


def _time_zone(environment: Mapping[str, str]) -> str:
    name = environment.get("PORTAL_TIMEZONE") or "Asia/Ho_Chi_Minh"
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        problem = f"PORTAL_TIMEZONE {name!r} is unknown; set it to a name like Asia/Ho_Chi_Minh."
        raise SettingError(problem) from None
    return name
