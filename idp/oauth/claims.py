"""What is known about an account, by the names of the standard claims."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache

from sqlalchemy import bindparam, select

from idp.accounts.models import Account
from idp.accounts.personal_details.claims import told_claims
from idp.accounts.portal_fields.claims import CLAIM as PORTAL_PROFILE_CLAIM
from idp.accounts.portal_fields.claims import named_claims_of
from idp.infrastructure.database import Prepared
from idp.infrastructure.web.application import current_settings
from idp.oauth.authorizations.authorization import Authorization
from idp.oauth.scopes import SCOPES
from idp.protocol.claims import ClaimsRequest, Target, parse_claims_request, rename_claims, select_claims
from idp.protocol.client import Client
from idp.protocol.scopes import ClaimsContext, ReadClaims, claims_of


@dataclass(frozen=True, slots=True)
class AccountClaims:
    """The columns of an account that claims are made of; ``claims`` are its personal details."""

    id: str
    email: str
    email_verified_at: datetime | None
    username: str | None
    given_name: str
    family_name: str
    language: str
    claims: Mapping[str, object]
    updated_at: datetime

    @property
    def preferred_username(self) -> str:
        return self.username or self.email

    def as_known_to(self, subject: str) -> dict[str, object]:
        """Every claim there is about the account, for a client that knows it as ``subject``."""
        return {
            # Further claims first, so that no stored one can ever replace those that are known for certain.
            **told_claims(self.claims, current_settings().accounts.profile_fields),
            "sub": subject,
            "name": f"{self.given_name} {self.family_name}".strip(),
            "given_name": self.given_name,
            "family_name": self.family_name,
            "preferred_username": self.preferred_username,
            "email": self.email,
            "email_verified": self.email_verified_at is not None,
            "locale": self.language,
            "updated_at": int(self.updated_at.timestamp()),
        }


ACCOUNT_COLUMNS = tuple(Account.__table__.c[field.name] for field in fields(AccountClaims))
"""The columns of :class:`AccountClaims`, in its order."""

_ACCOUNT = Prepared(select(*ACCOUNT_COLUMNS).where(Account.id == bindparam("account")), lambda row: AccountClaims(*row))


def claims_for(
    account: AccountClaims,
    subject: str,
    scope: tuple[str, ...],
    request: ClaimsRequest,
    target: Target,
    *,
    client: Client,
    organization_id: str | None,
    of_scope: bool = True,
) -> dict[str, object]:
    """The claims of ``account`` that belong into one answer to ``client``, which knows it as ``subject``.

    ``organization_id`` is the organization that the account acts for in this authorization.
    """
    available = account.as_known_to(subject)
    sources = _sources(scope, request)
    if sources:
        context = ClaimsContext(
            account_id=account.id,
            organization_id=organization_id,
            portal=client.portal,
            roles=client.roles,
            is_id_token=target == "id_token",
        )
        for read in sources:
            available.update(read(context))
    selected = select_claims(available, scope, request, target, of_scope=of_scope)
    told = rename_claims(selected, client.claim_names) if client.claim_names else selected
    if PORTAL_PROFILE_CLAIM not in selected:
        return told
    # What people typed never takes the place of another claim, whatever that is called at this client.
    return {**named_claims_of(selected[PORTAL_PROFILE_CLAIM], client.portal), **told}


def claims_for_id_token(
    authorization: Authorization,
    client: Client,
    scope: tuple[str, ...],
    account: AccountClaims | None,
    *,
    with_access_token: bool,
) -> dict[str, object]:
    """The claims of an ID token. ``account`` is read where it is None and there are any.

    They are those that the ``claims`` parameter asks into it, and those of the scopes where the client is registered
    for that, or where no access token comes along or by a code to fetch them with (Core 5.4).
    """
    request = parse_claims_request(authorization.claims_request)
    of_scope = client.id_token_claims or not with_access_token
    if not (of_scope and claims_of(scope) - {"sub"}) and not request.id_token:
        return {}
    return claims_for(
        account or _ACCOUNT.one({"account": authorization.account_id}),
        authorization.subject,
        scope,
        request,
        "id_token",
        client=client,
        organization_id=authorization.organization_id,
        of_scope=of_scope,
    )


def _sources(scope: tuple[str, ...], request: ClaimsRequest) -> Sequence[ReadClaims]:
    """What reads the claims that the account row does not hold, each once: those that the scopes stand for, and those
    that are asked for one by one."""
    wanted = claims_of(scope) | request.names()
    reads = [read for claim, read in _reads(tuple(SCOPES)).items() if claim in wanted]
    return tuple(dict.fromkeys(reads))


@lru_cache
def _reads(offered: tuple[str, ...]) -> Mapping[str, ReadClaims]:
    """What reads a claim, for those that have something of their own. Put together once, as the known claims are."""
    scopes = (SCOPES[name] for name in offered)
    return {claim: known.read for known in scopes if known.read is not None for claim in known.claims}
