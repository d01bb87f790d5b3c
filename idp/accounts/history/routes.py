"""The page of the history."""

from itertools import groupby
from typing import Any

from flask import Blueprint, current_app, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.history.listing import MOST_PAGES, events_of
from idp.accounts.person import current_person, render_account_page
from idp.audit.models import AuditEvent
from idp.audit.texts import EventText, event_texts
from idp.clients.registry import find_client
from idp.infrastructure.database import reading
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.i18n import current_language, format_near_day
from idp.mail.devices import describe_family
from idp.portals.registry import portal_name
from idp.protocol.client_languages import localize
from idp.sessions.places import find_place
from idp.sessions.recent import sign_in_required

history = Blueprint("history", __name__, url_prefix="/account/history")


@history.get("")
@sign_in_required
def index() -> Response:
    """What happened to the security of the account."""
    person, page, texts = current_person(), _page_number(), event_texts(current_app)
    with reading() as session:
        events, has_older = events_of(session, person.account.id, list(texts), page)
    return render_account_page(
        "accounts/history.html",
        person,
        days=_by_day([_shown(event, texts[event.action]) for event in events]),
        newer_url=url_for("history.index", page=page - 1) if page > 1 else None,
        older_url=url_for("history.index", page=page + 1) if has_older else None,
        password_url=url_for("password.index"),
    )


def _page_number() -> int:
    """What is no page number is the first page."""
    given = request.args.get("page", 1, type=int)
    return min(max(given, 1), MOST_PAGES)


def _by_day(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events under the day on which they happened, where the portal's people are."""
    days = groupby(events, key=lambda event: format_near_day(event["at"]))
    return [{"label": label, "events": list(events)} for label, events in days]


def _shown(event: AuditEvent, text: EventText) -> dict[str, Any]:
    place = find_place(event.ip, current_settings().server.place_database, current_language()) if event.ip else None
    client = find_client(event.client_id)
    application = localize(client, current_language()).name if client else event.client_id
    device = event.details.get("device") or {}
    return {
        "at": event.at,
        "text": str(text.words) % {"application": application or ""},
        "is_warning": text.is_warning,
        "icon": text.icon,
        "device": describe_family(device.get("browser"), device.get("system")),
        "portal": portal_name(event.portal) if event.portal else "",
        "place": place.name if place else "",
        "ip": event.ip,
    }
