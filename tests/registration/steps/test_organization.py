"""The organization that registration asks for: what was entered stays, and none is a choice."""

import pytest

from tests.factories.registration_pages import EMAIL
from tests.factories.relying_parties import create_relying_party
from tests.provisioning.pages import forms_of

SHOP = {
    "organizations": {"with_registration": "optional"},
    "registration": {"pages": [["email", "organization"], ["name", "password"]]},
}


@pytest.fixture
def client(make_app):
    return make_app(portals={"shop": SHOP}).test_client()


@pytest.mark.parametrize(
    ("kind", "company", "then"),
    [("company", "Hafenwerk GmbH", "Hafenwerk GmbH"), ("private", "", ""), ("private", "X", "X")],
)
def test_what_was_entered_is_there_again_and_goes_before_what_the_application_says(
    client, database, kind, company, then
):
    sent = {"organization_kind": "company", "organization_name": "Fremd AG"}
    location = create_relying_party(database, client).authorize(prompt="create", **sent).location
    entry = {"email": EMAIL, "kind": kind, "company": company}
    second = client.submit(client.get(location), entry, follow_redirects=True)
    first = forms_of(client.get(second.request.path.replace("/page/2", "/page/1")))[0].fields
    assert (first["kind"], first["company"]) == (kind, then)


def test_none_is_the_first_choice(client):
    page = client.get("/register")
    assert "Vorerst keine" in page.text
    assert forms_of(page)[0].fields["kind"] == "none"
