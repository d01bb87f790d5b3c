"""What a step of registration is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wtforms import Field

from idp.accounts.fields import PageForm
from idp.accounts.models import Account
from idp.interactions import Interaction
from idp.invitations.invited import Invited
from idp.portals.demands import PortalDemands
from idp.registration.models import Registration
from idp.settings import PortalSettings


class StepForm(PageForm):
    """The form of a page of registration. ``judged`` holds what judging has found out, by the step's key."""

    def __init__(self) -> None:
        super().__init__()
        self.judged: dict[str, Any] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountAtPortal:
    """What an account has at a portal already: entries of the portal's own fields by their keys, and the marks of the
    texts that it has agreed to, or has answered."""

    profile: Mapping[str, Any] = field(default_factory=dict)
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is known where a page asks: the portal, what was entered so far, and what the browser came for.

    ``account`` is the one that asks for access to a further portal: what it has is not asked again (``is_of_account``).
    Where it has access already, evidence of a further customer alone is asked (``is_admitted``).
    ``invited`` is the invitation that is answered (``is_invited``), as long as it can be. Where an account answers it
    that can be signed in to, ``present`` is what it has at the portal: what is required and lacks alone is asked.
    ``is_completing`` says that the page comes after the approval.
    """

    settings: PortalSettings
    demands: PortalDemands
    registration: Registration | None = None
    interaction: Interaction | None = None
    account: Account | None = None
    is_of_account: bool = False
    is_admitted: bool = False
    is_invited: bool = False
    invited: Invited | None = None
    present: AccountAtPortal | None = None
    is_completing: bool = False

    @property
    def portal(self) -> str:
        """Key of the portal."""
        return self.demands.portal

    @property
    def known(self) -> Registration | Account | None:
        """What was entered so far; before, what is known of an invited person."""
        return self.registration or (self.invited.account if self.invited else None)

    @property
    def known_email(self) -> str:
        """The address that was entered, or was invited; "" before."""
        if self.invited is not None:
            return self.invited.invitation.email
        return self.registration.email if self.registration else ""


def _always(_asked: Asked) -> bool:
    return True


def _no_fields(_asked: Asked) -> Mapping[str, Field]:
    return {}


def _nothing(_form: StepForm, _asked: Asked) -> None:
    """Nothing to fill in, or to judge beyond the validators of the fields."""


def _no_entries(_form: StepForm, _asked: Asked) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationStep:
    """One thing that registration asks.

    ``fields`` gives the WTForms fields, unbound, by their names in the form, and ``template`` shows them. ``fill`` puts
    into a form what is known already. ``judge`` adds to a sent form what no validator of a field can say; it may look
    things up, outside any transaction. ``entries`` are the values of a valid form, by column of ``registrations``; it
    runs outside any transaction too. ``is_for_accounts`` is false of what an account has already, ``is_for_admitted``
    true of what is asked of one that has access, too.
    """

    key: str
    template: str
    is_for_accounts: bool = True
    is_for_admitted: bool = False
    is_asked: Callable[[Asked], bool] = _always
    fields: Callable[[Asked], Mapping[str, Field]] = _no_fields
    fill: Callable[[StepForm, Asked], None] = _nothing
    judge: Callable[[StepForm, Asked], None] = _nothing
    entries: Callable[[StepForm, Asked], Mapping[str, Any]] = _no_entries
