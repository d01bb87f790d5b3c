"""The page of an organization's history."""

from itertools import groupby
from typing import Any

from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response

from idp.audit.texts import EventText, Reader, event_texts
from idp.infrastructure.database import reading
from idp.infrastructure.web.i18n import format_near_day, gettext
from idp.organizations.history.facts import facts_of
from idp.organizations.history.forms import HistoryForm
from idp.organizations.history.listing import EventFilter, OrganizationEvent, read_events
from idp.organizations.history.people import Summaries, say_people, summaries_of
from idp.organizations.pages import administered_organization, asked_cursor, neighbours, render_organization_page

organization_history = Blueprint("organization_history", __name__, url_prefix="/organizations/<organization_id>/audit")


@organization_history.get("")
def index(organization_id: str) -> Response:
    """What happened in the organization, newest first; ``?who=``, ``?area=``, ``?since=`` and ``?until=`` narrow it."""
    person, own = administered_organization(organization_id)
    form = HistoryForm(request.args)
    asked = form.asked()
    with reading() as session:
        page = read_events(session, own.id, asked, asked_cursor())
    summaries = summaries_of(page.entries)
    return render_organization_page(
        "organizations/history.html",
        person,
        own,
        422 if form.errors else 200,
        form=form,
        is_narrowed=asked != EventFilter(),
        days=_by_day([_shown(event, summaries) for event in page.entries]),
        **neighbours(page, "organization_history.index", organization_id=own.id, **form.query()),
    )


def _by_day(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    days = groupby(events, key=lambda event: format_near_day(event["at"]))
    return [{"label": label, "events": list(events)} for label, events in days]


def _shown(event: OrganizationEvent, summaries: Summaries) -> dict[str, Any]:
    """As ``components/timeline.html`` takes it."""
    texts = event_texts(current_app, Reader.ORGANIZATION)
    text = texts.get(event.action) or EventText(gettext("Other event"), icon="dot")
    return {
        "at": event.at,
        "text": str(text.words),
        "icon": text.icon,
        "is_warning": text.is_warning,
        "detail": say_people(event, summaries),
        "facts": facts_of(event),
    }
