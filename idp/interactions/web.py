"""The interaction of a page's address."""

from contextlib import suppress

from idp.infrastructure.database import reading
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.headers import allow_forms_to_leave
from idp.infrastructure.web.pages import use_language, use_portal
from idp.interactions.errors import InteractionLost
from idp.interactions.lifecycle import find_interaction, get_interaction
from idp.interactions.models import Interaction
from idp.interactions.requests import client_request_of
from idp.protocol.refused_request import RequestRefused


def load_interaction(interaction_id: str) -> Interaction:
    """The live interaction of this browser, to look at; the page takes its portal and language from it.

    Read outside any transaction: what writes later gets the row again. Raises :class:`InteractionLost`, shown as a page
    of the portal where it began, and RequestRefused, which is answered to the relying party.
    """
    with reading() as session:
        try:
            interaction = get_interaction(session, interaction_id, browser_hash())
        except InteractionLost as error:
            use_portal(error.portal)
            raise
    _use(interaction)
    return interaction


def look_for_interaction(interaction_id: str | None) -> Interaction | None:
    """The same for pages that can go on without one, which they do where its request holds no more."""
    if not interaction_id:
        return None
    with reading() as session:
        interaction = find_interaction(session, interaction_id, browser_hash())
    if interaction is None:
        return None
    with suppress(RequestRefused):
        _use(interaction)
        return interaction
    return None


def _use(interaction: Interaction) -> None:
    use_portal(interaction.portal)
    use_language(interaction.language)
    # The forms of every step may end at the relying party.
    if client_request_of(interaction) is not None:
        allow_forms_to_leave()
