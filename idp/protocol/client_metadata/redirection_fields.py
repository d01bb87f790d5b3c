"""Where a client runs, and where answers to it may go."""

from collections.abc import Iterable, Iterator

from idp.protocol.client import Client
from idp.protocol.client_metadata.application_types import TYPE_DEFAULTS
from idp.protocol.client_metadata.field import ClientField
from idp.protocol.client_metadata.page_fields import is_secure
from idp.protocol.client_metadata.problems import Complaint
from idp.protocol.client_metadata.values import Choice, NameSet, Text, TextList
from idp.protocol.errors import InvalidRedirectUri
from idp.protocol.redirect_uris import check_registrable, is_loopback, origin_of, split
from idp.protocol.response_types import IMPLICIT
from idp.protocol.subjects import SUBJECT_TYPES
from idp.protocol.supported import Supported


def _redirect_uris(uris: tuple[str, ...], client: Client, supported: Supported) -> Iterator[Complaint]:
    if client.response_types and not uris:
        yield Complaint("There is none.", "Register every address that answers may be sent to.")
    yield from _registrable(uris, client, supported)
    if IMPLICIT in client.grant_types and client.application_type != "native":
        yield from _public(uris)


def _public(uris: Iterable[str]) -> Iterator[Complaint]:
    """Registration 1.0 2: where tokens come through the browser, the address is no program on the person's machine."""
    for uri in uris:
        origin = origin_of(uri) or ""
        if origin.startswith("http:") or is_loopback(split(origin).hostname):
            yield Complaint(
                f"{uri} is not https, or on localhost.",
                "Give an https address of a host, or leave out the response types with token and id_token.",
            )


def _registrable(uris: Iterable[str], client: Client, _: Supported) -> Iterator[Complaint]:
    for uri in uris:
        try:
            check_registrable(uri, client.application_type)
        except InvalidRedirectUri as error:
            yield Complaint(error.description, "Correct the address; it is compared character by character.")


def _file(uri: str, _: Client, __: Supported) -> Iterator[Complaint]:
    if not is_secure(uri) or "#" in uri:
        yield Complaint(f"{uri} is not a safe web address.", "Give a full https address without a fragment (#).")


def _origins(origins: tuple[str, ...], _: Client, __: Supported) -> Iterator[Complaint]:
    for origin in origins:
        if origin_of(origin) != origin or not is_secure(origin):
            yield Complaint(
                f"{origin} is not an origin.",
                "Write scheme, host and port only, in lower case, such as https://app.example.",
            )


FIELDS = (
    ClientField(
        name="application_type",
        type=Choice(tuple(TYPE_DEFAULTS)),
        option="--type",
        label="Type",
        help="Where it runs: on a server (web), in the browser (single_page), as an app (native), or on a device with "
        "neither browser nor keyboard, such as a television (device); a service acts for itself, without people.",
        default="web",
        is_registrable=True,
    ),
    ClientField(
        name="redirect_uris",
        type=TextList(),
        option="--redirect-uri",
        label="Redirect addresses",
        help="Where answers may go; exact.",
        default=[],
        check=_redirect_uris,
        is_registrable=True,
    ),
    ClientField(
        name="post_logout_redirect_uris",
        type=TextList(),
        option="--post-logout-redirect-uri",
        label="Addresses after signing out",
        help="Where people may go after signing out; exact.",
        default=[],
        check=_registrable,
        is_registrable=True,
    ),
    ClientField(
        name="sector_identifier_uri",
        type=Text(),
        option="--sector-identifier-uri",
        label="List of redirect addresses",
        help="Where a file lists the redirect addresses of one maker, whose applications share pairwise subjects "
        "(OpenID Connect Core 8.1). It is looked at when a client registers itself.",
        check=_file,
        is_registrable=True,
    ),
    ClientField(
        name="subject_type",
        type=Choice(SUBJECT_TYPES),
        option="--subject-type",
        label="Subjects",
        help="Whether a person has the same subject (sub) for it as for all applications, or one that only "
        "applications with the same host know (pairwise). People are others to it after a change.",
        default="public",
        is_registrable=True,
    ),
    ClientField(
        name="web_origins",
        type=TextList(),
        option="--web-origin",
        label="Web origins",
        help="Origins whose scripts may call the token, userinfo, revocation and pushed request endpoints.",
        default=[],
        check=_origins,
    ),
    ClientField(
        name="response_types",
        type=NameSet(),
        option="--response-type",
        label="Response types",
        help="Which answers it may ask the authorization endpoint for.",
        default=["code"],
        offered=lambda supported: supported.response_types,
        discovery_key="response_types_supported",
        is_registrable=True,
    ),
    ClientField(
        name="response_modes",
        type=NameSet(),
        option="--response-mode",
        label="Response modes",
        help="How answers may come to it (default: every way that is supported).",
        offered=lambda supported: supported.response_modes,
        discovery_key="response_modes_supported",
    ),
)
