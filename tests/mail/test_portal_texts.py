"""A portal's own subject and opening of an e-mail, by kind and language."""

from typing import Any

import pytest

from idp.mail.rendering import RenderedMail, render_mail
from idp.settings import PortalSettings, SettingsError
from tests.mail.examples import CONFIRM_REGISTRATION

pytestmark = pytest.mark.only_on("sqlite")

OWN = {"de": {"subject": "Willkommen bei {portal}", "opening": "schön, dass Sie da sind. <Noch> bis {valid_until}."}}


def shop_with(kind: str, texts: dict[str, Any]) -> dict[str, Any]:
    return {"shop": {"mails": {kind: texts}}}


@pytest.fixture
def render(app):
    portal = PortalSettings.model_validate({"name": "Nordlicht Energie", "mails": {"confirm_registration": OWN}})

    def rendered(language: str) -> RenderedMail:
        with app.app_context():
            return render_mail(CONFIRM_REGISTRATION, portal, language, "anna@example.com")

    return rendered


def test_the_portals_words_stand_in_place_of_the_products(render) -> None:
    mail = render("de")
    assert mail.subject == "Willkommen bei Nordlicht Energie"
    assert "schön, dass Sie da sind. <Noch> bis Samstag, 21. November 2026" in " ".join(mail.text.split())
    assert "vielen Dank für Ihre Registrierung" not in mail.text
    assert "Willkommen bei Nordlicht Energie</h1>" in mail.html
    assert "schön, dass Sie da sind. &lt;Noch&gt; bis Samstag" in mail.html
    assert CONFIRM_REGISTRATION.link in mail.text


def test_a_language_without_own_words_keeps_the_products(render) -> None:
    mail = render("en")
    assert mail.subject == "Please confirm your e-mail address"
    assert "Thank you for registering with Nordlicht Energie." in " ".join(mail.text.split())


def test_own_words_let_the_application_start(make_app) -> None:
    assert make_app(portals=shop_with("confirm_registration", OWN))


@pytest.mark.parametrize(
    ("kind", "texts", "told"),
    [
        ("confirm_registraton", OWN, "there is no such e-mail. Did you mean confirm_registration?"),
        ("new_device", {"de": {"subject": "Neu bei {portl}"}}, "placeholder {portl}. Did you mean portal?"),
        ("new_device", {"en": {"opening": "{portal.brand}"}}, "no placeholder {portal.brand}"),
        ("new_device", {"en": {"opening": "{portal:>9}"}}, "no placeholder {portal:>9}. Did you mean portal?"),
        ("new_device", {"en": {"opening": "{portal!r}"}}, "no placeholder {portal!r}. Did you mean portal?"),
        ("password_reset", {"en": {"opening": "{link}"}}, "no placeholder {link}"),
        ("sign_in_code", {"en": {"subject": "{code}"}}, "no placeholder {code}"),
        ("new_device", {"en": {"opening": "Half a {brace"}}, "a brace that is none of a placeholder is written twice"),
    ],
)
def test_what_no_e_mail_tells_stops_the_start(make_app, kind: str, texts: dict[str, Any], told: str) -> None:
    with pytest.raises(SettingsError) as refused:
        make_app(portals=shop_with(kind, texts))
    assert f"portals.shop.mails.{kind}" in str(refused.value)
    assert told in str(refused.value)
