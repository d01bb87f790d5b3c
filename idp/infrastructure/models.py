"""The tables of the infrastructure that belong to no package of its own."""

from datetime import datetime

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from idp.infrastructure.database import Base


class CacheVersion(Base):
    """The number of one kind of cached thing; the rows are made by the migration."""

    __tablename__ = "cache_versions"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger, default=0)


class RateLimitCounter(Base):
    """How often something was attempted since its window began."""

    __tablename__ = "rate_limit_counters"

    # A digest, so that the table lists no addresses.
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    window_started_at: Mapped[datetime]
    window_ends_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(Integer)
