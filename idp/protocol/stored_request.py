"""An authorization request as it is stored: JSON of a known shape, read back without running the rules again.

`redirect_uri`, `response_mode`, `state`, `login_hint`, `pushed_as` and `device` keep their names and meaning in every
shape, so that a request which can't be read any more can still be answered.
"""

from collections.abc import Collection, Mapping
from dataclasses import fields

from idp.protocol.authorization_request import AuthorizationRequest
from idp.protocol.claims import parse_claims_request
from idp.protocol.errors import OAuthError
from idp.protocol.response_modes import ResponseChannel

SHAPE = 1
"""Raise it with every change to what `to_json` writes, but for a new member that is left out by default: requests from
before read as they did, and an earlier version refuses one that has it."""


class UnreadableRequest(ValueError):
    """What is stored has another shape, or is not what this module has written."""


def to_json(request: AuthorizationRequest) -> dict[str, object]:
    """The request as JSON data; members with their default are left out.

    `claims` stays text: a member's value may hold characters that no database takes outside a string.
    """
    members = {field.name: getattr(request, field.name) for field in fields(request)}
    members["claims"] = request.claims.to_text() if request.claims else None
    stored = {name: _plain(value) for name, value in members.items()}
    return {"shape": SHAPE, **{name: value for name, value in stored.items() if value not in (None, [])}}


def from_json(stored: object) -> AuthorizationRequest:
    """The request that `to_json` was given. Raises: UnreadableRequest."""
    values = _Values(stored)
    claims = values.find_text("claims")
    try:
        claims_request = parse_claims_request(claims)
    except OAuthError as error:
        raise UnreadableRequest("claims") from error
    return AuthorizationRequest(
        client_id=values.text("client_id"),
        redirect_uri=values.text("redirect_uri"),
        response_type=frozenset(values.words("response_type")),
        response_mode=values.text("response_mode"),
        scope=values.words("scope"),
        state=values.find_text("state"),
        nonce=values.find_text("nonce"),
        code_challenge=values.find_text("code_challenge"),
        code_challenge_method=values.find_text("code_challenge_method"),
        prompt=frozenset(values.words("prompt")),
        max_age=values.find_number("max_age"),
        claims=claims_request,
        acr_values=values.words("acr_values"),
        login_hint=values.find_text("login_hint"),
        id_token_hint=values.find_text("id_token_hint"),
        ui_locales=values.words("ui_locales"),
        claims_locales=values.words("claims_locales"),
        display=values.find_text("display"),
        resource=values.words("resource"),
        organization=values.find_text("organization"),
        domain_hint=values.find_text("domain_hint"),
        organization_kind=values.find_text("organization_kind"),
        organization_name=values.find_text("organization_name"),
        pushed_as=values.find_text("pushed_as"),
        dpop_jkt=values.find_text("dpop_jkt"),
        device=values.find_text("device"),
    )


def return_address(stored: object) -> tuple[str | None, ResponseChannel]:
    """Redirect URI and channel of a stored request of whatever shape; the URI is None where there is none."""
    members = stored if isinstance(stored, Mapping) else {}
    found = {name: members.get(name) for name in ("redirect_uri", "response_mode", "state")}
    uri, mode, state = (value if isinstance(value, str) else None for value in found.values())
    return uri, ResponseChannel(mode or "query", state)


def sent_login_hint(stored: object) -> str | None:
    """The `login_hint` of a stored request of whatever shape."""
    return _find_text(stored, "login_hint")


def pushed_as(stored: object) -> str | None:
    """What a stored request of whatever shape was pushed as; None for a plain one."""
    return _find_text(stored, "pushed_as")


def asking_device(stored: object) -> str | None:
    """The device that a stored request of whatever shape is answered to; None for a request of a browser."""
    return _find_text(stored, "device")


def _find_text(stored: object, name: str) -> str | None:
    value = stored.get(name) if isinstance(stored, Mapping) else None
    return value if isinstance(value, str) else None


class _Values:
    """The members of a stored request, each read as what it must be."""

    def __init__(self, stored: object) -> None:
        if not isinstance(stored, Mapping) or stored.get("shape") != SHAPE:
            raise UnreadableRequest("shape")
        self._members: Mapping[str, object] = stored
        known = {"shape", *(field.name for field in fields(AuthorizationRequest))}
        if unknown := stored.keys() - known:
            raise UnreadableRequest(", ".join(sorted(map(str, unknown))))

    def text(self, name: str) -> str:
        value = self.find_text(name)
        if value is None:
            raise UnreadableRequest(name)
        return value

    def find_text(self, name: str) -> str | None:
        value = self._members.get(name)
        if value is not None and not isinstance(value, str):
            raise UnreadableRequest(name)
        return value

    def find_number(self, name: str) -> int | None:
        value = self._members.get(name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise UnreadableRequest(name)
        return value

    def words(self, name: str) -> tuple[str, ...]:
        value = self._members.get(name, [])
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise UnreadableRequest(name)
        return tuple(value)


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    return list(value) if isinstance(value, Collection) and not isinstance(value, str) else value
