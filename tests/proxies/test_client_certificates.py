"""Certificates of clients, as each of the documented proxies hands them on (RFC 8705, RFC 9440)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from idp.oauth.client_certificates.reading import read_certificate, thumbprint
from tests.factories.certificates import FIELD, Certified, self_signed
from tests.proxies.documented import BEHIND_EACH, with_certificates
from tests.proxies.front import Front

pytestmark = [pytest.mark.only_on("sqlite"), pytest.mark.threat(48)]
SENDER = "127.0.0.5"


@pytest.fixture(scope="module", params=BEHIND_EACH, ids=str)
def proxied(request: pytest.FixtureRequest, front: Front) -> Iterator[Front]:
    with front.proxied(request.param, with_certificates(request.param, front.folder)):
        yield front


def write(certified: Certified, folder: Path) -> Path:
    """The certificate and its key as a file."""
    file = folder / "client.pem"
    key = certified.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(certified.certificate.public_bytes(Encoding.PEM) + key)
    return file


def test_the_certificate_of_the_connection_arrives(proxied: Front) -> None:
    certified = self_signed()
    text = proxied.seen(SENDER, {}, certificate=write(certified, proxied.folder))["client_certificate"]

    assert read_certificate(text) == certified.certificate


def test_a_service_authenticates_with_it_and_its_token_is_bound(proxied: Front) -> None:
    """From `idp clients create` to the token, by a program that knows TLS alone."""
    certified = self_signed()
    file = str(write(certified, proxied.folder))
    options = ("--type", "service", "--auth-method", "self_signed_tls_client_auth", "--jwks", certified.key_set())
    made_up = certified.header
    client_id = proxied.command("clients", "create", "Importer", *options, "--certificate-bound")["client_id"]

    def post(path: str, cert: str | None, **form: str) -> requests.Response:
        """With a made-up field beside; the certificate of the connection counts alone."""
        form["client_id"], address = client_id, f"{proxied.issuer}{path}"
        return proxied.browser().post(address, data=form, cert=cert, headers=made_up)

    answer = post("/token", file, grant_type="client_credentials")
    told = post("/introspect", file, token=answer.json()["access_token"]).json()
    refused = post("/token", None, grant_type="client_credentials")

    assert answer.status_code == 200
    assert told["cnf"] == {"x5t#S256": thumbprint(certified.certificate)}
    assert refused.json()["error"] == "invalid_client"


def test_a_made_up_one_does_not(proxied: Front) -> None:
    certified = self_signed()
    for fields in (certified.header, {FIELD.replace("-", "_"): certified.header[FIELD]}):
        text = proxied.seen(SENDER, fields)["client_certificate"]
        assert text.strip(":") in {"", "(null)"}
