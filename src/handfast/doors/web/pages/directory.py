"""Signing in by the company's own directory (OpenID Connect): code flow with PKCE, state and nonce, by authlib.

The directory says who somebody is; what they may do stays ours. Only who was invited comes in, known again by an e-mail
address that the directory has verified. The second factor is the directory's business.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handfast.company.actions.people.sign_in import Knock, failed
from handfast.company.models.people import User
from handfast.doors.entrance.gate import safe_next
from handfast.doors.entrance.request import Request
from handfast.doors.entrance.served import now
from handfast.doors.web.pages.sign_in import let_in
from handfast.doors.web.shell import page
from handfast.errors import BadConfiguration
from handfast.sentences import sentence

log = logging.getLogger("handfast.directory")

NAME = "directory"
BACK = "directory_next"


@cache
def _client(issuer: str, client: str, secret: str) -> Any:
    """Return what speaks with a directory."""
    try:
        from authlib.integrations.django_client import OAuth
    except ImportError:
        raise BadConfiguration(sentence("To sign in by a directory, install: pip install 'handfast[sso]'")) from None
    return OAuth().register(
        NAME,
        client_id=client,
        client_secret=secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256", "timeout": 10},
    )


@require_safe
def directory(request: Request) -> HttpResponse:
    """Send somebody to the directory."""
    client = _asked()
    from requests import RequestException

    try:
        answer: HttpResponse = client.authorize_redirect(request, request.build_absolute_uri(reverse("directory_back")))
    except RequestException:
        log.warning("the directory does not answer", exc_info=True)
        return _turned_away(
            request, _("The directory does not answer just now. Try again, or sign in with a password."), 503
        )
    request.session[BACK] = safe_next(request)
    return answer


@require_safe
def back(request: Request) -> HttpResponse:
    """Let in whoever the directory sends back, if they were invited."""
    client = _asked()
    from authlib.integrations.base_client import OAuthError
    from joserfc.errors import JoseError
    from requests import RequestException

    try:
        said = client.authorize_access_token(request)["userinfo"]
    except (OAuthError, JoseError, RequestException, KeyError):
        return _turned_away(request, _("The directory did not say who you are. Try again."))
    email = str(said.get("email", ""))
    knock = Knock(email, request.address, now())
    user = _invited(email) if said.get("email_verified") is True else None
    if user is None:
        failed(knock, knock.name, "sign_in_failed")
        return _turned_away(
            request, _("The directory knows you, but nobody has invited you here yet. Ask an administrator.")
        )
    let_in(request, user, Knock(user.username, request.address, knock.now), "directory")
    return HttpResponseRedirect(request.session.pop(BACK, "/"))


def _asked() -> Any:
    if settings.HANDFAST_OIDC is None:
        raise Http404
    return _client(*settings.HANDFAST_OIDC)


def _invited(email: str) -> User | None:
    """Return who has this address; None where nobody has, or several do."""
    found = list(User.objects.filter(email__iexact=email, is_active=True)[:2]) if email else []
    return found[0] if len(found) == 1 else None


def _turned_away(request: Request, said: str, status: int = 403) -> HttpResponse:
    return page(request, "sign_in.html", status, said=said, typed="", next="/")
