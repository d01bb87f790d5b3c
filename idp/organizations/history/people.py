"""Who did what an event tells, and to whom, as administrators of the organization know them."""

from collections.abc import Mapping, Sequence

from idp.accounts.summaries import AccountSummary, account_summaries
from idp.actors import ActorKind
from idp.clients.registry import find_client
from idp.infrastructure.web.i18n import gettext
from idp.organizations.history.listing import OrganizationEvent

Summaries = Mapping[str, AccountSummary]
_ACCOUNT = "acc_"


def summaries_of(events: Sequence[OrganizationEvent]) -> Summaries:
    """The accounts that the events name, by their ids; one statement."""
    named = {each for event in events for each in (event.actor_id, event.subject)}
    return account_summaries(sorted(each for each in named if each and each.startswith(_ACCOUNT)))


def say_people(event: OrganizationEvent, summaries: Summaries) -> str:
    """Whom an event is about, and who did it: "Jonas Brandt · by Grete Hafen"."""
    subject = _subject(event, summaries)
    is_own = event.actor_id is not None and event.actor_id == event.subject
    return " · ".join(part for part in (subject, "" if is_own else _actor(event, summaries)) if part)


def _actor(event: OrganizationEvent, summaries: Summaries) -> str:
    """Which operator it was is the affair of the operators."""
    if event.actor_kind == ActorKind.SYSTEM:
        return gettext("automatically")
    if event.actor_kind == ActorKind.OPERATOR:
        return gettext("by support")
    name = _actor_name(event, summaries)
    return gettext("by %(name)s", name=name) if name else ""


def _actor_name(event: OrganizationEvent, summaries: Summaries) -> str:
    if event.actor_kind == ActorKind.CLIENT:
        client = find_client(event.actor_id)
        return client.name if client else event.actor_id or ""
    return _account(event.actor_id, summaries) if event.actor_id else ""


def _subject(event: OrganizationEvent, summaries: Summaries) -> str:
    """An account, an invited address, or nothing where the event is about the organization itself."""
    subject = event.subject or ""
    if subject.startswith(_ACCOUNT):
        return _account(subject, summaries)
    return subject if "@" in subject else ""


def _account(account_id: str, summaries: Summaries) -> str:
    summary = summaries.get(account_id)
    return (summary.name or summary.email) if summary else gettext("deleted account")
