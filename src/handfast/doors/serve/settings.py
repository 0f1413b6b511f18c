"""Django's settings for pages and API, on top of the library's (`handfast.settings`), which stay light without them."""

from __future__ import annotations

import logging.config
from pathlib import Path
from typing import Any

import handfast.doors.web
from handfast import settings as library
from handfast.doors.serve.statics import static_address
from handfast.doors.serve.surroundings import Surroundings, mail_settings
from handfast.doors.web.languages import languages

WEB = Path(handfast.doors.web.__file__).parent
HOURS = 3600

MIDDLEWARE = [
    "handfast.doors.entrance.request_log.RequestLog",
    "handfast.doors.entrance.headers.CarefulHeaders",
    "handfast.doors.entrance.health.UnderAnyName",
    "django.middleware.gzip.GZipMiddleware",
    "handfast.doors.entrance.company_here.CompanyHere",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "handfast.doors.entrance.who.Who",
    "handfast.doors.web.reading.Reading",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "handfast.doors.entrance.gate.Gate",
    "handfast.doors.web.refusals.Refusals",
]

CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.messages.context_processors.messages",
    "handfast.doors.web.shell.shell",
]


def settings_for(surroundings: Surroundings) -> dict[str, Any]:
    """Return the settings with which a company is served."""
    return {
        "DEBUG": False,
        "SECRET_KEY": surroundings.secret,
        "ALLOWED_HOSTS": list(surroundings.hosts),
        "HANDFAST_DEMO": surroundings.demo,
        "HANDFAST_HTTPS": surroundings.https,
        "HANDFAST_BEHIND_PROXY": surroundings.behind_proxy,
        "HANDFAST_METRICS_TOKEN": surroundings.metrics_token,
        "HANDFAST_OIDC": surroundings.oidc,
        "HANDFAST_API_PER_MINUTE": surroundings.api_per_minute,
        "HANDFAST_MAILS": bool(surroundings.mail),
        **_pages(),
        **_signing_in(https=surroundings.https),
        **_transport(surroundings),
        **(mail_settings(surroundings.mail) if surroundings.mail else {}),
        "DEFAULT_FROM_EMAIL": surroundings.mail_from or "handfast@localhost",
    }


def _pages() -> dict[str, Any]:
    return {
        "ROOT_URLCONF": "handfast.doors.serve.urls",
        "MIDDLEWARE": MIDDLEWARE,
        "STATIC_URL": static_address(),
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [WEB / "templates"],
                "OPTIONS": {
                    "context_processors": CONTEXT,
                    "builtins": ["handfast.doors.web.tags", "django.templatetags.i18n", "django.templatetags.static"],
                },
            }
        ],
        "FORM_RENDERER": "django.forms.renderers.TemplatesSetting",
        "MESSAGE_STORAGE": "django.contrib.messages.storage.cookie.CookieStorage",
        "LANGUAGE_CODE": "en-gb",
        "LANGUAGES": languages(WEB / "locale"),
        "LOCALE_PATHS": [WEB / "locale"],
        "USE_I18N": True,
        "USE_THOUSAND_SEPARATOR": True,
        "FILE_UPLOAD_HANDLERS": [
            "handfast.doors.web.uploads.NotTooLarge",
            "django.core.files.uploadhandler.TemporaryFileUploadHandler",
        ],
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 5 * 1024 * 1024,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 20_000,
    }


def _signing_in(*, https: bool) -> dict[str, Any]:
    validation = "django.contrib.auth.password_validation"
    return {
        "LOGIN_URL": "sign_in",
        "PASSWORD_HASHERS": [
            "django.contrib.auth.hashers.Argon2PasswordHasher",
            "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        ],
        "AUTH_PASSWORD_VALIDATORS": [
            {
                "NAME": f"{validation}.UserAttributeSimilarityValidator",
                "OPTIONS": {"user_attributes": ["username", "name"]},
            },
            {"NAME": f"{validation}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
            {"NAME": f"{validation}.CommonPasswordValidator"},
        ],
        "PASSWORD_RESET_TIMEOUT": 24 * HOURS,
        "SESSION_ENGINE": "handfast.company.people.sessions",
        "SESSION_COOKIE_NAME": "__Host-handfast" if https else "handfast",
        "SESSION_COOKIE_AGE": 12 * HOURS,
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_NAME": "__Host-handfast-csrf" if https else "handfast-csrf",
        "CSRF_COOKIE_SECURE": https,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_FAILURE_VIEW": "handfast.doors.web.refusals.stale_form",
    }


def _transport(surroundings: Surroundings) -> dict[str, Any]:
    return {
        "SECURE_HSTS_SECONDS": 365 * 24 * HOURS if surroundings.https else 0,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if surroundings.behind_proxy else None,
        "USE_X_FORWARDED_HOST": False,
    }


def configure(surroundings: Surroundings) -> None:
    """Make Django ready to serve, in these surroundings."""
    library.configure(**settings_for(surroundings))


def configure_logging(form: str) -> None:
    """Write the server's log to stderr: ``json``, ``console`` for people, or ``quiet``: only what went wrong."""
    formatter = "JsonLines" if form == "json" else "ConsoleLines"
    level = "WARNING" if form == "quiet" else "INFO"
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"lines": {"()": f"handfast.doors.entrance.request_log.{formatter}"}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
            "loggers": {
                "handfast": {"handlers": ["stderr"], "level": level, "propagate": False},
                "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
                "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
            },
        }
    )
