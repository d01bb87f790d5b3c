"""The form that narrows the history; it is sent by GET, so that what was found has an address."""

from typing import Any

from flask import request
from wtforms import Form, SelectField, StringField
from wtforms.validators import Length, Optional

from idp.accounts.fields import stripped
from idp.infrastructure.web.i18n import end_of_day, lazy_gettext, start_of_day
from idp.organizations.history.listing import EventArea, EventFilter
from idp.organizations.members.forms import DayField

_LONGEST = 200
_AREAS = {
    EventArea.ALL: lazy_gettext("All events"),
    EventArea.ORGANIZATION: lazy_gettext("Organization"),
    EventArea.MEMBERS: lazy_gettext("Members"),
    EventArea.INVITATIONS: lazy_gettext("Invitations"),
    EventArea.REQUESTS: lazy_gettext("Requests"),
}


class HistoryForm(Form):
    """Which events are asked for. It changes nothing, and so needs no token."""

    who = StringField(
        lazy_gettext("Person"),
        filters=[stripped],
        validators=[Length(max=_LONGEST, message=lazy_gettext("Please enter no more than 200 characters."))],
    )
    area = SelectField(lazy_gettext("Events"), choices=list(_AREAS.items()), validate_choice=False)
    since = DayField(lazy_gettext("Since"), validators=[Optional()])
    until = DayField(lazy_gettext("Until"), validators=[Optional()])
    is_on_page = False

    def asked(self) -> EventFilter:
        """What was entered, or all events where an entry is wrong."""
        if not self.validate():
            return EventFilter()
        since, until = self.since.data, self.until.data
        return EventFilter(
            self.who.data or "",
            next((area for area in EventArea if area == self.area.data), EventArea.ALL),
            start_of_day(since) if since else None,
            end_of_day(until) if until else None,
        )

    def query(self) -> dict[str, Any]:
        """What was entered, as the address of another page of the list has it."""
        return {field.name: request.args[field.name] for field in self if request.args.get(field.name)}
