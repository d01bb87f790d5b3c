"""Personal details as standard claims (OpenID Connect Core 5.1), in which form an account keeps them."""

from collections.abc import Collection, Mapping

from idp.accounts.personal_details.fields import DETAILS

DETAIL_CLAIMS = frozenset(field.claim for field in DETAILS.values())
VERIFIED_PHONE = "phone_number_verified"
_ADDRESS_MEMBERS = tuple(field.name for field in DETAILS.values() if field.claim == "address")


def details_of(claims: Mapping[str, object]) -> dict[str, str]:
    """The details that stored claims hold, as texts by their names; those without a value are left out."""
    address = claims.get("address")
    members = address if isinstance(address, Mapping) else {}
    found = {name: (members if name in _ADDRESS_MEMBERS else claims).get(name) for name in DETAILS}
    return {name: str(value) for name, value in found.items() if value}


def with_details(claims: Mapping[str, object], details: Mapping[str, str]) -> dict[str, object]:
    """Stored claims with these details in the place of those of their names; an empty one goes.

    Another telephone number is not a verified one any more.
    """
    texts = {name: text for name, text in (details_of(claims) | dict(details)).items() if text}
    kept = {name: value for name, value in claims.items() if name not in DETAIL_CLAIMS}
    if texts.get("phone_number") != claims.get("phone_number"):
        kept.pop(VERIFIED_PHONE, None)
    plain = {name: text for name, text in texts.items() if name not in _ADDRESS_MEMBERS}
    members = {name: text for name, text in texts.items() if name in _ADDRESS_MEMBERS}
    return kept | plain | ({"address": {"formatted": _formatted(members), **members}} if members else {})


def told_claims(claims: Mapping[str, object], offered: Collection[str]) -> dict[str, object]:
    """Of stored claims those that an installation offers. A telephone number that was not verified says so."""
    told = {name: value for name, value in claims.items() if name in offered}
    if told.get("phone_number"):
        told[VERIFIED_PHONE] = claims.get(VERIFIED_PHONE) is True
    return told


def _formatted(members: Mapping[str, str]) -> str:
    """The address as it is written on a letter, without the name."""
    town = " ".join(filter(None, (members.get("postal_code"), members.get("locality"))))
    lines = (members.get("street_address"), town, members.get("region"), members.get("country"))
    return "\n".join(filter(None, lines))
