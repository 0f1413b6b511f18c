"""Who works with the company, how they come in, and what was done about people.

What roles allow stands in `company.people.roles`; Django's groups and permissions are not used.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Index, UniqueConstraint


class UserManager(BaseUserManager["User"]):
    """Makes users."""

    def create_user(self, username: str, password: str | None = None, **more: object) -> User:
        """Return a new, saved user; without a password nobody can sign in as them."""
        user = self.model(username=self.model.normalize_username(username), **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **more: object) -> User:
        """Return a new, saved user who may do everything."""
        return self.create_user(username, password, is_staff=True, is_superuser=True, **more)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. Entries of the ledger name them by `username` alone.

    Parameters
    ----------
    roles
        Keys of their roles.
    sites, segments
        The only ones that they may see; null: all.
    looks_after
        Names that stand as owner in the customer table and mean them or their team.
    second_factor
        Random text from which, with the server's secret, the key of their second factor is derived; empty: none yet.
    second_factor_since
        Since when signing in asks for it; null: it is not confirmed.
    second_factor_step
        Time step of the last code that was used: none serves twice.
    recovery_codes
        Digests of the codes that replace the second factor once each.
    """

    username = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    roles = models.JSONField(default=list)
    sites = models.JSONField(null=True)
    segments = models.JSONField(null=True)
    looks_after = models.JSONField(default=list)
    language = models.TextField(default="", blank=True)
    time_zone = models.TextField(default="", blank=True)
    second_factor = models.TextField(default="", blank=True)
    second_factor_since = models.DateTimeField(null=True)
    second_factor_step = models.BigIntegerField(default=0)
    recovery_codes = models.JSONField(default=list)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        app_label = "company"
        db_table = "person"

    def __str__(self) -> str:
        return self.name or self.username


class Session(AbstractBaseSession):
    """Somebody's browser that is signed in, so that they can see it, and end it."""

    person = models.BigIntegerField(null=True)
    started = models.DateTimeField(null=True)
    address = models.TextField(default="", blank=True)
    browser = models.TextField(default="", blank=True)

    class Meta:
        app_label = "company"
        db_table = "session"
        indexes = [Index(fields=["person"], name="session_person")]


class Token(models.Model):
    """Lets a program act for a person, within a scope, for a time. Only the digest of its secret is kept.

    Parameters
    ----------
    name
        What it is for.
    start
        Its first characters, so that people know it again.
    digest
        SHA-256 of the whole token, which is random and long.
    scope
        Permissions that it may use, of those that the person has.
    """

    person = models.BigIntegerField()
    name = models.TextField()
    start = models.TextField()
    digest = models.TextField()
    scope = models.JSONField()
    made = models.DateTimeField()
    expires = models.DateTimeField()
    last_used = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)

    class Meta:
        app_label = "company"
        db_table = "token"
        constraints = [UniqueConstraint(fields=["digest"], name="token_digest")]
        indexes = [Index(fields=["person"], name="token_person")]


class Audit(models.Model):
    """One thing that was done about people: who, when, from where, to whom. Never changed.

    Parameters
    ----------
    actor
        Who did it; of a failed sign-in, the name that was typed.
    kind
        See `company.people.audit`.
    about
        Whom it is about; empty: the actor.
    address
        Network address that it came from; empty: the server itself.
    said
        What exactly, as JSON.
    """

    time = models.DateTimeField()
    actor = models.TextField()
    kind = models.TextField()
    about = models.TextField(default="", blank=True)
    address = models.TextField(default="", blank=True)
    said = models.JSONField(default=dict)

    class Meta:
        app_label = "company"
        db_table = "audit"
        indexes = [
            Index(fields=["actor", "time"], name="audit_actor"),
            Index(fields=["address", "time"], name="audit_address"),
        ]
