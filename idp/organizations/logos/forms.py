"""The form of a logo."""

from flask_wtf.file import FileField, FileRequired

from idp.accounts.fields import PageForm
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.logos.pictures import LARGEST_UPLOAD


class LogoForm(PageForm):
    """A picture."""

    logo = FileField(lazy_gettext("Logo"), validators=[FileRequired(lazy_gettext("Please choose a file."))])

    def read(self) -> bytes:
        """The file, cut behind what is too much of it."""
        file: bytes = self.logo.data.stream.read(LARGEST_UPLOAD + 1)
        return file
