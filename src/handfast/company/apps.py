"""Tells Django what this floor is called."""

from __future__ import annotations

from django.apps import AppConfig


class CompanyConfig(AppConfig):
    """The one Django application of Handfast."""

    name = "handfast.company"
    label = "company"
    verbose_name = "Handfast"
