"""The complete addresses of account pages, as mails name them."""

from idp.infrastructure.web.hosts import external_url


def reset_page(portal: str | None) -> str:
    """Where a new password can be asked for, in the look of a portal."""
    return external_url("password_reset.request", portal=portal)
