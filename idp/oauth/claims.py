"""What is known about a person, by the names of the standard claims."""

from typing import Any

from sqlalchemy import Row, bindparam, select

from idp.accounts.models import Account
from idp.infrastructure.database import connection
from idp.organizations.claims import organization_claims
from idp.protocol.claims import ClaimsRequest, Target, parse_claims_request, select_claims
from idp.protocol.scopes import SCOPES

_ORGANIZATION_CLAIMS = frozenset(SCOPES["organizations"])

_PERSON = select(Account.__table__).where(Account.id == bindparam("account"))


def claims_for(
    person: Row[Any], account_id: str, scope: tuple[str, ...], request: ClaimsRequest, target: Target
) -> dict[str, object]:
    """The claims of ``person`` (a row with the account's columns) that belong into one answer."""
    available = _claims_of(person, account_id)
    if "organizations" in scope or _ORGANIZATION_CLAIMS & request.names():
        available.update(organization_claims(account_id))
    return select_claims(available, scope, request, target)


def claims_for_id_token(account_id: str, scope: tuple[str, ...], claims_request: str | None) -> dict[str, object]:
    """The claims that the ``claims`` parameter asked into the ID token; no statement where it asked for none."""
    request = parse_claims_request(claims_request)
    if not request.id_token:
        return {}
    person = connection().execute(_PERSON, {"account": account_id}).one()
    return claims_for(person, account_id, scope, request, "id_token")


def _claims_of(person: Row[Any], account_id: str) -> dict[str, Any]:
    name = f"{person.given_name} {person.family_name}".strip()
    return {
        # Further claims first, so that no stored one can ever replace those that are known for certain.
        **person.claims,
        "sub": account_id,
        "name": name,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "preferred_username": person.username or person.email,
        "email": person.email,
        "email_verified": person.email_verified_at is not None,
        "locale": person.language,
        "updated_at": int(person.updated_at.timestamp()),
    }
