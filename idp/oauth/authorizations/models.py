"""The table of authorizations."""

from datetime import datetime

from sqlalchemy import Enum, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base, JsonTuple, Words
from idp.infrastructure.ids import new_id
from idp.oauth.authorizations.authorization import ID_PREFIX, Rotation


def _values(kinds: type[Rotation]) -> list[str]:
    return [kind.value for kind in kinds]


class AuthorizationRecord(Base):
    """An authorization with its code and its refresh token; access tokens carry its ``id``.

    The row is inserted with the code, redeemed once, updated in place by each refresh and revoked as a whole, so that
    the table grows with authorizations and not with refreshes. Columns named like fields of :class:`Authorization`
    hold exactly these.
    """

    __tablename__ = "authorizations"
    __table_args__ = (Index("ix_authorizations_account_id_client_id", "account_id", "client_id"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id(ID_PREFIX))
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.client_id", ondelete="CASCADE"))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(String(255))
    scope: Mapped[tuple[str, ...]] = mapped_column(Words(1000))
    audience: Mapped[tuple[str, ...]] = mapped_column(JsonTuple, default=())
    session_id: Mapped[str | None] = mapped_column(String(40), index=True)
    session_expires_at: Mapped[datetime | None]
    portal: Mapped[str | None] = mapped_column(String(100))
    organization_id: Mapped[str | None] = mapped_column(String(40))
    # The claims parameter of the request, kept for userinfo and refreshed ID tokens.
    claims_request: Mapped[str | None] = mapped_column(Text)
    nonce: Mapped[str | None] = mapped_column(Text)
    # A refreshed ID token must state the original sign-in (OpenID Connect Core 12.2).
    authenticated_at: Mapped[datetime | None]
    amr: Mapped[tuple[str, ...]] = mapped_column(JsonTuple, default=())
    acr: Mapped[str | None] = mapped_column(String(100))
    rotation: Mapped[Rotation] = mapped_column(
        Enum(Rotation, native_enum=False, length=10, values_callable=_values), default=Rotation.CHAIN
    )
    created_at: Mapped[datetime] = mapped_column(default=current_time)
    # End of what may still be redeemed or refreshed; rows past it are pruned.
    expires_at: Mapped[datetime] = mapped_column(index=True)
    revoked_at: Mapped[datetime | None]

    # Its code, where it began with one: what that is bound to, and when it was redeemed.
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    code_expires_at: Mapped[datetime | None]
    redirect_uri: Mapped[str | None] = mapped_column(String(2048))
    code_challenge: Mapped[str | None] = mapped_column(String(43))
    # The DPoP key that its redemption has to prove (RFC 9449 10).
    code_jkt: Mapped[str | None] = mapped_column(String(43))
    redeemed_at: Mapped[datetime | None]

    refresh_hash: Mapped[str | None] = mapped_column(String(64))
    # What each refresh has to prove beside the token (`Confirmation.binding`): of clients that prove nothing else.
    refresh_binding: Mapped[str | None] = mapped_column(String(120))
    # How often it was replaced: the length of the chain that leads from the first refresh token to the present one.
    refresh_count: Mapped[int] = mapped_column(Integer, default=0)
    refreshed_at: Mapped[datetime | None]
    refresh_expires_at: Mapped[datetime | None]
    # When the refresh token before the present one came back too late, while the present one was unused.
    contested_at: Mapped[datetime | None]
