"""The words for addresses."""

from collections.abc import Sequence
from typing import Any
from unicodedata import combining, normalize

from flask_babel import get_locale

from idp.infrastructure.web.i18n import lazy_gettext, say_country
from idp.organizations.details.addresses import Address
from idp.organizations.details.models import AddressKind

ADDRESS_KINDS: dict[AddressKind, Any] = {
    AddressKind.POSTAL: lazy_gettext("Postal address"),
    AddressKind.INVOICE: lazy_gettext("Invoices"),
    AddressKind.REMINDER: lazy_gettext("Payment reminders"),
    AddressKind.DELIVERY_NOTE: lazy_gettext("Deliveries"),
}
# Territories of CLDR that are no countries.
_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


def say_address_kind(kind: str) -> str:
    """An AddressKind."""
    return str(ADDRESS_KINDS[AddressKind(kind)])


def lines_of(address: Address) -> Sequence[str]:
    """The address as it stands on an envelope."""
    town = f"{address.postal_code} {address.locality}".strip()
    return [address.recipient, address.street_address, town, say_country(address.country)]


def countries() -> list[tuple[str, str]]:
    """Codes (ISO 3166-1 alpha-2) and names in the reader's language, in the order of its alphabet."""
    territories = get_locale().territories
    codes = (code for code in territories if code.isalpha() and len(code) == 2 and code not in _NO_COUNTRIES)
    return sorted(((code, territories[code]) for code in codes), key=lambda each: _without_marks(each[1]))


def _without_marks(name: str) -> str:
    """The base letters: Ägypten stands between Afghanistan and Albanien."""
    return "".join(each for each in normalize("NFKD", name.casefold()) if not combining(each))
