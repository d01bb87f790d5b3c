"""What an actor may not do."""

from idp.infrastructure.errors import DomainError
from idp.infrastructure.web.i18n import lazy_gettext


class Forbidden(DomainError):
    """The actor lacks a permission."""

    status = 403
    code = "access_denied"
    title = lazy_gettext("Access denied")
    message = lazy_gettext("This requires the permission %(permission)s.")
