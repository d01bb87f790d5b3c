"""A person at the registration and password reset pages."""

from urllib.parse import urlsplit

from werkzeug.test import TestResponse

from tests.provisioning.pages import PageClient

NEW_PASSWORD = "ziegel-Lampe-rot-77"
EMAIL = "neu@example.test"


def register(client: PageClient, *, path: str = "/register", **values: str) -> TestResponse:
    """What comes of sending the registration form with ``values`` over a plain entry; redirects are followed."""
    entry = {"given_name": "Grace", "family_name": "Neu", "email": EMAIL, "password": NEW_PASSWORD}
    return client.submit(client.get(path), entry | values, follow_redirects=True)


def request_reset(client: PageClient, email: str, path: str = "/password-reset") -> TestResponse:
    """What comes of asking for a reset link."""
    return client.submit(client.get(path), {"email": email})


def open_link(client: PageClient, link: str) -> TestResponse:
    """The page behind a mailed link."""
    return client.get(urlsplit(link).path, follow_redirects=True)
