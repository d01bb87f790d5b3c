"""A registration as its page shows it."""

from itertools import groupby
from typing import Any

from flask import current_app, request

from idp.actors import Permission
from idp.administration.registration_facts import RegistrationFacts
from idp.administration.registration_history import RegistrationEvent, read_registration_history
from idp.audit.texts import EventText, Reader, event_texts
from idp.infrastructure.database import reading
from idp.infrastructure.web.i18n import format_near_day, gettext
from idp.operators.desk import Desk
from idp.portals.registry import portal_name


def shown(desk: Desk, facts: RegistrationFacts) -> dict[str, Any]:
    """What the template takes: the facts, the name of the portal, the history by days, and what was done before."""
    with reading() as session:
        events = read_registration_history(session, facts.registration.id, desk.actor)
    days = groupby((_told(event) for event in events), key=lambda event: format_near_day(event["at"]))
    return {
        "facts": facts,
        "portal_name": portal_name(facts.registration.portal),
        "may_confirm": desk.may(Permission.REGISTRATIONS_DECIDE) and facts.can_be_confirmed,
        "days": [{"label": label, "events": list(each)} for label, each in days],
        "done": gettext("The e-mail address was confirmed.") if request.args.get("done") == "confirmed" else None,
    }


def _told(event: RegistrationEvent) -> dict[str, Any]:
    """As ``components/timeline.html`` takes it."""
    text = event_texts(current_app, Reader.OPERATOR).get(event.action) or EventText(gettext("Other event"), icon="dot")
    return {
        "at": event.at,
        "text": str(text.words),
        "icon": text.icon,
        "is_warning": text.is_warning,
        "detail": event.by,
        "facts": [{"label": gettext("Reason"), "value": event.reason}] if event.reason else [],
    }
