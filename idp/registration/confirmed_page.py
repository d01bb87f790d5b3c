"""The end of the way: the account is ready, and where to go now."""

from flask import url_for
from werkzeug.wrappers import Response

from idp.clients.registry import find_client
from idp.infrastructure.database import current_session
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.pages import render_page, use_portal
from idp.interactions import find_interaction
from idp.interactions.way_back import current_way_back
from idp.interactions.web import use_flow
from idp.registration.confirmation import Confirmed
from idp.registration.models import Registration


def confirmed_page(confirmed: Confirmed) -> Response:
    """The account was just made; or there was one, which is said kindly."""
    return _render(confirmed.registration, is_new=confirmed.is_new)


def already_confirmed(registration: Registration) -> Response:
    """The page for a registration that was confirmed before."""
    return _render(registration, is_new=False)


def _render(registration: Registration, *, is_new: bool) -> Response:
    use_portal(registration.portal)
    next_url, name = _way_on(registration)
    return render_page(
        "registration/confirmed.html",
        email=registration.email,
        given_name=registration.given_name,
        already=not is_new,
        next_url=next_url,
        client={"name": name} if name else None,
    )


def _way_on(registration: Registration) -> tuple[str, str | None]:
    """What the browser came for, as long as it waits, with the address filled in; else where it came from."""
    interaction = find_interaction(current_session(), registration.interaction_id, browser_hash())
    if interaction is not None:
        interaction.identifier = registration.email
        client = find_client(interaction.client_id)
        return url_for("signin.sign_in", interaction_id=interaction.id), client.name if client else None
    if registration.interaction_id:
        use_flow(registration.interaction_id)
    back = current_way_back()
    return back.url, back.name
