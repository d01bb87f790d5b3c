"""For whom a factor page acts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import redirect, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from idp.accounts.identifiers import canonical_identifier
from idp.accounts.locks import hold_account, hold_pending_account
from idp.accounts.person import current_person
from idp.accounts.summaries import AccountSummary, account_summaries, account_summary
from idp.factors.continuation import current_continuation
from idp.factors.factor import Factor
from idp.factors.portal_demands import demands_of_interaction
from idp.factors.recovery_codes.codes import count_unused
from idp.factors.registry import current_factors, enrolled_factors, has_factor
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session
from idp.infrastructure.errors import DomainError, NextStep
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.i18n import lazy_gettext
from idp.infrastructure.web.time_limits import TimeLimit, use_time_limit
from idp.interactions import Interaction, get_interaction
from idp.interactions.web import load_interaction
from idp.protocol.authentication_methods import ACR_MULTI_FACTOR, acr_of, complete_amr
from idp.protocol.steps import SIGNED_IN, STEPPED_UP, TRUST_REQUESTED
from idp.sessions import SignedIn, add_to_session, current_sign_in
from idp.sessions.recent import confirmation_needed, recent_sign_in

PENDING_LIFETIME = timedelta(minutes=15)
FLOW_TIME = timedelta(minutes=15)
"""So long after a factor, the recovery codes for it belong to the same flow."""
_CONFIRM_BY = lazy_gettext("Please finish this step by %(time)s. After that we ask for your password again.")


class NothingPending(DomainError):
    """A factor was asked for without a first one, or too long after it."""

    title = lazy_gettext("Please sign in again")
    message = lazy_gettext("The sign-in was interrupted or took too long. Please start again.")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Whose factor is set up, and where to go afterwards. One of ``interaction_id`` and ``signed_in`` is there.

    ``proved_at`` is when the sign-in proved its first factor, ``amr`` by what it has proved who is there since.
    """

    account_id: str
    proved_at: datetime
    amr: tuple[str, ...]
    interaction_id: str | None = None
    signed_in: SignedIn | None = None

    @property
    def back_url(self) -> str:
        """The page that the person goes to without setting a factor up."""
        if self.interaction_id is not None:
            return url_for("mfa.complete", interaction_id=self.interaction_id)
        return url_for("factors.overview")

    @property
    def next_url(self) -> str:
        """The page that the person goes to with codes in hand."""
        if self.interaction_id is not None:
            return self.back_url
        return url_for("factors.overview", added="recovery_codes")


class _GoThere(HTTPException):
    """Leads the browser elsewhere from wherever it is raised."""

    def __init__(self, url: str) -> None:
        super().__init__(response=redirect(url, 303))


def pending_interaction(interaction_id: str) -> Interaction:
    """The interaction of a sign-in whose first factor was just checked, to look at. Raises NothingPending."""
    interaction = load_interaction(interaction_id)
    if interaction.pending_account_id is None or interaction.pending_since is None:
        if is_settled(interaction, current_sign_in()):
            # The browser's back button, after the sign-in.
            raise _GoThere(current_continuation().resume_url(interaction))
        raise _nothing_pending(interaction)
    if current_time() - interaction.pending_since > PENDING_LIFETIME:
        raise _nothing_pending(interaction)
    if not account_summaries([interaction.pending_account_id]):
        # Deleted meanwhile.
        raise _nothing_pending(interaction)
    if _steps_up_another_session(interaction):
        raise _nothing_pending(interaction)
    use_time_limit(TimeLimit(interaction.pending_since + PENDING_LIFETIME, _CONFIRM_BY))
    return interaction


def is_settled(interaction: Interaction, signed_in: SignedIn | None) -> bool:
    """Whether the person of this session has signed in, or stepped up, by this very interaction."""
    if signed_in is None:
        return False
    settled = interaction.settled_by(signed_in.session_id)
    return not settled.isdisjoint({SIGNED_IN, STEPPED_UP})


def lock_pending(interaction_id: str, account_id: str) -> Interaction:
    """The interaction within the request's transaction, as long as this account is still the pending one there.

    Another tab may have put another account or session in its place meanwhile: what was said or proved on this page
    counts for neither. Raises NothingPending.
    """
    row = get_interaction(current_session(), interaction_id, browser_hash(), lock=True)
    if row.pending_account_id != account_id or _steps_up_another_session(row):
        raise _nothing_pending(row)
    return row


def factor_to_ask(interaction_id: str, factor: Factor) -> Interaction:
    """The interaction, where this factor is one that the person is to be asked for; else the browser is led on.

    The weak one is refused to an account that has set up a strong one, at any address.
    """
    interaction = pending_interaction(interaction_id)
    mine = enrolled_factors(interaction.pending_account_id or "", demands_of_interaction(interaction), is_demanded=True)
    if factor not in mine:
        raise _GoThere(current_continuation().next_url(interaction))
    return interaction


def complete_factor(
    interaction_id: str, amr: tuple[str, ...], account_id: str, *, is_trust_requested: bool
) -> Response:
    """Note in the request's transaction that a factor of ``account_id`` was checked, and lead the sign-in on.

    Raises NothingPending.
    """
    row = note_factor(interaction_id, amr, account_id)
    if is_trust_requested:
        row.settle(TRUST_REQUESTED, None, current_time())
    return current_continuation().advance(row)


def note_factor(interaction_id: str, amr: tuple[str, ...], account_id: str) -> Interaction:
    """The same without leading on. Raises NothingPending."""
    row = lock_pending(interaction_id, account_id)
    row.add_factor(amr)
    return row


def shown_account(interaction: Interaction) -> AccountSummary:
    """The account of a pending sign-in as its pages show it: the address in full only to those who have typed it, or
    are signed in with it. A password that goes with a user name must not tell which mailbox to break into."""
    summary = account_summary(interaction.pending_account_id or "")
    signed_in = current_sign_in()
    is_own = signed_in is not None and signed_in.account_id == interaction.pending_account_id
    if is_own or canonical_identifier(interaction.identifier or "") == summary.email:
        return summary
    return summary.masked()


def question(interaction: Interaction, factor: Factor) -> dict[str, Any]:
    """What every page that asks for a factor shows beside its form."""
    return {
        "interaction": interaction,
        "account": shown_account(interaction),
        "other_ways": [way for way in ways_to_confirm(interaction) if way["key"] != factor.key],
    }


def ways_to_confirm(interaction: Interaction) -> list[dict[str, Any]]:
    """The factors that the person of a pending sign-in may be asked for, as pages offer them."""
    mine = enrolled_factors(interaction.pending_account_id or "", demands_of_interaction(interaction), is_demanded=True)
    return [
        {
            "key": factor.key,
            "label": factor.label,
            "icon": factor.icon,
            "description": factor.description,
            "url": url_for(factor.verify_endpoint, interaction_id=interaction.id),
        }
        for factor in mine
    ]


def enrolling_account() -> Enrolment:
    """Who sets up a factor: the person whose sign-in demands one (``?interaction_id=``), or who is signed in.

    The latter must have signed in a short while ago, with all that they have; otherwise they are asked to do so again
    and come back. In the middle of a sign-in, a factor that can be asked for is asked for first: a new one
    must not take the place of the one that is there.
    """
    interaction_id = request.values.get("interaction_id")
    if not interaction_id:
        signed_in = strong_sign_in()
        current_person()  # whose language the page speaks
        return Enrolment(signed_in.account_id, signed_in.authenticated_at, signed_in.amr, signed_in=signed_in)
    interaction = pending_interaction(interaction_id)
    account_id = interaction.pending_account_id or ""
    is_checked = acr_of(interaction.pending_amr or ()) == ACR_MULTI_FACTOR
    if not is_checked and enrolled_factors(account_id, demands_of_interaction(interaction), is_demanded=True):
        raise _GoThere(current_continuation().next_url(interaction))
    proved_at, amr = interaction.pending_since or current_time(), tuple(interaction.pending_amr or ())
    return Enrolment(account_id, proved_at, amr, interaction.id)


def hold_account_of(enrolment: Enrolment) -> None:
    """Hold the account within the request's transaction, for a change that rests on what is still true of this person:
    a factor that is set up after the session was ended would be a way back in.

    Raises NothingPending, or SignedOutMeanwhile.
    """
    session = current_session()
    if enrolment.interaction_id is not None:
        row = lock_pending(enrolment.interaction_id, enrolment.account_id)
        if hold_pending_account(session, row) is None:
            raise _nothing_pending(row)
    elif enrolment.signed_in is not None:
        hold_account(session, enrolment.account_id, enrolment.signed_in.session_id)


def complete_enrolment(enrolment: Enrolment, factor: Factor, amr: tuple[str, ...]) -> Response:
    """Note in the request's transaction what setting ``factor`` up has proved, and lead on.

    The first factor is followed by recovery codes: a lost telephone must not lock its owner out.
    """
    row = None
    if enrolment.interaction_id is not None:
        row = note_factor(enrolment.interaction_id, amr, enrolment.account_id)
    elif enrolment.signed_in is not None:
        proved = complete_amr((*enrolment.signed_in.amr, *amr))
        add_to_session(current_session(), enrolment.signed_in.session_id, proved, acr_of(proved))
    if not count_unused(enrolment.account_id):
        return redirect(url_for("recovery_codes.create", interaction_id=enrolment.interaction_id), 303)
    if row:
        return current_continuation().advance(row)
    return redirect(url_for("factors.overview", added=factor.key), 303)


def find_just_added(enrolment: Enrolment, now: datetime) -> Factor | None:
    """The factor that this very sign-in has set up within ``FLOW_TIME``.

    Adding a factor ends the other sessions of an account and is noted in the one that adds it. So one that is older
    than the factor, and has proved it, is the one that added it.
    """
    proved = [each for each in current_factors() if each.is_standalone and set(each.amr) <= set(enrolment.amr)]
    for factor in proved:
        newest = max((item.created_at for item in factor.items(enrolment.account_id)), default=enrolment.proved_at)
        if newest > enrolment.proved_at and now - newest <= FLOW_TIME:
            return factor
    return None


def strong_sign_in() -> SignedIn:
    """Who has signed in within the last minutes, with a second factor where they have one; else they are asked to."""
    signed_in = recent_sign_in()
    if acr_of(signed_in.amr) != ACR_MULTI_FACTOR and has_factor(signed_in.account_id):
        raise confirmation_needed(signed_in)
    return signed_in


def _steps_up_another_session(interaction: Interaction) -> bool:
    """Whether a step-up began with another session than the active one of this browser.

    That one was signed out, perhaps from afar, or another account was activated: what it had proved counts no more.
    """
    base, signed_in = interaction.pending_session_id, current_sign_in()
    return base is not None and (signed_in is None or signed_in.session_id != base)


def _nothing_pending(interaction: Interaction) -> NothingPending:
    step = NextStep(lazy_gettext("Sign in"), "signin.sign_in", {"interaction_id": interaction.id})
    return NothingPending(next_step=step)
