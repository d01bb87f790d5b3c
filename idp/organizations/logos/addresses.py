"""The addresses of logos."""

from flask import url_for

from idp.infrastructure.web.hosts import external_url

ENDPOINT = "organization_logos.show"


def logo_url(digest: str | None) -> str | None:
    """Where a page of ours gets the logo; None where there is none."""
    return url_for(ENDPOINT, digest=digest) if digest else None


def logo_uri(digest: str) -> str:
    """Where others get it."""
    return external_url(ENDPOINT, digest=digest)
