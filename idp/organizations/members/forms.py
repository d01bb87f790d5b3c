"""The form of a member's right."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from wtforms import BooleanField, DateField, RadioField, SelectMultipleField, ValidationError
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput

from idp.accounts.fields import PageForm
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.i18n import day_of, end_of_day, gettext, lazy_gettext
from idp.organizations.entitlements.choices import ProductChoice
from idp.organizations.entitlements.role_choices import RoleChoice
from idp.organizations.members.right import Right
from idp.organizations.models import MemberRole

RightFormT = TypeVar("RightFormT", bound="RightForm")
_FIRST_YEAR, _LAST_YEAR = 1900, 2999


class DayField(DateField):
    """A day, whose complaint is in the reader's language. Years at the ends of the calendar are refused, because their
    days have no moment in each time zone."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(gettext("Please enter a complete date.")) from error
        if self.data is not None and not _FIRST_YEAR <= self.data.year <= _LAST_YEAR:
            self.data = None
            raise ValueError(gettext("Please enter a complete date."))


def last_day_field() -> DayField:
    """The last day of a membership; empty for one without end."""
    return DayField(lazy_gettext("Valid until"), validators=[Optional(), _not_past])


def end_after(last_day: date | None) -> datetime | None:
    """When a membership ends whose last day was entered; the day ends where the page's people are."""
    return end_of_day(last_day) if last_day else None


def _not_past(_form: PageForm, field: DayField) -> None:
    if field.data is not None and field.data < day_of(current_time()):
        raise ValidationError(gettext("Please choose a day that is not in the past."))


class RightForm(PageForm):
    """What a member may do, and until when."""

    role = RadioField(
        lazy_gettext("Rights"),
        choices=[
            (MemberRole.ADMINISTRATOR.value, lazy_gettext("Administrator")),
            (MemberRole.MEMBER.value, lazy_gettext("Member with selected products")),
        ],
    )
    products = SelectMultipleField(lazy_gettext("Products"), option_widget=CheckboxInput())
    roles = SelectMultipleField(lazy_gettext("Roles"), option_widget=CheckboxInput())
    billing = BooleanField(lazy_gettext("Billing"))
    last_day = last_day_field()

    def right(self) -> Right:
        """What was entered."""
        return Right(MemberRole(self.role.data), self.billing.data, end_after(self.last_day.data))


def right_form(right: Right, choices: Sequence[ProductChoice], roles: Sequence[RoleChoice]) -> RightForm:
    """The form, filled with what holds until it is sent."""
    return fill_right_form(RightForm, right, choices, roles)


def fill_right_form(
    kind: type[RightFormT], right: Right, choices: Sequence[ProductChoice], roles: Sequence[RoleChoice]
) -> RightFormT:
    """The same of a form that asks for more."""
    last: datetime | None = right.valid_through
    values: dict[str, Any] = {
        "role": right.role.value,
        "billing": right.billing,
        "last_day": day_of(last) if last else None,
        "products": [choice.id for choice in choices if choice.is_given],
        "roles": [role.id for role in roles if role.is_held],
    }
    form = kind(data=values)
    form.products.choices = [(choice.id, choice.name) for choice in choices]
    form.roles.choices = [(role.id, role.title) for role in roles]
    return form
