"""The name that a client's certificate must have (RFC 8705 2.1.2)."""

from collections.abc import Callable, Iterator
from ipaddress import ip_address

from idp.protocol.certificate_names import parse_subject
from idp.protocol.client import Client
from idp.protocol.client_metadata.field import Check, ClientField
from idp.protocol.client_metadata.problems import Complaint
from idp.protocol.client_metadata.values import Text
from idp.protocol.supported import Supported


def _can_be_read(parse: Callable[[str], object], advice: str) -> Check:
    def check(value: str, _: Client, __: Supported) -> Iterator[Complaint]:
        try:
            parse(value)
        except ValueError:
            yield Complaint(f"{value} can't be read.", advice)

    return check


def _alternative_name(kind: str, check: Check | None = None) -> ClientField:
    return ClientField(
        name=f"tls_client_auth_san_{kind}",
        type=Text(),
        option=f"--certificate-{kind}",
        label=f"Alternative name of its certificate ({kind})",
        help=f"The alternative name ({kind}) that its certificate must have instead.",
        check=check,
        is_registrable=True,
    )


FIELDS = (
    ClientField(
        name="tls_client_auth_subject_dn",
        type=Text(),
        option="--certificate-subject",
        label="Subject of its certificate",
        help="The subject that its certificate must have with tls_client_auth, as RFC 4514 writes it: "
        "CN=shop,O=Example,C=DE.",
        check=_can_be_read(parse_subject, "Write it as RFC 4514 does: CN=shop,O=Example,C=DE."),
        is_registrable=True,
    ),
    _alternative_name("dns"),
    _alternative_name("uri"),
    _alternative_name("ip", _can_be_read(ip_address, "Give an IPv4 or IPv6 address.")),
    _alternative_name("email"),
)
