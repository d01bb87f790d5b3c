"""A sign-in form works only in the browser that was given it."""

import pytest

from tests.factories.accounts import PASSWORD, create_account
from tests.factories.relying_parties import RelyingParty
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of
from tests.security.route_table import rows

pytestmark = [pytest.mark.threat(40), pytest.mark.only_on("sqlite")]


def test_a_sign_in_without_the_browser_cookie_is_refused(
    client: PageClient, database: Database, rp: RelyingParty
) -> None:
    account = create_account(database)
    page = client.get(rp.authorize().location, follow_redirects=True)
    password_page = client.submit(page, {"email": account.email}, follow_redirects=True)
    fields = forms_of(password_page)[0].fields
    form = next(each for each in forms_of(password_page) if "password" in each.fields)
    before = rows(database)
    victim = client.application.test_client()
    answer = victim.post(password_page.request.path, data=fields | form.fields | {"password": PASSWORD})
    assert answer.status_code == 400
    assert "session" not in " ".join(answer.headers.getlist("Set-Cookie"))
    assert rows(database) == before
