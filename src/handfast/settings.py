"""Django's settings for Handfast, in one place.

A library user never sees this module: opening a company calls :func:`configure`. It may also be named as
``DJANGO_SETTINGS_MODULE=handfast.settings`` for Django's own commands.

There is no ``default`` database. Each open company is a connection of its own, added while the process runs and
found through a router (see :mod:`handfast.company.database`).
"""

from __future__ import annotations

import os
import sys
from typing import Any

from handfast.errors import BadConfiguration

HANDFAST = True  # the mark by which configure() knows its own settings again

SECRET_KEY = os.environ.get("HANDFAST_SECRET_KEY", "")  # empty: Django refuses to sign anything
DATABASES: dict[str, dict[str, Any]] = {}
DATABASE_ROUTERS = ["handfast.company.database.Router"]
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "handfast.company"]
AUTH_USER_MODEL = "company.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LOGGING_CONFIG = None  # a library attaches no log handlers

# What only a server is told, see `handfast.doors.serve.surroundings`; a library has none of it.
HANDFAST_DEMO = False
HANDFAST_HTTPS = False
HANDFAST_BEHIND_PROXY = False
HANDFAST_METRICS_TOKEN = ""
HANDFAST_MAILS = False
HANDFAST_OIDC: tuple[str, str, str] | None = None

_NAME = "handfast.settings"


def configure(**more: Any) -> None:
    """Make Django ready with these settings, once a process.

    Parameters
    ----------
    more
        What only pages and API need, see :mod:`handfast.doors.serve.settings`: read when the first request comes, so
        they may be added to a process that has opened companies already.

    Raises
    ------
    BadConfiguration
        This process belongs to another Django project, whose settings and database must not be touched.
    """
    from django.apps import apps
    from django.conf import settings

    if not settings.configured:
        named = os.environ.get("DJANGO_SETTINGS_MODULE", _NAME)
        if named != _NAME:
            raise BadConfiguration(_foreign(f"DJANGO_SETTINGS_MODULE names '{named}'"))
        module = sys.modules[_NAME]
        settings.configure(**{name: getattr(module, name) for name in dir(module) if name.isupper()})
    elif not getattr(settings, "HANDFAST", False):
        raise BadConfiguration(_foreign("Django is already configured"))
    for name, value in more.items():
        setattr(settings, name, value)
    if not apps.ready:
        apps.populate(settings.INSTALLED_APPS)  # as django.setup() does, without loading what only web pages need


def _foreign(what: str) -> str:
    return (
        f"{what}: this process runs another Django project. Handfast keeps its companies in databases of its own, with "
        "settings of its own. Run it in a separate process, and talk to it through its command line or its API."
    )
