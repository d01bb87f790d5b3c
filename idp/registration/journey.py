"""The pages of a portal's registration: those before the address is confirmed, then those that complete it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Self

from idp.accounts.models import Account
from idp.infrastructure.database import reading
from idp.infrastructure.one_time_links import LinkProblem
from idp.infrastructure.web.application import current_settings
from idp.interactions.web import look_for_interaction
from idp.invitations.invited import Invited, find_invited
from idp.portals.account_demands import demands_of_account
from idp.portals.demands import demands_at
from idp.registration.account_at_portal import read_account_at_portal
from idp.registration.models import Registration
from idp.registration.outlook import Outlook
from idp.registration.steps import Asked, RegistrationStep, steps_of
from idp.registration.steps.user_name import USER_NAME


def asked_at(portal: str) -> Asked:
    """What a page of this portal asks of a person who has entered nothing yet."""
    settings = current_settings()
    demands = demands_at(settings, portal)
    return Asked(settings=settings.portal(demands.portal), demands=demands)


def asked_of(registration: Registration) -> Asked:
    """The same of one who has."""
    interaction = look_for_interaction(registration.interaction_id)
    if registration.invitation_link_id is not None:
        found = find_invited(registration.invitation_link_id)
        asked = replace(asked_at(registration.portal), is_invited=True)
        if not isinstance(found, LinkProblem):
            asked = asked_of_invited_account(found) if registration.is_of_account else asked_of_invited(found)
        return replace(asked, registration=registration)
    asked = asked_at(registration.portal)
    return replace(
        asked,
        registration=registration,
        interaction=interaction,
        account=_account_of(registration),
        is_of_account=registration.is_of_account,
        is_admitted=registration.is_of_admitted,
    )


def asked_of_invited(invited: Invited) -> Asked:
    """What a page asks of a person who was invited. A password is one for all portals that have admitted the account
    already."""
    asked, account = asked_at(invited.invitation.portal), invited.account
    joined = demands_of_account(account.id, also=asked.portal) if account else asked.demands
    demands = replace(asked.demands, password=joined.password, names=joined.names)
    return replace(asked, demands=demands, is_invited=True, invited=invited)


def asked_of_invited_account(invited: Invited) -> Asked:
    """The same of the account of the address, which can be signed in to: what it lacks at the portal. Read outside any
    transaction."""
    asked, account = asked_of_invited(invited), invited.account
    present = read_account_at_portal(account.id, asked.portal) if account else None
    return replace(asked, account=account, is_of_account=True, present=present)


def asks_invited_account(invited: Invited) -> bool:
    """Whether the portal asks for something that the account lacks before it accepts the invitation."""
    return bool(JourneyPages.of(asked_of_invited_account(invited)).pages)


def outlook_of(registration: Registration) -> Outlook:
    """What lies ahead of a registration once its address is confirmed, by the settings of its portal."""
    asked = replace(
        asked_at(registration.portal),
        account=_account_of(registration),
        is_of_account=registration.is_of_account,
        is_admitted=registration.is_of_admitted,
    )
    settings = asked.settings.registration
    return Outlook(
        approved_by=settings.approval,
        approval=timedelta(days=settings.approval_days),
        completion=timedelta(days=settings.completion_days),
        is_completed_later=JourneyPages.of(asked).is_completed_later,
        user_name_from=settings.user_name_from if settings.user_name == "assigned" else None,
    )


def form_pages(registration: Registration) -> int:
    """How many pages the form of a registration has before the mail."""
    return JourneyPages.of(asked_of(registration)).before


def _account_of(registration: Registration) -> Account | None:
    """The account that asks for access: what it has already, such as a user name, is not asked."""
    return find_account(registration.account_id) if registration.is_of_account else None


def find_account(account_id: str | None) -> Account | None:
    """The account, to look at; read outside any transaction."""
    with reading() as session:
        return session.get(Account, account_id) if account_id else None


@dataclass(frozen=True, slots=True)
class JourneyPages:
    """The pages that ask for something, numbered from 1. ``before`` is how many of them come before the mail: at least
    one, which asks an account for nothing but the button where it has everything; none where the person was invited."""

    pages: Sequence[Sequence[RegistrationStep]]
    before: int

    @classmethod
    def of(cls, asked: Asked) -> Self:
        """The pages of a portal. A page of which the portal asks nothing is left out."""
        settings, again = asked.settings.registration, _asked_again(asked)
        if asked.is_invited:
            invited = [steps for steps in (steps_of(page, asked) for page in settings.invitation) if steps]
            return cls([*invited, *again], 0)
        before = [steps for steps in (steps_of(page, asked) for page in settings.pages) if steps] or [[]]
        completing = replace(asked, is_completing=True)
        after = [steps for steps in (steps_of(page, completing) for page in settings.completion) if steps]
        return cls((*before, *after, *again), len(before))

    def steps(self, number: int) -> Sequence[RegistrationStep]:
        """The steps of the page of this number."""
        return self.pages[number - 1]

    @property
    def is_completed_later(self) -> bool:
        """Whether the person is asked for more once the address is confirmed."""
        return len(self.pages) > self.before

    def may_show(self, number: int, registration: Registration, *, is_approved: bool) -> bool:
        """Whether the page is one of those that the registration has reached, and may still go back to."""
        first, last = (self.before + 1, len(self.pages)) if is_approved else (1, self.before)
        return first <= number <= min(last, registration.pages_done + 1)


def _asked_again(asked: Asked) -> Sequence[Sequence[RegistrationStep]]:
    """A last page for a user name that was taken after it was chosen."""
    row = asked.registration
    return [[USER_NAME]] if row is not None and row.lost_user_name is not None else []
