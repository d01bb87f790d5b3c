"""What a client says of itself when it registers over HTTP, and what it is answered (RFC 7591 2 and 3, OpenID Connect
Dynamic Client Registration 1.0 2)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from idp.protocol.client_languages import LANGUAGE_TAG, LocalizedValue
from idp.protocol.client_metadata import CLIENT_FIELDS, InvalidMetadataError, Problem, WireValue, WireValues
from idp.protocol.client_metadata.localized_fields import LOCALIZABLE
from idp.protocol.errors import InvalidClientMetadata, OAuthError, UnapprovedSoftwareStatement
from idp.protocol.redirect_uris import split
from idp.protocol.response_types import grants_of
from idp.protocol.token_exchange import GRANT_TYPE as TOKEN_EXCHANGE

_LOCALIZED = "localized_metadata"
_LONGEST_NAME = 200
# A page in a browser is our own type; the specification knows the two others, and calls it "web".
_APPLICATION_TYPES = ("web", "native")
_PREFERRED_ALGORITHM = "RS256"
# Tokens that no person has agreed to are for clients that an operator knows.
_WITHOUT_A_PERSON = ("client_credentials", TOKEN_EXCHANGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationTerms:
    """What clients that register themselves may have: ``scopes`` in the order in which one that names none gets them,
    ``signing_algorithms`` of ID tokens, ``unused_fields`` of which the installation offers no value at all."""

    scopes: Sequence[str]
    signing_algorithms: Collection[str]
    unused_fields: Collection[str] = ()


def parse_registration(document: object, terms: RegistrationTerms) -> dict[str, WireValue | None]:
    """The values of every field that a client may register, by the names of the table; None for those that it has not.

    ``document`` is the JSON of the request. What is no such field is ignored (RFC 7591 2), as is a null, and a field
    that this installation has no use for. Raises OAuthError for what is no registration, InvalidMetadataError for
    values that can't be registered; the values are still to be checked as those of all clients.
    """
    if not isinstance(document, dict):
        raise InvalidClientMetadata("The body must be a JSON object.")
    if document.get("software_statement") is not None:
        raise UnapprovedSoftwareStatement("Software statements are not accepted; send the metadata themselves.")
    parsed, problems = _parse_fields(document, terms)
    localized, further = _parse_localized(document)
    values = _defaults(parsed, terms) | parsed | ({_LOCALIZED: localized} if localized else {})
    if problems := [*problems, *further, *_check(values, terms)]:
        raise InvalidMetadataError(problems)
    return dict.fromkeys(registrable_fields()) | values


def registration_members(values: WireValues) -> dict[str, Any]:
    """Everything that a client has registered, as registration answers tell it (RFC 7591 3.2.1)."""
    members = {
        name: field.type.to_json(values[name])
        for name, field in CLIENT_FIELDS.items()
        if field.is_registrable and name in values
    }
    localized = [LocalizedValue.parse(text) for text in _list(values.get(_LOCALIZED))]
    return members | {each.name: each.value for each in localized}


def describe_problems(problems: Sequence[Problem]) -> OAuthError:
    """The registration error for all problems; its code is that of the first (RFC 7591 3.2.2)."""
    error = problems[0].to_error()
    return type(error)(" ".join(f"{each.field}: {each.message} {each.next_step}" for each in problems))


def registrable_fields() -> list[str]:
    """The fields that a client may register, localized ones among them."""
    return [*(name for name, field in CLIENT_FIELDS.items() if field.is_registrable), _LOCALIZED]


def _parse_fields(
    document: Mapping[str, object], terms: RegistrationTerms
) -> tuple[dict[str, WireValue], list[Problem]]:
    parsed: dict[str, WireValue] = {}
    problems = []
    for name, field in CLIENT_FIELDS.items():
        value = document.get(name)
        if not field.is_registrable or value is None or name in terms.unused_fields:
            continue
        try:
            parsed[name] = field.type.parse_json(value)
        except ValueError as error:
            problems.append(Problem(name, "It has not the form of this field.", str(error)))
    return parsed, problems


def _parse_localized(document: Mapping[str, object]) -> tuple[list[str], list[Problem]]:
    """The values in one language each (``client_name#de``), and what is wrong with them."""
    values: list[str] = []
    problems = []
    for name, value in document.items():
        base, sign, tag = name.partition("#")
        if not sign or base not in LOCALIZABLE or value is None:
            continue
        if not isinstance(value, str) or not value.isprintable() or not LANGUAGE_TAG.fullmatch(tag):
            problems.append(Problem(base, "A value with a language has a wrong form.", "Give text, and a BCP 47 tag."))
            continue
        values.append(str(LocalizedValue(base, tag, value)))
    return values, problems


def _defaults(parsed: WireValues, terms: RegistrationTerms) -> dict[str, WireValue]:
    """Those of the specification, which are not those of `idp clients create` (Registration 1.0 2, RFC 7591 2)."""
    algorithms = [_PREFERRED_ALGORITHM, *terms.signing_algorithms]
    grants = parsed.get("grant_types", grants_of(_list(parsed.get("response_types", ["code"]))))
    return {
        "application_type": "web",
        "token_endpoint_auth_method": "client_secret_basic",
        "grant_types": grants,
        "response_types": ["code"] if "authorization_code" in _list(grants) else [],
        "id_token_signed_response_alg": next(each for each in algorithms if each in terms.signing_algorithms),
        "scope": " ".join(terms.scopes),
        "client_name": _name_of(parsed),
    }


def _name_of(parsed: WireValues) -> str:
    """What people read of an application that gives no name: the host that it lives at."""
    for uri in (str(parsed.get("client_uri", "")), *_list(parsed.get("redirect_uris"))):
        try:
            parts = split(uri)
            name = parts.hostname or parts.scheme
        except (OAuthError, ValueError):
            continue
        if name:
            return name[:_LONGEST_NAME]
    return "Application"


def _check(values: WireValues, terms: RegistrationTerms) -> Iterator[Problem]:
    if values["application_type"] not in _APPLICATION_TYPES:
        yield Problem("application_type", "It is not known.", f"Choose from: {', '.join(_APPLICATION_TYPES)}.")
    for grant in _WITHOUT_A_PERSON:
        if grant in _list(values["grant_types"]):
            yield Problem("grant_types", f"{grant} may not be registered.", "Ask the operator for such a client.")
    refused = [scope for scope in str(values["scope"]).split() if scope not in terms.scopes]
    if refused:
        yield Problem("scope", f"{' '.join(refused)} may not be registered.", f"Choose from: {' '.join(terms.scopes)}.")


def _list(value: object) -> list[str]:
    return value if isinstance(value, list) else []
