"""No password is made of what its person entered, on the same page or an earlier one, or of the portal's name."""

import pytest

from tests.factories.registration_pages import NEW_PASSWORD

PERSON = {
    "given_name": "Xaquvild",
    "family_name": "Brontezk",
    "email": "juthwaxi@example.test",
    "user_name": "qelmovar",
}
ONE = [["name", "email", "user_name", "password"]]
TWO = [["name", "email", "user_name"], ["password"]]


@pytest.fixture
def answer(make_app):
    """The status of what comes of this password, which is entered on the last of these pages."""

    def send(pages, password):
        shop = {"name": "Grindofleh", "registration": {"pages": pages, "user_name": "optional"}}
        client = make_app(portals={"shop": shop}).test_client()
        page = client.get("/register")
        if pages is TWO:
            page = client.submit(page, PERSON, follow_redirects=True)
            return client.submit(page, {"password": password}).status_code
        return client.submit(page, PERSON | {"password": password}).status_code

    return send


@pytest.mark.parametrize("pages", [ONE, TWO], ids=["one page", "two pages"])
@pytest.mark.parametrize("word", ["xaquvild", "brontezk", "juthwaxi", "qelmovar", "grindofleh"])
def test_a_word_of_the_person_or_the_portal_is_no_password(answer, pages, word):
    assert answer(pages, f"{word}-{word}") == 422


@pytest.mark.parametrize("pages", [ONE, TWO], ids=["one page", "two pages"])
def test_another_word_is_one(answer, pages):
    assert answer(pages, "wolbatri-wolbatri") == 303
    assert answer(pages, NEW_PASSWORD) == 303
