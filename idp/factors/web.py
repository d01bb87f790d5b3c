"""For whom a factor page acts."""

from dataclasses import dataclass
from datetime import timedelta

from flask import request, url_for

from idp.infrastructure.clock import now
from idp.infrastructure.database import current_session
from idp.infrastructure.errors import DomainError, NextStep
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.i18n import lazy_gettext
from idp.interactions import Interaction, get_interaction
from idp.interactions.web import load_interaction
from idp.sessions.recent import recent_sign_in

PENDING_LIFETIME = timedelta(minutes=15)


class NothingPending(DomainError):
    """A factor was asked for without a first one, or too long after it."""

    title = lazy_gettext("Please sign in again")
    message = lazy_gettext("The sign-in was interrupted or took too long. Please start it again.")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Whose factor is set up, and where to go afterwards."""

    account_id: str
    next_url: str
    interaction_id: str | None = None


def pending_interaction(interaction_id: str) -> Interaction:
    """The interaction of a sign-in whose first factor was just checked, to look at. Raises NothingPending."""
    found = load_interaction(interaction_id)
    if found.pending_account_id is None or found.pending_since is None:
        raise _nothing_pending(found)
    if now() - found.pending_since > PENDING_LIFETIME:
        raise _nothing_pending(found)
    return found


def complete_factor(interaction_id: str, amr: tuple[str, ...]) -> str:
    """Note in the request's transaction that the factor was checked; returns the address to go on at."""
    row = get_interaction(current_session(), interaction_id, browser_hash())
    if row.pending_account_id is None:
        raise _nothing_pending(row)
    row.add_factor(amr, now())
    return url_for("signin.complete", interaction=interaction_id)


def enrolling_account() -> Enrolment:
    """Who sets up a factor: the person whose sign-in demands one (``?interaction=``), or who is signed in.

    The latter must have signed in a short while ago; otherwise they are asked to do so again and come back.
    """
    interaction_id = request.values.get("interaction")
    if interaction_id:
        found = pending_interaction(interaction_id)
        assert found.pending_account_id is not None  # noqa: S101 - pending_interaction() has looked
        return Enrolment(found.pending_account_id, url_for("signin.complete", interaction=found.id), found.id)
    signed_in = recent_sign_in()
    return Enrolment(signed_in.account_id, url_for("factors.overview"))


def _nothing_pending(found: Interaction) -> NothingPending:
    step = NextStep(lazy_gettext("Sign in"), "signin.sign_in", {"interaction": found.id})
    return NothingPending(next_step=step)
