"""Answers to clients that are signed as JWTs: the one place where an answer becomes one."""

from collections.abc import Mapping

from idp.infrastructure.web.application import current_settings
from idp.oauth.provider_keys import current_keyring
from idp.protocol.client import Client
from idp.protocol.signed_answers import answer_claims


def sign_answer(client: Client, algorithm: str, content: Mapping[str, object], token_type: str | None = None) -> str:
    """A JWT of the answer's content for this client, with ``token_type`` as its ``typ`` (None: without)."""
    claims = answer_claims(content, issuer=current_settings().issuer, client_id=client.client_id)
    return current_keyring().signing_key(algorithm).sign(token_type, claims)
