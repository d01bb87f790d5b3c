"""What can be wrong with products and roles that are to be given."""

from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.errors import OrganizationError


class ProductNotFound(OrganizationError):
    """The organization has no such product."""

    title = lazy_gettext("Product not found")
    message = lazy_gettext("Your organization does not have this product. Please choose from the list.")
    status = 422


class RoleNotAssignable(OrganizationError):
    """The portal's catalogue has no such role, or the actor may not assign it."""

    title = lazy_gettext("Role not available")
    message = lazy_gettext("You cannot assign this role. Please choose from the list.")
    status = 422
