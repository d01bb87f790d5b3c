"""What an event of an organization tells beside who did it, in words."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from idp.infrastructure.web.i18n import format_day, gettext, lazy_gettext
from idp.organizations.details.words import say_address_kind
from idp.organizations.domains.models import Joining
from idp.organizations.domains.words import JOINING, say_domain
from idp.organizations.history.listing import OrganizationEvent
from idp.organizations.members.right import last_moment
from idp.organizations.words import say_kind, say_role
from idp.portals.registry import portal_name


def _last_day(expires_at: str | None) -> str:
    last = last_moment(datetime.fromisoformat(expires_at)) if expires_at else None
    return format_day(last) if last else gettext("no end")


def _yes_or_no(value: bool) -> str:
    return gettext("Yes") if value else gettext("No")


_TOLD: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "name": (lazy_gettext("Name"), str),
    "kind": (lazy_gettext("Type"), say_kind),
    "address": (lazy_gettext("Address"), say_address_kind),
    "role": (lazy_gettext("Rights"), say_role),
    "billing": (lazy_gettext("Billing"), _yes_or_no),
    "expires_at": (lazy_gettext("Valid until"), _last_day),
    "customer_number": (lazy_gettext("Customer number"), str),
    "product": (lazy_gettext("Product"), str),
    "domain": (lazy_gettext("Domain"), say_domain),
    "joining": (lazy_gettext("Joining"), lambda joining: JOINING[Joining(joining)]),
    "keys": (lazy_gettext("Now"), lambda keys: ", ".join(keys) or gettext("none")),
}
"""The members of an event's details that people can make something of, with their names and words."""


def facts_of(event: OrganizationEvent) -> list[dict[str, str]]:
    """``[{label, value}]``: what holds since the event, and the portal where it happened."""
    details = {**event.details, **event.details.get("after", {})} if _has_states(event) else event.details
    facts = [{"label": str(label), "value": value} for label, value in _told(details)]
    if event.portal:
        facts.append({"label": gettext("Portal"), "value": portal_name(event.portal)})
    return facts


def _has_states(event: OrganizationEvent) -> bool:
    return isinstance(event.details.get("after"), dict)


def _told(details: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, (label, say) in _TOLD.items():
        if key in details:
            yield label, say(details[key])
