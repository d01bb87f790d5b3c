"""Why a person is asked to sign in again is looked for once a page."""

import pytest

from idp.signin.asked_again import find_asked_again
from tests.budgets.calls import count_calls
from tests.factories.accounts import create_account
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.pages import forms_of


@pytest.fixture
def person(database):
    return create_account(database)


@pytest.mark.parametrize("form", ["identifier_first", "combined"])
def test_the_reason_is_looked_for_once_a_page(make_app, database, person, form):
    client = make_app(portals={"shop": {"form": form}}).test_client()
    sign_in(client, database, person)
    address = create_relying_party(database, client).authorize(prompt="login").location

    with count_calls({"looked": [find_asked_again]}) as counted:
        page = client.get(address)
    assert "bittet Sie, sich erneut anzumelden" in page.text
    assert counted["looked"] == 1

    if form == "identifier_first":
        page = client.submit(page, follow_redirects=True)
    number = next(at for at, each in enumerate(forms_of(page)) if "password" in each.fields)
    with count_calls({"looked": [find_asked_again]}) as counted:
        refused = client.submit(page, {"password": "wrong"}, form=number)
    assert refused.status_code == 422
    assert counted["looked"] == 1
