"""Django's settings, read from `options`. Importing them does not start the embedded server."""

from pathlib import Path

from django.conf.locale import LANG_INFO
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from jatan.runtime import house_files
from jatan.runtime.home import (
    authorities_dir,
    field_book_key_file,
    is_marked_practice,
    key_agent_socket,
    marks_key,
    pepper_file,
    push_key,
    secret_key,
    uploads_dir,
)
from jatan.runtime.postgres.connect import django_databases
from jatan.settings import checks, options
from jatan.settings.languages import EXTRA_LANGUAGES

PACKAGE = Path(__file__).resolve().parents[1]
HOME = options.home()

DEBUG = options.flag("JATAN_DEBUG")
JATAN_DEMO = options.flag("JATAN_DEMO")
# Every page says that nothing is real.
JATAN_PRACTICE = is_marked_practice()
SECRET_KEY = secret_key()
MARKS_KEY = marks_key()
VAULT_PEPPER_FILE = pepper_file()
VAULT_AUTHORITIES = authorities_dir()
FIELD_BOOK_KEY_FILE = field_book_key_file()
VAULT_AGENT = key_agent_socket()
ALLOWED_HOSTS = options.words("JATAN_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = options.words("JATAN_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "jatan.foundation.operation",
    "jatan.foundation.places",
    "jatan.foundation.network",
    "jatan.foundation.ledger",
    "jatan.foundation.vault",
    "jatan.foundation.access",
    "jatan.foundation.saved_lists",
    "jatan.foundation.bulk_acts",
    "jatan.foundation.devices",
    "jatan.foundation.alerts",
    "jatan.programme.villages",
    "jatan.programme.people",
    "jatan.programme.journeys",
    "jatan.programme.groups",
    "jatan.programme.helpdesk",
    "jatan.programme.cases",
    "jatan.programme.schemes",
    "jatan.programme.allies",
    "jatan.programme.library",
    "jatan.programme.spoken_prompts",
    "jatan.programme.booklet",
    "jatan.programme.landmarks",
    "jatan.programme.activities",
    "jatan.programme.consultations",
    "jatan.programme.training",
    "jatan.programme.agents",
    "jatan.programme.safeguarding",
    "jatan.programme.campaigns",
    "jatan.programme.own_fields",
    "jatan.programme.projects",
    "jatan.programme.letters",
    "jatan.programme.studies",
    "jatan.intake.registers",
    "jatan.intake.messaging",
    "jatan.intake.calls",
    "jatan.intake.fieldbook",
    "jatan.evidence.months",
    "jatan.evidence.indicators",
    "jatan.evidence.targets",
    "jatan.evidence.releases",
    "jatan.evidence.narrative",
    "jatan.web",
    "jatan.settings",
]

# Who may read `/metrics`; pages that take so many seconds are noted (`web/metrics.py`, `web/fault_watch.py`).
JATAN_METRICS_TOKEN = options.metrics_token()
JATAN_SLOW_SECONDS = options.number("JATAN_SLOW_SECONDS")
MIDDLEWARE = [
    "jatan.web.health.HealthMiddleware",
    *(["jatan.web.metrics.MetricsMiddleware"] if JATAN_METRICS_TOKEN else []),
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "jatan.web.fault_watch.FaultWatchMiddleware",
    "jatan.web.body_refusals.BodyRefusalMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jatan.web.vault.left_quickly.LeftQuicklyMiddleware",
    "jatan.web.ui.keys.keyring.BrowserKeysMiddleware",
    "jatan.web.accounts.sessions.SessionLimits",
    "jatan.web.language.LanguageMiddleware",
    "jatan.web.refused_title.RefusedTitleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "jatan.web.accounts.reauthentication.DropPostOnReauthentication",
]

ROOT_URLCONF = "jatan.settings.urls"
WSGI_APPLICATION = "jatan.runtime.wsgi.application"
FORM_RENDERER = "jatan.web.ui.components.forms.JatanRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jatan.web.context.page",
            ],
        },
    }
]

DATABASES = django_databases()
# Nothing is kept in a cache: counts of attempts and used codes are in `foundation/access/rate_limits.py`.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
# Views, tasks and commands open their own transaction in `acting_as`; no rows are read outside one.
ATOMIC_REQUESTS = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

AUTH_USER_MODEL = "access.Account"
PEOPLE_OF_GROUP = "jatan.programme.groups.people_of_group.people_of_group"
# Sign-in names need not be unique: see `foundation/access/invitations.py`. allauth tries each account of a name.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "jatan.foundation.access.passwords.PersonalWordsValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "jatan.foundation.access.passwords.GuessedPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "jatan.web.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# `foundation/access/sign_in_limits.py` limits instead.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
# Seconds for which a second step (or, before there is one, the password) counts as fresh.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
MFA_ADAPTER = "jatan.web.accounts.second_secrets.SecretsAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# As many as fit one printed sheet, which may be somebody's only second step.
MFA_RECOVERY_CODE_COUNT = 30
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG

# Dotted paths, because pages may not import what stands above them.
JATAN_READY_CHECKS = checks.READY_CHECKS
JATAN_HOME_CHECKS = checks.HOME_CHECKS
# A function without arguments that returns when the newest backup was made (aware), or None.
JATAN_NEWEST_BACKUP = "jatan.runtime.backup.records.newest_backup_at"

# `intake.messaging` must not import `settings.options`, so it reads this setting. No text leaves or enters a demo,
# whatever the environment of the real house beside it says.
JATAN_SMS = {
    "gateway": "" if JATAN_DEMO else options.text("JATAN_SMS_GATEWAY"),
    "office": options.text("JATAN_SMS_OFFICE"),
    "spool": options.text("JATAN_SMS_SPOOL") or str(HOME / "sms"),
    "url": options.text("JATAN_SMS_URL"),
    "body": options.text("JATAN_SMS_BODY"),
    "format": options.text("JATAN_SMS_FORMAT"),
    "header": options.text("JATAN_SMS_HEADER"),
    "secret": options.text("JATAN_SMS_SECRET"),
    "id_path": options.text("JATAN_SMS_ID_PATH"),
    "webhook_secret": "" if JATAN_DEMO else options.text("JATAN_SMS_WEBHOOK_SECRET"),
}

LANGUAGE_CODE = "hi"
LANGUAGES = [("hi", _("Hindi")), ("en", _("English"))]
LANG_INFO.update(EXTRA_LANGUAGES)
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Kolkata"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "files"
STORAGES = {
    "default": house_files.storage(),
    "staticfiles": {"BACKEND": "jatan.runtime.static_storage.Storage"},
}
WHITENOISE_MAX_AGE = 31536000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# Inside JATAN_HOME: what an upload holds is in clear until it is stored or refused.
FILE_UPLOAD_TEMP_DIR = uploads_dir()
DATA_UPLOAD_MAX_MEMORY_SIZE = 2560 * 1024  # as `web.ui.body_limits.FORM`
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# Bytes. Encrypted while it streams in, so it may exceed the memory limits above.
JATAN_LARGEST_PAPER = options.number("JATAN_PAPER_MB") * 1024 * 1024
# Bytes: what all files may have, and what they leave free on the disk (`foundation/access/file_limits.py`).
JATAN_MOST_FILES = options.number("JATAN_FILES_GB") * 1024**3
JATAN_DISK_RESERVE = options.number("JATAN_DISK_RESERVE_MB") * 1024 * 1024

HTTPS = options.flag("JATAN_HTTPS")
# See `foundation/access/client_address.py`.
TRUSTED_PROXIES = options.networks("JATAN_TRUSTED_PROXIES") if HTTPS else []
# Base URL in a pass's QR code; empty: the host of the request that prints the pass.
PUBLIC_URL = "" if JATAN_DEMO else options.text("JATAN_PUBLIC_URL").rstrip("/")
# Where new staff practise, as a link; empty: no link. A demo has none to another.
PRACTICE_URL = "" if JATAN_DEMO else options.address("JATAN_PRACTICE_URL")
# Browsers send a host's cookies to every port of it: signing in to a demo must not sign out of the house beside it.
# They take a `__Host-` cookie from an encrypted page of this very host only.
_COOKIE = ("__Host-" if HTTPS else "") + ("demo_" if JATAN_DEMO else "")
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_COOKIE}sessionid", f"{_COOKIE}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_COOKIE}language"
LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_SAMESITE = HTTPS, "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_ENGINE = "jatan.foundation.access.session_store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# So long without a request, and so long in all (`web/accounts/sessions.py`).
SESSION_COOKIE_AGE, SESSION_LONGEST_SECONDS = 8 * 3600, 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SHARED_IDLE_SECONDS = options.number("JATAN_SHARED_IDLE_MINUTES") * 60
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "media-src": [CSP.SELF, "blob:"],  # a note that was just spoken is heard before it is sent
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
CSRF_FAILURE_VIEW = "jatan.web.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "jatan.runtime.logs.PrivacyFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": options.text("JATAN_LOG_LEVEL")},
    # Django's request log contains paths, which have ids only; query strings and form values are not logged.
    "loggers": {"django.db.backends": {"level": "WARNING"}},
}
# No e-mail is sent but alerts to staff: invitations are links handed over in person.
MAIL_FROM = options.text("JATAN_MAIL_FROM")
_MAIL_SECURITY = options.one_of("JATAN_MAIL_SECURITY", ("starttls", "tls", "none"))
_MAIL_HOST = "" if JATAN_DEMO or not MAIL_FROM else options.text("JATAN_MAIL_HOST")
MAIL_ENABLED = bool(_MAIL_HOST)
# Web push. `PUSH_CONTACT`: where a push service finds the operator.
PUSH_ENABLED = options.flag("JATAN_PUSH") and not JATAN_DEMO
PUSH_HOSTS = options.words("JATAN_PUSH_HOSTS")
PUSH_KEY = push_key()
PUSH_CONTACT = PUBLIC_URL or (f"mailto:{MAIL_FROM}" if MAIL_FROM else "")
PUSH_SECONDS = 10.0
# Tests alone send to this machine.
PUSH_TO_THIS_MACHINE = False
MAILERS = {
    "default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"},
    "alerts": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": _MAIL_HOST,
            "port": options.number("JATAN_MAIL_PORT"),
            "username": options.text("JATAN_MAIL_USER"),
            "password": options.text("JATAN_MAIL_PASSWORD"),
            "use_tls": _MAIL_SECURITY == "starttls",
            "use_ssl": _MAIL_SECURITY == "tls",
            "timeout": 15,
        },
    }
    if _MAIL_HOST
    else {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"},
}
