"""The interaction of a page's address."""

from contextlib import suppress
from datetime import datetime

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from idp.infrastructure.database import reading
from idp.infrastructure.web.application import current_application
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.cookie_check import require_cookies
from idp.infrastructure.web.endpoints import ends_away, wants_json
from idp.infrastructure.web.errors import answer_rule
from idp.infrastructure.web.flow import use_client, use_language, use_portal
from idp.infrastructure.web.headers import allow_forms_to_leave
from idp.infrastructure.web.i18n import lazy_gettext
from idp.infrastructure.web.time_limits import TimeLimit, use_time_limit
from idp.interactions.errors import InteractionCompleted, InteractionForeign
from idp.interactions.lifecycle import end_of, find_interaction, get_interaction, note_act
from idp.interactions.models import Interaction
from idp.interactions.requests import client_request_of
from idp.interactions.way_back import finished_url
from idp.protocol.refused_request import RequestRefused
from idp.protocol.stored_request import asking_device, sent_login_hint


def load_interaction(interaction_id: str, *, is_act: bool = True) -> Interaction:
    """The live interaction of this browser, to look at; the page takes its portal and language from it.

    Read outside any transaction: what writes later gets the row again. Raises :class:`InteractionLost`, and
    RequestRefused, which is answered to the relying party. A form is an act of the person, unless a page sends it by
    itself, as ``is_act`` says.
    """
    with reading() as session:
        interaction = get_own_interaction(session, interaction_id)
    _use(interaction)
    if is_act:
        _note_form(interaction)
    return interaction


def get_own_interaction(session: Session, interaction_id: str) -> Interaction:
    """:func:`get_interaction` for the first look of a request. Raises InteractionLost, or what ``require_cookies``
    raises: a browser that keeps no cookies finds every interaction foreign."""
    try:
        return get_interaction(session, interaction_id, browser_hash())
    except InteractionForeign:
        require_cookies()
        raise


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
        _note_form(interaction)
        return interaction
    return None


def lead_on(error: InteractionCompleted) -> ResponseReturnValue:
    """From a page of a finished sign-in, as the browser's back button opens it, to what the sign-in was for."""
    if wants_json(current_application(), request.environ):
        return answer_rule(error)
    use_flow_of_address()
    return redirect(finished_url(), 303)


def time_limit_of(interaction: Interaction, ends_at: datetime) -> TimeLimit:
    """The limit of a page of this interaction."""
    text = lazy_gettext("This page expires at %(time)s.")
    return TimeLimit(ends_at, text, "interactions.extend", {"interaction_id": interaction.id})


def use_flow_of_address() -> bool:
    """For an error page: :func:`use_flow` of the interaction that the address names."""
    interaction_id = (request.view_args or {}).get("interaction_id") or request.args.get("interaction_id")
    return interaction_id is None or use_flow(interaction_id)


def use_flow(interaction_id: str) -> bool:
    """Give this page the portal, language and client of an interaction, whatever became of it; whether it can go on."""
    with reading() as session:
        interaction = session.get(Interaction, interaction_id)
        is_live = find_interaction(session, interaction_id, browser_hash()) is not None
    if interaction is not None:
        _use_facts(interaction)
    return is_live


def _use_facts(interaction: Interaction) -> None:
    use_portal(interaction.portal)
    use_language(interaction.language, interaction.created_at)
    # What the client said of a person is not for another browser.
    is_own = interaction.browser_hash == browser_hash()
    hint = sent_login_hint(interaction.request) if is_own else None
    is_of_device = asking_device(interaction.request) is not None
    device_page = url_for("device.end", interaction_id=interaction.id) if is_of_device else None
    use_client(interaction.client_id, hint, device_page)


def _use(interaction: Interaction) -> None:
    _use_facts(interaction)
    is_acting = request.method == "POST"  # which the row that was read does not know yet
    use_time_limit(time_limit_of(interaction, interaction.expires_at if is_acting else end_of(interaction)))
    # The forms of every step may end at the relying party.
    if client_request_of(interaction) is not None or ends_away(interaction.return_to):
        allow_forms_to_leave()


def _note_form(interaction: Interaction) -> None:
    if request.method == "POST" and not interaction.has_acted:
        note_act(interaction)
