"""The resource servers that take access tokens of this provider."""

import re
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from idp.protocol.resource_indicators import is_absolute_uri
from idp.settings.portals.titles import Title
from idp.settings.section import Section

# RFC 6749 3.3
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,100}")


_EXAMPLE = {"orders:read": {"title": {"de": "Bestellungen sehen", "en": "See orders"}}}


class ResourceScopeSettings(Section):
    """A scope of a resource server. Consent pages show the words."""

    title: Title = Title()

    detail: Title = Title()


class ResourceServerSettings(Section):
    """A resource server: an API that takes access tokens of this provider."""

    identifier: Annotated[str, Field(max_length=500, examples=["https://api.example.com/orders"])]
    """The URI that names it in the parameter resource (RFC 8707) and is the audience of its tokens."""

    scopes: Annotated[dict[str, ResourceScopeSettings], Field(min_length=1, examples=[_EXAMPLE])]
    """What clients may be allowed there, by the names of the scopes. A scope belongs to one resource server."""

    @field_validator("identifier")
    @classmethod
    def _check_identifier(cls, value: str) -> str:
        if not is_absolute_uri(value) or re.search(r"\s", value):
            raise ValueError("write an absolute URI without a fragment, such as https://api.example.com/orders")
        return value

    @model_validator(mode="after")
    def _check_scopes(self) -> Self:
        for name in self.scopes:
            if not _SCOPE.fullmatch(name):
                raise ValueError(f"scopes: {name!r} can't be the name of a scope")
        return self
