"""What an application asks for when it creates an organization, parsed once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from idp.accounts.identifiers import canonical_customer_number, canonical_email
from idp.infrastructure.ids import digest
from idp.infrastructure.translations import LANGUAGES
from idp.organizations.creation import check_name
from idp.organizations.errors import InvalidOrganizationName
from idp.organizations.models import OrganizationKind
from idp.protocol.errors import InvalidRequest

_LONGEST_REFERENCE = 200
_KINDS = {kind.value: kind for kind in OrganizationKind}


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerOrder:
    """An organization to be, and what its portal gives it.

    ``products`` are what people call them, by their keys; ``administrator`` is the canonical address that is invited in
    ``language``.
    """

    reference: str
    kind: OrganizationKind
    name: str
    customer_number: str | None
    products: Mapping[str, str]
    administrator: str | None
    language: str

    @property
    def asked_hash(self) -> str:
        """What tells this organization from another under the same reference."""
        return digest(f"{self.reference} {self.kind.value} {self.name}")


def parse_order(form: Mapping[str, str], catalogue: Mapping[str, str], portal_language: str) -> CustomerOrder:
    """The order in a form. ``catalogue`` has the names of the portal's products by their keys.

    Raises InvalidRequest, which names the parameter.
    """
    return CustomerOrder(
        reference=_reference(_required(form, "reference")),
        kind=_KINDS[_one_of(_required(form, "kind"), _KINDS, "kind")],
        name=_name(_required(form, "name")),
        customer_number=_customer_number(form.get("customer_number")),
        products=_products(form.get("products", ""), catalogue),
        administrator=_address(form.get("administrator")),
        language=_one_of(form.get("language", portal_language), LANGUAGES, "language"),
    )


def _required(form: Mapping[str, str], name: str) -> str:
    value = form.get(name)
    if value is None:
        raise InvalidRequest(f"The parameter {name} is missing.")
    return value


def _one_of(value: str, allowed: Collection[str], name: str) -> str:
    if value not in allowed:
        raise InvalidRequest(f"The parameter {name} must be one of: {', '.join(allowed)}.")
    return value


def _reference(text: str) -> str:
    if len(text) > _LONGEST_REFERENCE or not text.isprintable():
        raise InvalidRequest(f"The parameter reference must have 1 to {_LONGEST_REFERENCE} printable characters.")
    return text


def _name(text: str) -> str:
    try:
        return check_name(text)
    except InvalidOrganizationName as error:
        raise InvalidRequest("The parameter name must have 1 to 200 printable characters.") from error


def _customer_number(text: str | None) -> str | None:
    number = canonical_customer_number(text) if text is not None else None
    if text is not None and number is None:
        raise InvalidRequest("The parameter customer_number is not a customer number.")
    return number


def _products(text: str, catalogue: Mapping[str, str]) -> Mapping[str, str]:
    keys = dict.fromkeys(text.split())
    if unknown := [key for key in keys if key not in catalogue]:
        raise InvalidRequest(
            f"The portal declares no product {unknown[0]}.", next_step="declare it in portals.KEY.products"
        )
    return {key: catalogue[key] for key in keys}


def _address(text: str | None) -> str | None:
    email = canonical_email(text) if text is not None else None
    if text is not None and email is None:
        raise InvalidRequest("The parameter administrator is not an e-mail address.")
    return email
