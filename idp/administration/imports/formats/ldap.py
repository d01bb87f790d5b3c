"""LDAP directories: LDIF with the attributes of ``inetOrgPerson`` (RFC 2798), and how servers lock an account."""

import re
from collections.abc import Mapping

from idp.accounts.identifiers import canonical_email
from idp.accounts.imported_hashes import find_objection, is_no_password
from idp.administration.files.records import Fields
from idp.administration.files.source import Source
from idp.administration.imports.formats.format import UNREADABLE_HASH, Format, Names

# Active Directory: bit 2 of userAccountControl.
_ACCOUNT_DISABLED = 2
_PEOPLE = frozenset({"person", "organizationalperson", "inetorgperson", "posixaccount", "user", "account"})
_NUMBER = re.compile(r"\d+")


def _recognises(names: Names, _fields: Fields) -> bool:
    return "dn" in names


def _read(fields: Fields, _source: Source) -> Mapping[str, object] | None:
    kinds = {each.lower() for each in _all(fields, "objectclass")}
    if not _all(fields, "mail") and kinds.isdisjoint(_PEOPLE):
        return None
    addresses = [*_all(fields, "mail"), *_all(fields, "userprincipalname"), *_all(fields, "uid")]
    return {
        "email": next(filter(canonical_email, addresses), next(iter(addresses), "")),
        "username": _first(fields, "uid", "samaccountname"),
        "given_name": _first(fields, "givenname"),
        "family_name": _first(fields, "sn"),
        "name": _first(fields, "displayname", "cn"),
        "language": _first(fields, "preferredlanguage"),
        "customer_number": _first(fields, "employeenumber"),
        "phone_number": _first(fields, "telephonenumber", "mobile"),
        "street_address": _first(fields, "street", "postaladdress").replace("$", "\n"),
        "postal_code": _first(fields, "postalcode"),
        "locality": _first(fields, "l"),
        "region": _first(fields, "st"),
        "country": _first(fields, "co", "c"),
        "website": _first(fields, "labeleduri").partition(" ")[0],
        "password_hash": _password_hash(_all(fields, "userpassword")),
        "created_at": _first(fields, "createtimestamp", "whencreated"),
        "disabled": _is_locked(fields),
    }


def _password_hash(values: list[str]) -> str:
    """The first value that can be read; an attribute may hold several, one a scheme."""
    if not values:
        return ""
    readable = (each for each in values if is_no_password(each) or find_objection(each) is None)
    # A value without a scheme is the password itself.
    return next(readable, values[0] if values[0].startswith("{") else UNREADABLE_HASH)


def _is_locked(fields: Fields) -> bool:
    control = _first(fields, "useraccountcontrol")
    is_disabled = _NUMBER.fullmatch(control) is not None and bool(int(control) & _ACCOUNT_DISABLED)
    return (
        is_disabled or _first(fields, "nsaccountlock").lower() == "true" or bool(_first(fields, "pwdaccountlockedtime"))
    )


def _all(fields: Fields, name: str) -> list[str]:
    values = fields.get(name, [])
    return values if isinstance(values, list) else []


def _first(fields: Fields, *names: str) -> str:
    return next((value for name in names for value in _all(fields, name)), "")


FORMAT = Format("ldif", "LDAP directories: LDIF", _recognises, _read)
