"""The form of the policies."""

from wtforms import Field, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import Length

from idp.accounts.fields import PageForm
from idp.infrastructure.web.i18n import gettext, lazy_gettext, ngettext
from idp.organizations.models import LetInBy
from idp.organizations.policies.entry import parse_domain
from idp.organizations.policies.policies import Policies
from idp.protocol.second_factor import Policy

HOURS = (1, 2, 4, 8, 12, 24, 72, 168)
_MOST_DOMAINS = 20


def _domains(text: str | None) -> list[str]:
    return (text or "").replace(",", " ").replace(";", " ").split()


def _domain_list(_form: PageForm, field: Field) -> None:
    """Refuse an entry that is no domain, naming each."""
    entries = _domains(field.data)
    if wrong := [text for text in entries if parse_domain(text) is None]:
        raise ValidationError(gettext("Not a domain: %(entries)s", entries=", ".join(wrong)))
    if len(entries) > _MOST_DOMAINS:
        raise ValidationError(gettext("Please enter at most %(most)s domains.", most=_MOST_DOMAINS))


class PoliciesForm(PageForm):
    """What the organization demands of its members."""

    second_factor = RadioField(
        lazy_gettext("Two-factor authentication"),
        choices=[
            (Policy.OFF.value, lazy_gettext("As the portals require")),
            (Policy.ADMINISTRATORS.value, lazy_gettext("Required for administrators")),
            (Policy.ALL.value, lazy_gettext("Required for all members")),
        ],
    )
    session_hours = SelectField(lazy_gettext("Sign in again"), coerce=int)
    let_in_by = RadioField(
        lazy_gettext("Invitations and requests to join"),
        choices=[
            (LetInBy.ADMINISTRATORS.value, lazy_gettext("All administrators")),
            (LetInBy.REPRESENTATIVE.value, lazy_gettext("Only the legal representative")),
            (
                LetInBy.REPRESENTATIVE_FIRST.value,
                lazy_gettext("The legal representative; others only for registrations that wait after a reminder"),
            ),
        ],
    )
    email_domains = StringField(
        lazy_gettext("Allowed e-mail domains"),
        validators=[Length(max=2000, message=lazy_gettext("This list is too long.")), _domain_list],
    )

    def policies(self) -> Policies:
        """What was entered; a domain that was entered twice is there once."""
        domains = (parse_domain(text) for text in _domains(self.email_domains.data))
        return Policies(
            Policy(self.second_factor.data),
            self.session_hours.data,
            LetInBy(self.let_in_by.data),
            tuple(dict.fromkeys(domain for domain in domains if domain)),
        )


def policies_form(policies: Policies) -> PoliciesForm:
    """The form, filled with what holds until it is sent; a number of hours that an operator set can be kept."""
    shown = Policy.OFF if policies.second_factor is Policy.OPTIONAL else policies.second_factor
    form = PoliciesForm(
        data={
            "second_factor": shown.value,
            "session_hours": policies.session_hours,
            "let_in_by": policies.let_in_by.value,
            "email_domains": ", ".join(policies.email_domains),
        }
    )
    hours = sorted({*HOURS, policies.session_hours} - {0})
    form.session_hours.choices = [(0, lazy_gettext("As the portals require")), *((each, _say(each)) for each in hours)]
    return form


def _say(hours: int) -> str:
    if hours % 24 == 0:
        return ngettext("After one day", "After %(num)s days", hours // 24)
    return ngettext("After one hour", "After %(num)s hours", hours)
