"""The form of the profile page."""

from wtforms import SelectChoice, SelectField  # type: ignore[attr-defined]  # the types are older than SelectChoice

from idp.accounts.fields import PageForm, name_field
from idp.infrastructure.translations import LANGUAGES
from idp.infrastructure.web.i18n import lazy_gettext


class ProfileForm(PageForm):
    """What portals and applications call the person, and the language of pages and mails."""

    given_name = name_field(lazy_gettext("First name"), lazy_gettext("Please enter your first name."))
    family_name = name_field(lazy_gettext("Last name"), lazy_gettext("Please enter your last name."))
    language = SelectField(lazy_gettext("Language"), choices=[SelectChoice(*each) for each in LANGUAGES.items()])
