"""Threat 47: trying one account under many spellings, each with a budget of its own."""

import pytest

from idp.accounts.identifiers import canonical_identifier, canonical_username
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.sign_in_pages import try_password

pytestmark = pytest.mark.threat(47)


def test_every_name_of_an_account_counts_together(make_app, database):
    app = make_app(throttle={"account_attempts": 4}, portals={"shop": {"user_names": True}})
    create_account(database, email="ada@example.test", username="ada")
    spellings = ["ada@example.test", " ADA@Example.TEST ", "ada", "Ada", "\uff41\uff44\uff41\uff20example.test"]

    statuses = [try_password(app.test_client(), name, "wrong").status_code for name in spellings]

    assert statuses == [422, 422, 422, 422, 429]
    assert try_password(app.test_client(), "ada", PASSWORD).status_code == 429


def test_the_spellings_of_nobody_count_together_too(make_app, database):
    app = make_app(throttle={"account_attempts": 3})
    spellings = ["nobody@example.test", "Nobody@EXAMPLE.test", " nobody@example.test", "NOBODY@example.test"]

    statuses = [try_password(app.test_client(), name, "wrong").status_code for name in spellings]

    assert statuses == [422, 422, 422, 429]


@pytest.mark.parametrize("spelling", ["Max.Muster", " max.muster ", "ＭＡＸ.muster"])
def test_spellings_of_one_user_name_are_one(spelling):
    assert canonical_username(spelling) == canonical_identifier(spelling) == "max.muster"
