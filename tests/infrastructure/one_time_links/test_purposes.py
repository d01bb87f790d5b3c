"""The registry of what links are for."""

import pytest
from flask import Flask

from idp.infrastructure.one_time_links import LinkPurpose, add_link_purpose, link_purposes, link_to

RESET = LinkPurpose("password_reset", "password_reset.open_link")


@pytest.mark.only_on("sqlite")
def test_every_purpose_has_a_page_that_takes_its_token(app):
    purposes = link_purposes(app)
    with app.app_context():
        addresses = [link_to(purpose, "s3cret") for purpose in purposes]

    assert len(purposes) == 7
    assert all(address.startswith("https://id.example.test/") and "/s3cret" in address for address in addresses)
    assert len(set(addresses)) == len(addresses)


@pytest.mark.threat(53)
def test_two_purposes_can_not_share_a_key():
    app = Flask("trial")
    add_link_purpose(app, RESET)

    with pytest.raises(ValueError, match="two purposes password_reset"):
        add_link_purpose(app, LinkPurpose("password_reset", "trial"))


def test_a_purpose_may_be_registered_again():
    app = Flask("trial")
    add_link_purpose(app, RESET)
    add_link_purpose(app, RESET)

    assert link_purposes(app) == (RESET,)
