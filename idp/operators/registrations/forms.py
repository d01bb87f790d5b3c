"""The forms of the registrations' pages."""

from collections.abc import Mapping
from typing import Any

from flask import request
from wtforms import Form, SelectField, StringField
from wtforms.validators import DataRequired, Length

from idp.accounts.fields import PageForm, plain_text, stripped
from idp.administration.registration_queue import QueueFilter, QueueKind
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.members.forms import RightForm

_LONGEST_REASON = 500
_LONGEST_SEARCH = 200
_KINDS = {
    QueueKind.DECISION: lazy_gettext("Waiting for a decision"),
    QueueKind.ADDRESS: lazy_gettext("E-mail address not confirmed"),
}


def reason_field() -> StringField:
    """Why something is done, for the audit."""
    return StringField(
        lazy_gettext("Reason"),
        filters=[stripped],
        validators=[
            DataRequired(lazy_gettext("Please enter a reason.")),
            plain_text,
            Length(max=_LONGEST_REASON, message=lazy_gettext("Please enter no more than 500 characters.")),
        ],
    )


class OperatorReasonForm(PageForm):
    """How the operator knows."""

    reason = reason_field()


class OperatorApprovalForm(RightForm):
    """The right in the customer's organization, and how the operator knows the person."""

    reason = reason_field()


class QueueForm(Form):
    """Which registrations are asked for. It changes nothing, and so needs no token."""

    kind = SelectField(lazy_gettext("State"), choices=list(_KINDS.items()), validate_choice=False)
    portal = SelectField(lazy_gettext("Portal"), validate_choice=False)
    search = StringField(
        lazy_gettext("E-mail address"),
        filters=[stripped],
        validators=[Length(max=_LONGEST_SEARCH, message=lazy_gettext("Please enter no more than 200 characters."))],
    )
    is_on_page = False

    def asked(self) -> QueueFilter:
        """What was entered, or all that wait for a decision where an entry is wrong."""
        if not self.validate():
            return QueueFilter()
        kind = next((each for each in QueueKind if each == self.kind.data), QueueKind.DECISION)
        return QueueFilter(kind, self.portal.data or "", self.search.data or "")

    def query(self) -> dict[str, Any]:
        """What was entered, as the address of another page of the list has it."""
        return {field.name: request.args[field.name] for field in self if request.args.get(field.name)}


def queue_form(portals: Mapping[str, str]) -> QueueForm:
    """The form as the address fills it; ``portals`` are names by key."""
    form = QueueForm(request.args)
    form.portal.choices = [("", lazy_gettext("All portals")), *portals.items()]
    return form
