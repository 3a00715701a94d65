"""One settings file; what differs between installations comes from the environment (env.py)."""

import sys
from pathlib import Path

from csp.constants import NONE, SELF

from bansos import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

DEBUG = env.flag("BANSOS_DEBUG")
SECRET_KEY = env.secret_key(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.words("BANSOS_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
# Served on plain HTTP only on one's own machine: anywhere else cookies and redirects demand TLS.
SERVED_LOCALLY = set(ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]", "testserver"}

# Kemendagri code of the city whose register this is.
CITY = env.city_code("BANSOS_CITY", "64.72")
# How often one user may ask in a day whether a NIK outside his area is registered in the city.
CITY_QUESTIONS_A_DAY = 20

INSTALLED_APPS = [
    "bansos.apps.BansosAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "import_export",
    "axes",
    "csp",
    "registry",
    "programs",
    "verification",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Above whatever answers by itself, so that every response carries the policy.
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # A page of 36 KB is 5 KB on a phone. Django masks CSRF tokens and pads against BREACH.
    "django.middleware.gzip.GZipMiddleware",
    "bansos.middleware.NulMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bansos.middleware.BodySizeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "bansos.middleware.NoStoreMiddleware",
    "bansos.middleware.FormsOnlyMiddleware",
    "bansos.middleware.AddUpMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "bansos.urls"
WSGI_APPLICATION = "bansos.wsgi.application"

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
                "bansos.context.layout",
            ],
        },
    },
]

DATABASES = {"default": env.database(VAR_DIR / "bansos.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "registry.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

# Lock-out in the database: five failures in fifteen minutes, over all workers and restarts.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
AXES_RESET_ON_SUCCESS = True
# Somebody may type a NIK for a name: the lock-out's tables hold it masked.
AXES_USERNAME_CALLABLE = "bansos.login.masked_username"
AXES_SENSITIVE_PARAMETERS = ["username"]
AXES_VERBOSE = False

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia")]
TIME_ZONE = "Asia/Makassar"
FORMAT_MODULE_PATH = ["bansos.formats"]

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "files"
# Files that say whose heavy work is under way on this machine, and how far (bansos/lib/turns.py).
TURNS_ROOT = VAR_DIR / "turns"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEBUG or "pytest" in sys.modules:
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_MAX_AGE = 31_536_000
WHITENOISE_USE_FINDERS = True

# Files from offices carry identities: only this process's user may read them.
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
    }
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "img-src": [SELF, "data:"],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SESSION_COOKIE_AGE = 12 * 3600
CSRF_FAILURE_VIEW = "bansos.errors.csrf_failure"
if not (DEBUG or SERVED_LOCALLY):
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

# The kinds of file the import takes, by dotted path: the engine itself knows no programme.
IMPORT_KINDS = {
    "dtks": "programs.people_lists.DTKS",
    "dtsen": "programs.people_lists.DTSEN",
    "recipients": "programs.aid_lists.RECIPIENTS",
    "disbursements": "programs.aid_lists.DISBURSEMENTS",
    "verifications": "verification.resources.VERIFICATIONS",
}
# Jobs to be queued whenever a file was applied or taken back.
AFTER_FILES = ("programs.tasks.add_up_aid",)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"mask": {"()": "bansos.errors.MaskIdentities"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["mask"]}
    },
    "root": {"handlers": ["console"], "level": "INFO"},
}
