"""What an event of an organization tells beside who did it, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import current_app

from idp.audit.facts import event_facts
from idp.infrastructure.web.i18n import gettext
from idp.organizations.history.listing import OrganizationEvent
from idp.portals.registry import portal_name


def facts_of(event: OrganizationEvent) -> list[dict[str, str]]:
    """``[{label, value}]``: what holds since the event, and the portal where it happened."""
    details = {**event.details, **event.details.get("after", {})} if _has_states(event) else event.details
    facts = [{"label": label, "value": value} for label, value in _told(details, event.portal)]
    if event.portal:
        facts.append({"label": gettext("Portal"), "value": portal_name(event.portal)})
    return facts


def _has_states(event: OrganizationEvent) -> bool:
    return isinstance(event.details.get("after"), dict)


def _told(details: Mapping[str, Any], portal: str | None) -> Iterator[tuple[str, str]]:
    for key, fact in event_facts(current_app).items():
        if key in details:
            yield str(fact.label), fact.say(details[key], portal)
