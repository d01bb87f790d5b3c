"""A browser that remembers somebody over its restart."""

from werkzeug.test import TestResponse

from idp.accounts.models import Account
from idp.sessions.remember_cookie import remember_cookie_name
from idp.sessions.web import session_cookie_name
from tests.factories.accounts import PASSWORD
from tests.factories.devices import device_token, give_device_token
from tests.factories.sign_in_pages import PASSWORD_FORM, open_password_page
from tests.provisioning.pages import PageClient, forms_of

HOST = "id.example.test"
REMEMBER, SESSION = remember_cookie_name(is_https=True), session_cookie_name(is_https=True)


def tick(client: PageClient, person: Account, **arguments: str) -> TestResponse:
    """Sign in with the box ticked."""
    page = open_password_page(client, person.email, **arguments)
    fields = forms_of(page)[PASSWORD_FORM].fields | {"password": PASSWORD, "remember": "y"}
    return client.post(page.request.path, data=fields, headers={"Origin": f"https://{HOST}"})


def close(client: PageClient) -> None:
    """What ends with the browser."""
    client.delete_cookie(SESSION, domain=HOST)


def held(client: PageClient) -> str | None:
    """The cookie that remembers."""
    cookie = client.get_cookie(REMEMBER, domain=HOST)
    return cookie.value if cookie else None


def hold(client: PageClient, value: str) -> None:
    """Let the browser hold this one."""
    client.set_cookie(REMEMBER, value, domain=HOST, secure=True, httponly=True)


def copy_cookies(client: PageClient, other: PageClient) -> None:
    """Let ``client`` hold what ``other`` is known and remembered by."""
    value = held(other)
    assert value is not None
    hold(client, value)
    give_device_token(client, device_token(other))


def come_back(client: PageClient) -> TestResponse:
    """Open a page that needs somebody signed in."""
    return client.get("/signin?next=/%3Fback")


def is_back(answer: TestResponse) -> bool:
    """Whether it was opened."""
    return answer.location == "/?back"
