"""The complete addresses of links that an operator hands over or has mailed."""

from idp.infrastructure.web.hosts import external_url


def invitation_link(token: str) -> str:
    """Where somebody becomes an operator."""
    return external_url("operators.open_link", token=token)


def reset_page(portal: str) -> str:
    """Where anybody may ask for a new password, in the look of a portal."""
    return external_url("password_reset.request", portal=portal)


def password_link(token: str) -> str:
    """Where a person chooses a password."""
    return external_url("password_reset.open_link", token=token)
