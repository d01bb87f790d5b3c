"""A portal's own words in e-mails."""

from typing import Annotated

from pydantic import StringConstraints

from idp.settings.section import Section


class MailText(Section):
    """What an e-mail says in one language in place of the product's words."""

    subject: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)] | None = None
    """Subject, which is the heading as well."""

    opening: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)] | None = None
    """First paragraph below the greeting."""


class MailTexts(Section):
    """The words of one kind of e-mail by language."""

    de: MailText = MailText()
    en: MailText = MailText()
