"""The values of columns that several tables have, said to a reader; those of one table stand in its section."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from idp.accounts.personal_details.claims import details_of
from idp.accounts.personal_details.fields import DETAILS
from idp.clients.registry import find_client
from idp.infrastructure.personal_data import Say
from idp.infrastructure.translations import LANGUAGES
from idp.infrastructure.web.i18n import current_language, format_any_moment, gettext, lazy_gettext
from idp.mail.devices import describe_device
from idp.portals.registry import portal_name
from idp.portals.scope_words import describe_scope
from idp.protocol.authentication_methods import (
    ACR_MULTI_FACTOR,
    ACR_SINGLE_FACTOR,
    AMR_MAIL,
    AMR_ONE_TIME_CODE,
    AMR_PASSKEY,
    AMR_PASSWORD,
)
from idp.protocol.client_languages import localize

_METHODS: Mapping[str, Any] = {
    AMR_PASSWORD: lazy_gettext("Password"),
    AMR_PASSKEY: lazy_gettext("Passkey"),
    AMR_ONE_TIME_CODE: lazy_gettext("One-time code"),
    AMR_MAIL: lazy_gettext("Code by e-mail"),
}
_LEVELS: Mapping[str, Any] = {
    ACR_SINGLE_FACTOR: lazy_gettext("one factor"),
    ACR_MULTI_FACTOR: lazy_gettext("two factors"),
}
_SCOPES: Mapping[str, Any] = {
    "openid": None,
    "profile": lazy_gettext("Profile"),
    "email": lazy_gettext("E-mail address"),
    "phone": lazy_gettext("Phone number"),
    "address": lazy_gettext("Postal address"),
    "offline_access": lazy_gettext("Stay connected"),
}


def _say_client(client_id: str) -> str:
    client = find_client(client_id)
    return localize(client, current_language()).name if client else client_id


def _say_methods(amr: Iterable[str]) -> list[Any]:
    return [_METHODS[method] for method in amr if method in _METHODS]


def _say_scopes(names: Iterable[str]) -> list[Any]:
    return [said for name in names if (said := _SCOPES[name] if name in _SCOPES else describe_scope(name).title)]


def _say_details(claims: Mapping[str, Any]) -> list[str]:
    return [f"{DETAILS[name].label}: {text}" for name, text in details_of(claims).items() if text]


WORDS: Mapping[str, Say] = {
    "portal": portal_name,
    "client_id": _say_client,
    "user_agent": describe_device,
    "language": LANGUAGES.get,
    "amr": _say_methods,
    "acr": _LEVELS.get,
    "scope": _say_scopes,
    "scopes": _say_scopes,
    "claims": _say_details,
}


def say(value: object, words: Say | None) -> str | None:
    """A value as the export is read; None where there is none, or it says nothing."""
    said = words(value) if words is not None and value is not None else value
    if isinstance(said, datetime):
        return format_any_moment(said)
    if isinstance(said, bool):
        return gettext("Yes") if said else gettext("No")
    if isinstance(said, Mapping):
        said = [f"{name}: {each}" for name, each in said.items()]
    if isinstance(said, list | tuple):
        return ", ".join(map(str, said)) or None
    return None if said is None else str(said) or None
