"""All settings, in one file: the environment comes in, production-safe values go out.

Values are read from the environment, or from a file `.env` beside manage.py where a variable is
not set; ENV_FILE names another file. A missing or wrong value stops the start with one sentence
that says how to set it.
"""

import base64
import hashlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import available_timezones

import environ
from csp.constants import NONCE, NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import get_language_info
from rjsmin import jsmin

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(env.str("ENV_FILE", default=str(BASE_DIR / ".env")))


def switch(name: str, *, default: bool) -> bool:
    """Return the on/off variable `name`; anything but a plain yes or no is refused."""
    text = (env.str(name, default="") or str(default)).strip().lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is “{text}”; set it to true or false.")


DEBUG = switch("DEBUG", default=False)

SECRET_KEY = env.str("SECRET_KEY", default="")
if len(SECRET_KEY) < 50:
    state = "is too short" if SECRET_KEY else "is not set"
    raise ImproperlyConfigured(
        f"SECRET_KEY {state}; set it to a secret text of 50 characters or more, for example the output of:"
        ' python -c "import secrets; print(secrets.token_urlsafe(50))"'
    )

SECRET_KEY_FALLBACKS = [key.strip() for key in env.list("SECRET_KEY_FALLBACKS", default=[]) if key.strip()]
if any(len(key) < 50 for key in SECRET_KEY_FALLBACKS):
    raise ImproperlyConfigured(
        "SECRET_KEY_FALLBACKS has a key of fewer than 50 characters; set it to earlier values of SECRET_KEY,"
        " separated by commas, or leave it out."
    )

ALLOWED_HOSTS = [host.strip() for host in env.list("ALLOWED_HOSTS", default=[]) if host.strip()]
if DEBUG and not ALLOWED_HOSTS:
    ALLOWED_HOSTS = ["*"]  # a developer's machine, perhaps opened from a phone beside it
if not DEBUG and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is not set; set it to the museum's host names, separated by commas.")

# Behind a server that ends TLS; false only on a closed network or a kiosk.
HTTPS = switch("HTTPS", default=not DEBUG)
TRUST_PROXY = switch("TRUST_PROXY", default=False)


def amount(name: str, default: int, least: int, most: int, what: str) -> int:
    """Return the whole number of the variable `name`; one that is none, or out of bounds, is refused."""
    text = env.str(name, default="") or str(default)
    if not re.fullmatch(r"[0-9]{1,6}", text) or not least <= int(text) <= most:
        raise ImproperlyConfigured(f"{name} is “{text}”; set it to {what}, from {least} to {most}.")
    return int(text)


# Each server in front appends to X-Forwarded-For by whom it was asked; what stands before that, anybody can write.
PROXY_COUNT = (
    amount("PROXY_COUNT", 1, 1, 9, "how many servers in front append to X-Forwarded-For") if TRUST_PROXY else 0
)

INSTALLED_APPS = [
    "modeltranslation",
    "config.apps.DeskConfig",  # django.contrib.admin with config.desk as its site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "js_asset",
    "content_editor",
    "django_prose_editor",
    "reversion",
    "csp",
    "exhibit",
]

MIDDLEWARE = [
    "exhibit.publishing.numbered.Numbered",
    "config.headers.headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "exhibit.publishing.public.Public",
    "exhibit.publishing.packing.Packing",
    "exhibit.views.kiosk.wall_screen",
    "config.headers.Policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "exhibit.accounts.doors.Doors",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "exhibit.publishing.turnstile.Turnstile",
    "exhibit.publishing.patience.Patience",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]


def address(name: str, default: str, schemes: set[str], remedy: str) -> str:
    """Return the URL variable `name`; one of another kind, or unreadable, is refused with the remedy."""
    text = env.str(name, default=default) or default
    try:
        known = urlsplit(text).scheme in schemes
    except ValueError:
        known = False
    if not known:
        raise ImproperlyConfigured(f"{name} is not understood; {remedy}.")
    return text


def site_url() -> str:
    """Return the address that visitors use, without a path; empty where any host that they come by will do."""
    text = env.str("SITE_URL", default="").rstrip("/")
    if text and not re.fullmatch(r"https?://([\w.-]+|\[[0-9a-f:.]+])(:\d{1,5})?", text):
        raise ImproperlyConfigured(f"SITE_URL is “{text}”; write it as https://exhibit.example.org, without a path.")
    return text


SITE_URL = site_url()


def contact_email() -> str:
    """Return whom other collections may write to that harvest this one; without it, webmaster at the museum's host."""
    text = env.str("CONTACT_EMAIL", default="").strip()
    if text and not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", text):
        raise ImproperlyConfigured(
            f"CONTACT_EMAIL is “{text}”; write it as curator@exhibit.example.org or leave it out."
        )
    return text


def security_contact() -> str:
    """Return where a weakness of the site is told, for /.well-known/security.txt; empty where there is no such file."""
    text = env.str("SECURITY_CONTACT", default="")
    if text and not re.fullmatch(r"mailto:[^@\s]+@[^@\s]+|https://[^\s/]+(/\S*)?", text):
        raise ImproperlyConfigured(
            f"SECURITY_CONTACT is “{text}”; write it as mailto:security@example.org or https://example.org/security."
        )
    return text


CONTACT_EMAIL = contact_email()
SECURITY_CONTACT = security_contact()


def database() -> dict[str, Any]:
    """Return the default database; SQLite is made safe for several writers and a power cut."""
    found: dict[str, Any] = env.db_url_config(
        address(
            "DATABASE_URL",
            f"sqlite:///{BASE_DIR / 'db.sqlite3'}",
            {"sqlite", "postgres", "postgresql"},
            "write it as postgres://user:password@host:5432/name or sqlite:////path/to/file.sqlite3",
        )
    )
    if found["ENGINE"] == "django.db.backends.sqlite3":
        found["OPTIONS"] = found.get("OPTIONS", {}) | {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
    else:
        # A server that is away is soon known to be.
        found["OPTIONS"] = {"connect_timeout": 5} | found.get("OPTIONS", {})
        found |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    return found


def cache() -> dict[str, Any]:
    """Return the default cache; memory of the process unless CACHE_URL names a server."""
    found: dict[str, Any] = env.cache_url_config(
        address(
            "CACHE_URL",
            "locmemcache://",
            {"locmemcache", "redis", "rediss", "rediscache"},
            "write it as redis://host:6379/1 or leave it out",
        )
    )
    if found["BACKEND"] == "django.core.cache.backends.redis.RedisCache":
        found["BACKEND"] = "config.caching.PatientRedisCache"
    return found


def page_cache_mb() -> int:
    """Return how much memory each process may fill with finished pages; 0 for none."""
    text = env.str("PAGE_CACHE_MB", default="") or ("0" if DEBUG else "64")
    if not re.fullmatch(r"\d{1,6}", text):
        raise ImproperlyConfigured(f"PAGE_CACHE_MB is “{text}”; set it to megabytes such as 64, or to 0 for none.")
    return int(text)


def time_zone() -> str:
    """Return the museum's time zone, in which scheduled records appear and disappear."""
    name = env.str("TIME_ZONE", default="") or "UTC"
    if name not in available_timezones():
        raise ImproperlyConfigured(f"TIME_ZONE is “{name}”; set it to a name such as Europe/Moscow or leave it out.")
    return name


def languages() -> list[tuple[str, Any]]:
    """Return the museum's languages by code and name, the first language first."""
    text = env.str("LANGUAGES", default="") or "en,ru"
    found: dict[str, Any] = {}
    for code in (part.strip().lower().replace("_", "-") for part in text.split(",")):
        known = LANG_INFO.get(code)
        if known is None or code in found:
            problem = " twice" if known else ", which is no language that Django knows"
            raise ImproperlyConfigured(f"LANGUAGES names “{code}”{problem}; write codes such as en,ru,fr.")
        info = get_language_info(code)
        if info["bidi"]:
            raise ImproperlyConfigured(
                f"LANGUAGES names “{code}”, which is written from right to left; the pages cannot be set that way yet."
            )
        found[code] = info["name_translated"]
    return list(found.items())


DATABASES = {"default": database()}
CACHES = {"default": cache()}
PAGE_CACHE_MB = page_cache_mb()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 12}
AUTH_PASSWORD_VALIDATORS.append({"NAME": "exhibit.accounts.passwords.MuseumWordsValidator"})
LOGIN_URL = "admin:login"
PASSWORD_RESET_TIMEOUT = 3600  # seconds that a link for a new password is good for, once


def second_factor() -> str:
    """Return who needs more than a password: nobody, whoever set it up, those who publish, everybody at the desk."""
    name = env.str("SECOND_FACTOR", default="") or ("optional" if DEBUG else "editors")
    if name not in {"off", "optional", "editors", "all"}:
        raise ImproperlyConfigured(f"SECOND_FACTOR is “{name}”; set it to off, optional, editors or all.")
    return name


SECOND_FACTOR = second_factor()
AUDIT_DAYS = amount("AUDIT_DAYS", 365, 90, 36_500, "days for which sign-ins and changes of rights are kept")

SESSION_ENGINE = "exhibit.accounts.sessions"
SESSION_COOKIE_AGE = 60 * amount("SESSION_IDLE_MINUTES", 720 if DEBUG else 30, 5, 1440, "minutes without a request")
SESSION_LONGEST = 3600 * amount("SESSION_HOURS", 336 if DEBUG else 12, 1, 744, "hours after signing in")
if HTTPS:  # browsers keep these only as they came from this very host, by TLS
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    MESSAGE_STORAGE = "config.messages.HostMessages"
CSRF_FAILURE_VIEW = "exhibit.admin.unsaved.forged"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"


def mail() -> dict[str, Any]:
    """Return by which server letters go out; without EMAIL_URL they are printed in development, and not sent else."""
    text = env.str("EMAIL_URL", default="") or ("consolemail://" if DEBUG else "dummymail://")
    remedy = "write it as smtp+tls://user:password@mail.example.org:587, smtp+ssl://…:465, or leave it out"
    schemes = {"smtp", "smtps", "smtp+tls", "smtp+ssl", "consolemail", "filemail", "memorymail", "dummymail"}
    try:
        parts = urlsplit(text)
        known = parts.scheme in schemes and (not parts.scheme.startswith("smtp") or bool(parts.hostname))
        found: dict[str, Any] = env.email_url_config(text) if known else {}
    except ValueError:
        known = False
    if not known:
        raise ImproperlyConfigured(f"EMAIL_URL is not understood; {remedy}.")
    return found


MAIL = mail()
EMAIL_BACKEND, EMAIL_FILE_PATH = MAIL["EMAIL_BACKEND"], MAIL["EMAIL_FILE_PATH"]
EMAIL_HOST, EMAIL_PORT = MAIL["EMAIL_HOST"] or "localhost", MAIL["EMAIL_PORT"] or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL["EMAIL_HOST_USER"] or "", MAIL["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.get("EMAIL_USE_TLS", False), MAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
MAIL_IS_ON = "dummy" not in EMAIL_BACKEND


def email_from() -> str:
    """Return whose letters they are; without it, of CONTACT_EMAIL or of webmaster at the museum's first host."""
    text = env.str("EMAIL_FROM", default="").strip()
    if text and not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", text):
        raise ImproperlyConfigured(f"EMAIL_FROM is “{text}”; write it as museum@exhibit.example.org or leave it out.")
    return text or CONTACT_EMAIL or f"webmaster@{ALLOWED_HOSTS[0].lstrip('.').replace('*', 'localhost')}"


DEFAULT_FROM_EMAIL = email_from()

# The first is the one in which every text is written; what is missing in another is shown in it.
LANGUAGES = languages()
LANGUAGE_CODE = LANGUAGES[0][0]
LOCALE_PATHS = [BASE_DIR / "exhibit" / "locale"]
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": (LANGUAGE_CODE,)}
MODELTRANSLATION_CUSTOM_FIELDS = ("RichTextField",)
TIME_ZONE = time_zone()
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default="") or BASE_DIR / "var" / "media")


def media_storage() -> tuple[dict[str, Any], str]:
    """Return where pictures are kept, and the origin of their addresses where that is not the museum's own.

    MEDIA_STORAGE is s3://bucket/folder?endpoint_url=…&region=…&public_url=…, each part but the bucket optional.
    Without `public_url` visitors get pictures from the endpoint; its addresses carry no signature, because they stand
    in pages that are kept.
    """
    text = env.str("MEDIA_STORAGE", default="")
    if not text:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}, ""
    remedy = "write it as s3://bucket?endpoint_url=https://host&region=name&public_url=https://pictures.example.org"
    try:
        parts = urlsplit(text)
        asked = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except ValueError:
        raise ImproperlyConfigured(f"MEDIA_STORAGE is not understood; {remedy} or leave it out.") from None
    bucket, folder = parts.netloc, parts.path.strip("/")
    if parts.scheme != "s3" or not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", bucket):
        raise ImproperlyConfigured(f"MEDIA_STORAGE names no bucket of object storage; {remedy} or leave it out.")
    if unknown := sorted(asked.keys() - {"endpoint_url", "region", "public_url"}):
        raise ImproperlyConfigured(f"MEDIA_STORAGE has the unknown part “{unknown[0]}”; {remedy}.")
    endpoint, region, public = (asked.get(name, "") for name in ("endpoint_url", "region", "public_url"))
    for name, url in (("endpoint_url", endpoint), ("public_url", public)):
        if name in asked and not re.fullmatch(r"https?://([\w.-]+|\[[0-9a-f:.]+])(:\d{1,5})?(/[\w./~-]*)?", url):
            raise ImproperlyConfigured(f"MEDIA_STORAGE has the {name} “{url}”; write it as https://host/path.")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        if not env.str(name, default=""):
            raise ImproperlyConfigured(f"{name} is not set; MEDIA_STORAGE needs it, as the object storage gave it out.")
    of_aws = f"https://s3.{region}.amazonaws.com" if region else "https://s3.amazonaws.com"
    public = (public or f"{endpoint or of_aws}/{bucket}").rstrip("/")
    scheme, _colon, domain = public.partition("//")
    options = {
        "bucket_name": bucket,
        "location": folder,
        "endpoint_url": endpoint or None,
        "region_name": region or None,
        "url_protocol": scheme,
        "custom_domain": domain,
        "access_key": env.str("AWS_ACCESS_KEY_ID"),
        "secret_key": env.str("AWS_SECRET_ACCESS_KEY"),
        "security_token": env.str("AWS_SESSION_TOKEN", default="") or None,
    }
    return {"BACKEND": "config.media.ObjectStorage", "OPTIONS": options}, f"{scheme}//{urlsplit(public).netloc}"


MEDIA_STORAGE, MEDIA_ORIGIN = media_storage()
STORAGES = {
    "default": MEDIA_STORAGE,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.static.SlimStaticFilesStorage"
    },
}

# What the visitor chose under “Display” must hold before the first paint: the one script that stands in the pages
# themselves, known by its hash. The nonce is sent only where it is asked for: the import map of the admin's editors.
EARLY_SCRIPT = jsmin((BASE_DIR / "static/js/preferences.js").read_text(encoding="utf-8"))
EARLY_SCRIPT_HASH = base64.b64encode(hashlib.sha256(EARLY_SCRIPT.encode()).digest()).decode()
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE, f"'sha256-{EARLY_SCRIPT_HASH}'"],
        "style-src": [SELF],
        "img-src": [SELF, *filter(None, [MEDIA_ORIGIN])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],  # of the kiosk
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# On visitors' pages a text becomes HTML in one place only (static/js/timeline/document.js), and the address of a script
# in another: the kiosk's. Both may be in two bundles of one page.
TRUSTED_TYPES = {
    "require-trusted-types-for": ["'script'"],
    "trusted-types": ["pages", "kiosk", "'allow-duplicates'"],
}
# A story of a hundred blocks, or a film with all its credits and citations, is one form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None

BACKUP_ROOT = Path(env.str("BACKUP_ROOT", default="") or BASE_DIR / "var" / "backups")


def backup_key() -> str:
    """Return the public key for which backups are encrypted; empty where they are not."""
    text = env.str("BACKUP_KEY", default="").strip()
    if text and not re.fullmatch(r"age1[0-9a-z]{58}", text):
        raise ImproperlyConfigured(
            "BACKUP_KEY is no public key of age; set it to what `manage.py backup --new-key FILE` shows, age1…."
        )
    return text


BACKUP_KEY = backup_key()


def rate_limit() -> int:
    """Return how many answers one visitor's address may have made in a minute; 0 for no limit."""
    text = env.str("RATE_LIMIT", default="") or "1200"
    if not re.fullmatch(r"\d{1,7}", text):
        raise ImproperlyConfigured(
            f"RATE_LIMIT is “{text}”; set it to answers a minute such as 1200, or to 0 for none."
        )
    return int(text)


RATE_LIMIT = rate_limit()
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # without it there is no /metrics


def log_format() -> str:
    """Return how log lines are written: text for people, json for machines."""
    name = env.str("LOG_FORMAT", default="") or "text"
    if name not in {"text", "json"}:
        raise ImproperlyConfigured(f"LOG_FORMAT is “{name}”; set it to text or json.")
    return name


LOG_FORMAT = log_format()
RUN_ROOT = Path(
    env.str("RUN_ROOT", default="") or BASE_DIR / "var" / "run"
)  # of the running server: its number, its counts
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "config.logs.TextLines"},
        "json": {"()": "config.logs.JsonLines"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
