"""A sign-in that begins with a password which its person has just chosen, and need not type again.

Who may be signed in so, and what that proves, is in docs/decisions/0061.
"""

from datetime import timedelta

from flask import redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.actors import visitor
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.pages import portal_key
from idp.interactions.lifecycle import find_interaction
from idp.interactions.models import Interaction
from idp.interactions.starting import start_interaction
from idp.protocol.authentication_methods import AMR_PASSWORD
from idp.sessions.device_cookie import current_device_token
from idp.sessions.devices import find_device


def is_browser_known(account_id: str) -> bool:
    """Whether the account was signed in with this browser before; read outside any transaction."""
    return find_device(current_device_token(), account_id, visitor().request_info.user_agent) is not None


def interaction_to_go_on_with(
    session: Session, interaction_id: str | None, *, identifier: str, lifetime: timedelta, return_to: str
) -> Interaction:
    """What this browser came for, held and with the identifier filled in, as long as it waits; else a new interaction
    for ``return_to``, a page of ours. Raises TooManySignIns."""
    interaction = find_interaction(session, interaction_id, browser_hash(), lock=True)
    if interaction is not None:
        interaction.identifier = identifier
        return interaction
    return start_interaction(
        session,
        browser_hash=browser_hash(),
        portal=portal_key(),
        lifetime=lifetime,
        return_to=return_to,
        identifier=identifier,
    )


def begin_with_new_password(interaction: Interaction, account_id: str) -> Response:
    """Let the password that was just chosen be the first factor, and lead the sign-in on.

    What it still lacks, a second factor say, is decided in the next request, by what this one has committed.
    """
    interaction.begin(account_id, [AMR_PASSWORD], current_time())
    return redirect(url_for("mfa.complete", interaction_id=interaction.id), 303)
