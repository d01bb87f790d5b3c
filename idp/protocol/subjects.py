"""Subject identifiers (OpenID Connect Core §8): the name under which one client knows an account."""

from idp.protocol.client import Client

SUBJECT_TYPES = ("public",)
"""For `subject_types_supported` in discovery."""


def subject_of(account_id: str, client: Client) -> str:
    """The `sub` of an account as `client` sees it.

    Every token states it, and every `id_token_hint`, `claims.sub` and logout token is compared with it, never with the
    account's own id. Subjects are public today: the same for every client.
    """
    return account_id
