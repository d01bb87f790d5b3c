"""Who a client is: what people read about it."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from idp.protocol.client import Client
from idp.protocol.client_metadata.field import ClientField
from idp.protocol.client_metadata.problems import Complaint
from idp.protocol.client_metadata.values import Text, TextList
from idp.protocol.redirect_uris import is_loopback, origin_of
from idp.protocol.supported import Supported

_PRINTABLE_ASCII = re.compile(r"[\x21-\x7E]+")
_MAX_NAME_LENGTH = 200
_MAX_CONTACT_LENGTH = 320


def is_secure(uri: str) -> bool:
    """https, or plain http that never leaves the machine; and nothing in front of the host to deceive readers."""
    if origin_of(uri) is None or "\\" in uri:
        return False
    parts = urlsplit(uri)
    return "@" not in parts.netloc and (parts.scheme == "https" or is_loopback(parts.hostname))


def _name(name: str, _: Client, __: Supported) -> Iterator[Complaint]:
    if not name.strip() or len(name) > _MAX_NAME_LENGTH or not name.isprintable():
        yield Complaint(
            "People see this name on the consent page.", f"Give 1 to {_MAX_NAME_LENGTH} printable characters."
        )


def _page(uri: str, _: Client, __: Supported) -> Iterator[Complaint]:
    if not (_PRINTABLE_ASCII.fullmatch(uri) and is_secure(uri)):
        yield Complaint(f"{uri} is not a safe web address.", "Give a full https address.")


def _initiation(uri: str, client: Client, supported: Supported) -> Iterator[Complaint]:
    yield from _page(uri, client, supported)
    if "#" in uri:
        yield Complaint(f"{uri} has a fragment (#).", "Leave it out: parameters are added to the address.")


def _contacts(contacts: tuple[str, ...], _: Client, __: Supported) -> Iterator[Complaint]:
    for contact in contacts:
        if not contact.strip() or len(contact) > _MAX_CONTACT_LENGTH:
            yield Complaint("A contact is empty or too long.", f"Give at most {_MAX_CONTACT_LENGTH} characters.")


FIELDS = (
    ClientField(
        name="client_name",
        type=Text(),
        option="--name",
        label="Name",
        help="What people read on the consent page.",
        default="",
        check=_name,
        attribute="name",
        is_localizable=True,
        is_registrable=True,
    ),
    ClientField(
        name="portal",
        type=Text(),
        option="--portal",
        label="Portal",
        help="Key of the portal whose brand and rules people meet (default: the first).",
        default="",
    ),
    ClientField(
        name="client_uri",
        type=Text(),
        option="--client-uri",
        label="Home page",
        help="The application's home page, the way back to it.",
        check=_page,
        is_localizable=True,
        is_registrable=True,
    ),
    ClientField(
        name="initiate_login_uri",
        type=Text(),
        option="--initiate-login-uri",
        label="Address that starts a sign-in",
        help="Where it begins a sign-in by itself (OpenID Connect Core 4); expired pages, and the start page of "
        "accounts, lead there.",
        check=_initiation,
        is_registrable=True,
    ),
    ClientField(
        name="logo_uri",
        type=Text(),
        option="--logo-uri",
        label="Logo",
        help="Its logo, for the consent page, the start page of accounts and the list of connected applications.",
        check=_page,
        is_localizable=True,
        is_registrable=True,
    ),
    ClientField(
        name="policy_uri",
        type=Text(),
        option="--policy-uri",
        label="Privacy policy",
        help="Its privacy policy, linked from the same pages.",
        check=_page,
        is_localizable=True,
        is_registrable=True,
    ),
    ClientField(
        name="tos_uri",
        type=Text(),
        option="--tos-uri",
        label="Terms of use",
        help="Its terms of use, linked from the same pages.",
        check=_page,
        is_localizable=True,
        is_registrable=True,
    ),
    ClientField(
        name="contacts",
        type=TextList(),
        option="--contact",
        label="Contacts",
        help="Whom people may write to about it, such as an e-mail address.",
        default=[],
        check=_contacts,
        is_registrable=True,
    ),
)
