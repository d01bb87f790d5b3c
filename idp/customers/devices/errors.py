"""Why a device is not there."""

from idp.customers.errors import CustomerError
from idp.infrastructure.web.i18n import lazy_gettext


class DeviceNotFound(CustomerError):
    status = 404
    code = "device_not_found"
    message = lazy_gettext("The register has no device %(serial)s.")
