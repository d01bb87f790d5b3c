"""The address that registration asks for."""

from tests.factories.registration_pages import EMAIL
from tests.factories.relying_parties import create_relying_party
from tests.provisioning.pages import forms_of


def test_the_name_that_the_sign_in_is_about_is_filled_in(client, database):
    location = create_relying_party(database, client).authorize(prompt="create", login_hint=EMAIL).location
    assert forms_of(client.get(location))[0].fields["email"] == EMAIL
    assert forms_of(client.get("/register"))[0].fields["email"] == ""
