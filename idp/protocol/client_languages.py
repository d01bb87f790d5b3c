"""What a client is called and where its pages are, in the languages of its people (OpenID Connect Registration 1.0 2.1,
RFC 7591 2.2)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from idp.protocol.client import Client

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
"""The form of BCP 47."""

_ATTRIBUTES = {"client_name": "name"}


@dataclass(frozen=True, slots=True)
class LocalizedValue:
    """The value of a metadata field in one language."""

    field: str
    tag: str
    value: str

    @classmethod
    def parse(cls, text: str) -> "LocalizedValue":
        """Of ``client_name#de=Beispiel``; what is missing is empty."""
        name, _, value = text.partition("=")
        field, _, tag = name.partition("#")
        return cls(field, tag, value)

    @property
    def name(self) -> str:
        """The name of the field with the language, as registration requests write it."""
        return f"{self.field}#{self.tag}"

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


def localize(client: Client, language: str) -> Client:
    """The client as people of a language (``de``) read it; what it has not registered in that language stays."""
    if not client.localized_metadata:
        return client
    # The exact tag goes over one with a region (de over de-AT), so it comes last.
    found = sorted(_in_language(client, language), key=lambda each: -len(each.tag))
    values: dict[str, Any] = {_ATTRIBUTES.get(each.field, each.field): each.value for each in found}
    return replace(client, **values)


def _in_language(client: Client, language: str) -> Iterator[LocalizedValue]:
    for text in client.localized_metadata:
        each = LocalizedValue.parse(text)
        if each.tag.lower().partition("-")[0] == language:
            yield each
