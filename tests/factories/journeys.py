"""Portals whose registration goes over several pages, asks for evidence, or is approved."""

from typing import Any

REGISTER = "netz"
REGISTERS: dict[str, Any] = {REGISTER: {}}
BY_NUMBER: dict[str, Any] = {"customer_number": {}, "postcode": {}}


def portal_of(**registration: Any) -> dict[str, Any]:
    """The settings of an installation whose portal "shop" registers people in this way."""
    return {
        "registers": REGISTERS,
        "portals": {"shop": {"customer_register": REGISTER, "registration": registration}},
    }


IN_TWO_PAGES = portal_of(
    pages=[["email", "evidence"], ["name"]],
    completion=[["welcome"], ["agreements", "password"]],
    evidence=BY_NUMBER,
    approval="operators",
)
"""Evidence first, then the name; the password comes after the approval."""

BY_CUSTOMER = portal_of(
    pages=[["email", "evidence"], ["name"]],
    completion=[["password"]],
    evidence=BY_NUMBER,
    approval="customer",
)
"""The same, approved by the administrators of the customer's organization."""

BY_SERIAL: dict[str, Any] = portal_of(
    pages=[["name", "email", "evidence", "password"]],
    evidence={"serial_number": {"pattern": "[A-Z]{2}[0-9]{3}[A-Z]"}},
    without_evidence="approval",
)
"""In one page; without evidence an operator decides."""

BY_NAME: dict[str, Any] = portal_of(
    pages=[["last_name", "evidence", "email", "password"]],
    evidence={"customer_number": {}, "name": {}},
)
"""In one page, by the customer number and the name of the customer."""
