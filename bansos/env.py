"""Settings that come from the environment. A wrong value stops the start with a hint."""

import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"", "0", "false", "no", "off"}


def flag(name: str, default: bool = False) -> bool:
    """A yes/no variable. Raises ImproperlyConfigured for any other word."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    word = raw.strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r} is not yes or no. Write {name}=1 or {name}=0.")


def words(name: str, default: str = "") -> list[str]:
    """A comma separated list."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def city_code(name: str, default: str) -> str:
    """A Kemendagri code of a city or regency, such as 64.72."""
    code = os.environ.get(name, "").strip() or default
    if not re.fullmatch(r"\d\d\.\d\d", code):
        raise ImproperlyConfigured(f"{name}={code!r} is no code of a city. Write {name}={default}.")
    return code


def secret_key(path: Path) -> str:
    """BANSOS_SECRET_KEY, else the key kept in `path`, made there at the first run (mode 0600)."""
    given = os.environ.get("BANSOS_SECRET_KEY")
    if given:
        return given
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            # O_EXCL: web and worker start together, only one of them may write the key.
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


def database(default_path: Path) -> dict[str, Any]:
    """Django's DATABASES entry from BANSOS_DATABASE_URL (sqlite:///… or postgres://…)."""
    url = os.environ.get("BANSOS_DATABASE_URL") or f"sqlite:///{default_path}"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        # Never the URL itself: a password may stand in it.
        raise _unreadable("cannot be read; signs like @ / # ? % in a password as %XX") from None
    if parts.scheme == "sqlite":
        if parts.netloc:
            raise _unreadable("needs three slashes before a relative path, four before /")
        return _sqlite(unquote(parts.path)[1:] or ":memory:")
    if parts.scheme in {"postgres", "postgresql"}:
        if not parts.path[1:]:
            raise _unreadable("names no database")
        return _postgres(parts, port)
    raise _unreadable(f"begins with {parts.scheme!r}")


def _unreadable(what: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        f"BANSOS_DATABASE_URL {what}. "
        "Write sqlite:////absolute/path.sqlite3 or postgres://user:password@host:5432/name."
    )


def _sqlite(name: str) -> dict[str, Any]:
    if name != ":memory:":
        Path(name).parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "bansos.lib.sqlite",
        "NAME": name,
        "OPTIONS": {
            # IMMEDIATE: a writer waits at BEGIN instead of failing in mid-transaction.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
            ),
        },
    }


def _postgres(parts: SplitResult, port: int | None) -> dict[str, Any]:
    query = dict(parse_qsl(parts.query))
    host, asked_port = query.pop("host", ""), query.pop("port", "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path)[1:],
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A socket folder cannot stand in the host part of a URL: postgres:///name?host=/run/pg
        "HOST": host or unquote(parts.hostname or ""),
        "PORT": asked_port or str(port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # Compiling the query of the figures takes PostgreSQL longer than answering it.
        # The rest of the query is libpq's: sslmode=verify-full must not be lost.
        "OPTIONS": {"options": "-c jit=off", **query},
    }
