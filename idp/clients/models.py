"""Clients and their secrets."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.clock import now
from idp.infrastructure.database import Base
from idp.infrastructure.ids import new_id


class ClientRecord(Base):
    """A registered client; field names are those of RFC 7591 and OpenID Connect Dynamic Registration."""

    __tablename__ = "clients"

    client_id: Mapped[str] = mapped_column(String(100), primary_key=True, default=lambda: new_id("app"))
    portal: Mapped[str] = mapped_column(String(100))
    client_name: Mapped[str] = mapped_column(String(200))
    # "web", "single_page" or "native".
    application_type: Mapped[str] = mapped_column(String(20), default="web")
    redirect_uris: Mapped[list[str]] = mapped_column(default=list)
    post_logout_redirect_uris: Mapped[list[str]] = mapped_column(default=list)
    web_origins: Mapped[list[str]] = mapped_column(default=list)
    grant_types: Mapped[list[str]] = mapped_column(default=lambda: ["authorization_code"])
    response_types: Mapped[list[str]] = mapped_column(default=lambda: ["code"])
    scope: Mapped[str] = mapped_column(String(1000), default="openid profile email")
    token_endpoint_auth_method: Mapped[str] = mapped_column(String(40), default="client_secret_basic")
    id_token_signed_response_alg: Mapped[str] = mapped_column(String(10), default="ES256")
    require_pkce: Mapped[bool] = mapped_column(default=True)
    # "implicit": the portal is the operator's own, nobody is asked; "explicit": the person decides.
    consent: Mapped[str] = mapped_column(String(10), default="implicit")
    # What few clients set: default_max_age, require_auth_time, client_uri, logo_uri, policy_uri, tos_uri, contacts.
    # Named so because a declarative class already has a ``metadata``.
    further_metadata: Mapped[dict[str, Any]] = mapped_column(default=dict)
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class ClientSecret(Base):
    """A secret of a client. Two may hold at once, so that one can be replaced without a gap."""

    __tablename__ = "client_secrets"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("sec"))
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.client_id", ondelete="CASCADE"), index=True)
    # SHA-256: the secret is long and random, and a slow hash would cost half a second a token.
    secret_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime | None]
