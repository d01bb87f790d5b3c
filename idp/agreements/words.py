"""What people are told of an agreement."""

from dataclasses import dataclass

from flask import url_for

from idp.agreements.models import AgreementState
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.i18n import current_language, lazy_gettext
from idp.portals.texts import texts_at
from idp.settings import TextWords

STATES = {
    AgreementState.AWAITING: lazy_gettext("Awaiting confirmation"),
    AgreementState.AGREED: lazy_gettext("Agreed"),
    AgreementState.WITHDRAWN: lazy_gettext("Consent withdrawn"),
}
WAYS = {
    "registration": lazy_gettext("Registration"),
    "invitation": lazy_gettext("Invitation"),
    "sign_in": lazy_gettext("Sign-in"),
    "account_page": lazy_gettext("Account"),
}
"""Where an agreement was given."""


@dataclass(frozen=True, slots=True)
class TextName:
    """How pages name a text: its title, the sentence that one agrees to, and where it is to be read."""

    title: str
    label: str | None = None
    url: str | None = None


def words_of(portal: str, key: str, language: str | None = None) -> TextName:
    """The words of a text in a language, else in the reader's; its key where the settings no longer list it or its
    portal."""
    settings = current_settings()
    texts = texts_at(settings, portal) if portal in settings.portals else ()
    text = next((each for each in texts if each.key == key), None)
    if text is None:
        return TextName(key)
    words = text.words_in(language or current_language())
    return TextName(words.title, words.label, address_of(portal, key, words))


def address_of(portal: str, key: str, words: TextWords) -> str:
    """Where a text is to be read: the operator's page, or ours that shows the file."""
    return str(words.url) if words.url is not None else url_for("texts.show", portal=portal, text=key)
