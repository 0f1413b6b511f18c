"""The API put together: its addresses, how it reads and refuses, and what OpenAPI tells of it.

Each address's name has its line in `handfast.doors.entrance.access.ACCESS`, with ``api:`` before it.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from typing import Any, NoReturn

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.types import DictStrAny

from handfast.doors.api.endpoints import backlog, drafts, offers, outside, promises, runs, things, views
from handfast.doors.api.forms import Problem
from handfast.doors.api.guard import SAFE, guarded
from handfast.doors.api.refusals import handle_refusals
from handfast.doors.entrance.problem import CONTENT_TYPE

ROOT = "/api/v1/"
ABOUT = """Ask what can be promised, hold and promise it, and read what stands.

Days are ISO dates; quantities and money are decimal texts, exact, in the item's unit and the currency beside them.
Send `Authorization: Bearer hf_...`; tokens are made on the page Account. Refusals are problem details (RFC 9457)."""
GAP = re.compile(r"<(?:\w+:)?(\w+)>")
UNTAGGED = f"{ROOT}runs/{{number}}/move"
"""What a move would do is looked at anew each time; its tag is for the move itself."""

TAG = {"schema": {"type": "string"}, "description": "Tag of what is answered; send it as If-None-Match"}
KNOWN = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "ETag of the answer that you have: 304 where nothing has changed.",
}
REFERENCE = "#/components/schemas/{model}"


class ExactParser(Parser):
    """Reads JSON with its numbers as they were written."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """Return the body."""
        read: DictStrAny = json.loads(request.body, parse_float=Decimal, parse_constant=_no_number)
        return read


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


class Api(NinjaAPI):
    """The API, with what OpenAPI has to know of every endpoint: refusals, and how one signs in."""

    def get_root_path(self, path_params: DictStrAny) -> str:  # noqa: ARG002  ninja names it
        """Return where it is."""
        return ROOT

    def get_openapi_operation_id(self, operation: Any) -> str:
        """Return an operation's name: the view's, after its room."""
        view = operation.view_func
        return f"{view.__module__.rpartition('.')[2]}_{view.__name__}"

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:  # noqa: ARG002  where it is does not change
        """Return what is asked and answered, not to be changed.

        It is made once: making it takes half a second, and everybody may ask for it.
        """
        return self._told

    @cached_property
    def _told(self) -> OpenAPISchema:
        schema = super().get_openapi_schema()
        parts = Problem.model_json_schema(ref_template=REFERENCE)
        schema["components"]["schemas"] |= {**parts.pop("$defs", {}), "Problem": parts}
        schema["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        schema["security"] = [{"token": []}]
        content = {CONTENT_TYPE: {"schema": {"$ref": REFERENCE.format(model="Problem")}}}
        for name, path in schema["paths"].items():
            for method, operation in path.items():
                operation["responses"]["default"] = {"description": "A refusal", "content": content}
                if method.upper() in SAFE and name != UNTAGGED:
                    _tell_tag(operation)
        return schema


def _tell_tag(operation: dict[str, Any]) -> None:
    """Tell that an answer carries a tag, and that it is empty where the program has it already."""
    operation["parameters"] = [*operation.get("parameters", ()), KNOWN]
    operation["responses"][200]["headers"] = {"ETag": TAG}
    operation["responses"][304] = {"description": "Nothing has changed", "headers": {"ETag": TAG}}


api = Api(
    title="Handfast",
    version="1",
    description=ABOUT,
    urls_namespace="api",
    docs_url=None,
    parser=ExactParser(),
)
handle_refusals(api)
for each in (offers, promises, views, things, runs, backlog, drafts, outside):
    api.add_router("", each.router)


@cache
def _filters() -> dict[tuple[str, str], frozenset[str]]:
    """Return what may stand in the query of each path and method, as OpenAPI tells it."""
    return {
        (path, method.upper()): frozenset(
            each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"
        )
        for path, methods in api.get_openapi_schema(path_params={})["paths"].items()
        for method, operation in methods.items()
    }


@lru_cache(256)
def filters(route: str, method: str) -> frozenset[str] | None:
    """Return the names that may stand in the query of a route of Django's; None where OpenAPI does not tell."""
    return _filters().get(("/" + GAP.sub(r"{\1}", route), method))


def _addresses() -> tuple[list[URLPattern | URLResolver], str, str]:
    patterns, application, namespace = api.urls
    kept = [each for each in patterns if isinstance(each, URLPattern) and each.name != "api-root"]
    for pattern in kept:
        pattern.callback = guarded(pattern.callback, pattern.name or "", filters)
    return [*kept], application, namespace


urls = _addresses()
