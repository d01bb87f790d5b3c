"""How a client is told that a session has ended (OpenID Connect Back-Channel Logout 1.0 2.2, Front-Channel Logout 1.0
2)."""

import re
from collections.abc import Iterator

from idp.protocol.client import Client
from idp.protocol.client_metadata.field import ClientField
from idp.protocol.client_metadata.page_fields import is_secure
from idp.protocol.client_metadata.problems import Complaint
from idp.protocol.client_metadata.values import Flag, Text
from idp.protocol.redirect_uris import origin_of
from idp.protocol.supported import Supported

# RFC 3986 2, without the fragment: what is requested is the registered address, character by character.
_REQUESTED = re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]+")


def _address(uri: str, _: Client, __: Supported) -> Iterator[Complaint]:
    if "#" in uri:
        yield Complaint(f"{uri} has a fragment (#).", "Leave it out: it is never sent.")
    elif not (_REQUESTED.fullmatch(uri) and is_secure(uri)):
        yield Complaint(f"{uri} is not a safe web address.", "Give a full https address.")


def _frame(uri: str, client: Client, supported: Supported) -> Iterator[Complaint]:
    yield from _address(uri, client, supported)
    if origin_of(uri) not in {origin_of(each) for each in client.redirect_uris}:
        yield Complaint(
            f"{uri} is not where the application is.",
            "Give an address with the scheme, host and port of one of the redirect addresses.",
        )


FIELDS = (
    ClientField(
        name="backchannel_logout_uri",
        type=Text(),
        option="--backchannel-logout-uri",
        label="Address for logout tokens",
        help="Where it is told that a session has ended (OpenID Connect Back-Channel Logout 1.0).",
        check=_address,
        is_registrable=True,
    ),
    ClientField(
        name="backchannel_logout_session_required",
        type=Flag(),
        option="--backchannel-logout-session-required",
        label="Session in logout tokens",
        help="Whether logout tokens must name the session (sid). They always do here, whatever is registered.",
        default=False,
        is_registrable=True,
    ),
    ClientField(
        name="frontchannel_logout_uri",
        type=Text(),
        option="--frontchannel-logout-uri",
        label="Address for frames of a sign-out",
        help="What a hidden frame loads, with iss and sid, in a browser that is signed out (OpenID Connect "
        "Front-Channel Logout 1.0). For applications that can't take logout tokens: browsers may keep their cookies "
        "from a frame.",
        check=_frame,
        is_registrable=True,
    ),
    ClientField(
        name="frontchannel_logout_session_required",
        type=Flag(),
        option="--frontchannel-logout-session-required",
        label="Session in frames of a sign-out",
        help="Whether the frame's address must name issuer and session (iss, sid). It always does here, whatever is "
        "registered.",
        default=False,
        is_registrable=True,
    ),
    ClientField(
        name="session_management",
        type=Flag(),
        option="--session-management",
        label="Session management",
        help="Whether its pages may watch if a sign-in goes on (OpenID Connect Session Management 1.0), where "
        "sessions.session_management is switched on. Browsers that keep cookies from frames of other sites tell them "
        "that it does not.",
        default=False,
    ),
)
