"""A person at the sign-in pages."""

from urllib.parse import urlencode

from werkzeug.test import TestResponse

from idp.sessions.web import others_cookie_name, session_cookie_name
from tests.factories.sessions import lose
from tests.provisioning.pages import PageClient

PASSWORD_FORM = 1
"""On the password page the first form is "not you?"."""


def open_password_page(client: PageClient, name: str, **arguments: str) -> TestResponse:
    """The page that asks for the password of ``name``; ``arguments`` go to ``/signin``."""
    page = client.get(f"/signin?{urlencode(arguments)}", follow_redirects=True)
    return client.submit(page, {"email": name}, follow_redirects=True)


def try_password(client: PageClient, name: str, password: str, **arguments: str) -> TestResponse:
    """What comes of typing ``name`` and ``password``."""
    page = open_password_page(client, name, **arguments)
    return client.submit(page, {"password": password}, form=PASSWORD_FORM)


def try_password_anew(client: PageClient, name: str, password: str) -> TestResponse:
    """The same in a browser that was closed meanwhile: its sessions are gone, its device is known."""
    for cookie_name in (session_cookie_name, others_cookie_name):
        lose(client, cookie_name)
    return try_password(client, name, password)


def confirm(client: PageClient, password: str) -> TestResponse:
    """What comes of typing ``password`` where the person who is signed in confirms who they are."""
    return client.submit(client.get("/signin?fresh=1", follow_redirects=True), {"password": password})


def follow_sign_in(client: PageClient, response: TestResponse, name: str, password: str) -> TestResponse:
    """From an authorization request through name and password to the next page, or the way back to the application."""
    page = client.submit(follow_local(client, response), {"email": name})
    return follow_local(client, client.submit(follow_local(client, page), {"password": password}, form=PASSWORD_FORM))


def follow_local(client: PageClient, response: TestResponse) -> TestResponse:
    """The end of the redirects that stay here: a page, or the way back to the application."""
    while response.status_code == 303 and response.headers["Location"].startswith("/"):
        response = client.get(response.headers["Location"])
    return response
