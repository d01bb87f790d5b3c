"""What an actor may not do."""

from idp.infrastructure.errors import DomainError
from idp.infrastructure.web.i18n import lazy_gettext


class Forbidden(DomainError):
    """The actor lacks a permission."""

    status = 403
    code = "access_denied"
    title = lazy_gettext("This is not open to you")
    message = lazy_gettext("It takes the permission %(permission)s.")
