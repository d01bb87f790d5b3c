"""The name that registration asks for."""

import re

import pytest

from tests.factories.registration_pages import EMAIL, NEW_PASSWORD

BOTH = ("name", "given_name", "family_name")
ONE = ("last_name", "family_name")


@pytest.mark.parametrize(
    ("asked", "labels", "said"),
    [
        (
            BOTH,
            ["Vorname", "Nachname"],
            ["Bitte geben Sie Ihren Vornamen ein.", "Bitte geben Sie Ihren Nachnamen ein."],
        ),
        (ONE, ["Nachname oder Firmenname"], ["Bitte geben Sie Ihren Nachnamen oder den Namen Ihrer Firma ein."]),
    ],
    ids=["first and last name", "last name or company"],
)
def test_each_name_has_its_label_and_what_is_missing_is_said_at_it(make_app, asked, labels, said):
    step, *names = asked
    registration = {"pages": [[step, "email", "password"]]}
    client = make_app(portals={"shop": {"registration": registration}}).test_client()
    entry = {"email": EMAIL, "password": NEW_PASSWORD}
    page = client.submit(client.get("/register"), entry | dict.fromkeys(names, " "))
    assert page.status_code == 422
    shown = {name: re.search(f'<label class="form-label" for="{name}">([^<]*)</label>', page.text) for name in names}
    assert [found and found[1] for found in shown.values()] == labels
    for name, words in zip(names, said, strict=True):
        assert re.search(f'id="{name}-error">.*{re.escape(words)}', page.text)
