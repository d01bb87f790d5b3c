"""A client as people of a language read it."""

from dataclasses import replace

import pytest

from idp.protocol.client_languages import localize

from .factories import CLIENT


@pytest.mark.parametrize(
    ("registered", "language", "name"),
    [
        ((), "de", "Portal"),
        (("client_name#de=Pforte",), "de", "Pforte"),
        (("client_name#DE-at=Pforte",), "de", "Pforte"),
        (("client_name#de=Pforte",), "en", "Portal"),
        (("client_name#de=Pforte", "client_name#de-AT=Tor"), "de", "Pforte"),
        (("client_name#de-AT=Tor", "client_name#de=Pforte"), "de", "Pforte"),
        (("client_name#de=A=B",), "de", "A=B"),
        (("logo_uri#de=https://portal.example/de.png",), "de", "Portal"),
    ],
)
def test_the_name_is_that_of_the_language_or_the_one_without(registered, language, name):
    assert localize(replace(CLIENT, localized_metadata=registered), language).name == name


def test_addresses_have_languages_too():
    registered = tuple(f"{field}#de=https://portal.example/de" for field in ("logo_uri", "policy_uri", "tos_uri"))

    client = localize(replace(CLIENT, localized_metadata=registered), "de")
    assert {client.logo_uri, client.policy_uri, client.tos_uri} == {"https://portal.example/de"}
