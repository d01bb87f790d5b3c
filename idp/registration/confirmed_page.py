"""Where a registration leads whose address is confirmed: on to the portal, to further pages, or to its status."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from idp.clients.registry import find_client
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.flow import use_client
from idp.infrastructure.web.i18n import format_moment
from idp.infrastructure.web.pages import render_page, use_portal
from idp.interactions import find_interaction
from idp.interactions.direct_sign_in import begin_with_new_password, interaction_to_go_on_with
from idp.interactions.way_back import WayBack, current_way_back
from idp.invitations.accepted_page import go_on as go_on_as_accepted
from idp.invitations.accepted_page import sign_in_new_person
from idp.invitations.invited import find_opened
from idp.portals.demands import demands_at
from idp.registration.journey import form_pages
from idp.registration.models import Registration
from idp.registration.placing import place_of
from idp.registration.states import RegistrationState

_WAITING = frozenset({RegistrationState.AWAITING_APPROVAL, RegistrationState.APPROVED})


def go_on(registration: Registration, *, is_password_typed: bool = False) -> Response:
    """Lead on after a confirmation or the last page.

    A new account is signed in where its password was typed in this browser: a while ago, in the form of the
    registration, or just now (``is_password_typed``). Any other browser, and an account that was there before, is told
    that the address is confirmed. A registration that waits is this browser's from now on.
    """
    if registration.state in _WAITING:
        registration.browser_hash = browser_hash()
        return redirect(place_of(registration), 303)
    if registration.account_id is None:
        return show_status(registration)
    invitation = find_opened(current_session(), registration.invitation_link_id)
    if registration.is_of_account:
        return go_on_as_accepted(invitation) if invitation else redirect(way_of_account(registration), 303)
    use_portal(registration.portal)
    lifetime = demands_at(current_settings(), registration.portal).lifetimes.interaction
    is_recent = current_time() - registration.created_at < lifetime
    if invitation is not None:
        return sign_in_new_person(invitation, is_password_typed=is_password_typed or is_recent)
    if not is_password_typed and not (is_recent and _is_own(registration)):
        return _render(registration, is_new=True)
    interaction = interaction_to_go_on_with(
        current_session(),
        registration.interaction_id,
        identifier=registration.email,
        lifetime=lifetime,
        return_to=_place_after_sign_in(registration) or url_for("accounts.home"),
    )
    return begin_with_new_password(interaction, registration.account_id)


def show_status(registration: Registration) -> Response:
    """How far a registration is that this browser has nothing to enter for."""
    if registration.state in {RegistrationState.AWAITING_APPROVAL, RegistrationState.REFUSED}:
        return render_page(
            "registration/status.html",
            state=registration.state,
            registration=registration,
            waits_until=format_moment(registration.expires_at),
            is_decided_by_customer=registration.organization_id is not None and not registration.escalated_at,
        )
    return _render(registration, is_new=False)


def _render(registration: Registration, *, is_new: bool) -> Response:
    use_portal(registration.portal)
    next_url, name = _way_on(registration)
    return render_page(
        "registration/confirmed.html",
        pages=form_pages(registration),
        name=f"{registration.given_name} {registration.family_name}".strip(),
        already=not is_new,
        next_url=next_url,
        client={"name": name} if name else None,
    )


def _way_on(registration: Registration) -> tuple[str, str | None]:
    """What the browser came for, as long as it waits; else where it came from; else, and in any other browser, the
    sign-in. The address is filled in."""
    interaction = find_interaction(current_session(), registration.interaction_id, browser_hash())
    if interaction is not None:
        interaction.identifier = registration.email
        client = find_client(interaction.client_id)
        return url_for("signin.sign_in", interaction_id=interaction.id), client.name if client else None
    back = _way_back(registration)
    if back.name is not None and _is_own(registration):
        return back.url, back.name
    next_url = _place_after_sign_in(registration)
    start = url_for(
        "signin.start", portal=registration.portal, account="other", email=registration.email, next=next_url
    )
    return start, None


def way_of_account(registration: Registration) -> str:
    """Where a person goes on who is signed in: the application's request, where it waits, is decided anew; else where
    they came from; else the pages of the account."""
    interaction = find_interaction(current_session(), registration.interaction_id, browser_hash())
    if interaction is not None and interaction.client_id:
        return url_for("oauth.resume", interaction_id=interaction.id)
    back = _way_back(registration)
    return back.url if back.name is not None else url_for("accounts.home")


def _place_after_sign_in(registration: Registration) -> str | None:
    """The page that leads on to the application which the person came from, days ago or in another browser."""
    return url_for("registration.done", id=registration.id) if registration.client_id else None


def _way_back(registration: Registration) -> WayBack:
    """To the application that asked, also once its request is forgotten, else to the portal. The address is told to an
    application that may read it."""
    client = find_client(registration.client_id)
    may_know = client is not None and "email" in client.scope
    use_client(registration.client_id, registration.email if may_know else None)
    return current_way_back()


def _is_own(registration: Registration) -> bool:
    """Whether this browser sent the form."""
    return registration.browser_hash == browser_hash()
