"""The form that approves a registration, with the right in the customer's organization where it has one."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from idp.administration.errors import RegistrationNotOpen
from idp.administration.registration_facts import RegistrationFacts
from idp.administration.registrations import approve_registration
from idp.infrastructure.database import current_session, reading
from idp.operators.desk import Desk, render_desk_page
from idp.operators.registrations.forms import OperatorApprovalForm, OperatorReasonForm
from idp.operators.registrations.showing import shown
from idp.organizations.members.granting import MembershipGrant
from idp.organizations.policies.errors import AddressNotAllowed
from idp.registration.customer_approval.granting import GrantChoices
from idp.sessions.recent import recent_sign_in


def approve_or_show(desk: Desk, facts: RegistrationFacts) -> Response:
    """Approve the registration by the form that was sent, or show the form."""
    choices = _read_choices(facts)
    form = choices.form(OperatorApprovalForm) if choices else OperatorReasonForm()
    if form.validate_on_submit():
        recent_sign_in()
        grant = choices.grant(form) if choices and isinstance(form, OperatorApprovalForm) else None
        answer = _approve(desk, facts, form, grant)
        if answer is not None:
            return answer
    return render_desk_page(
        "operators/registrations/show.html",
        desk,
        422 if form.errors else 200,
        form=form,
        **(choices.groups(form) if choices and isinstance(form, OperatorApprovalForm) else {}),
        **shown(desk, facts),
    )


def _read_choices(facts: RegistrationFacts) -> GrantChoices | None:
    with reading() as session:
        return GrantChoices.read(session, facts.organization.id) if facts.organization else None


def _approve(
    desk: Desk,
    facts: RegistrationFacts,
    form: OperatorApprovalForm | OperatorReasonForm,
    grant: MembershipGrant | None,
) -> Response | None:
    """None where the form says now why this person can't be a member."""
    registration_id = facts.registration.id
    try:
        approve_registration(current_session(), registration_id, desk.because(form.reason.data or ""), grant)
    except RegistrationNotOpen:
        return redirect(url_for("operator_registrations.show", registration_id=registration_id), 303)
    except AddressNotAllowed as refused:
        form.reason.errors = [refused.text]
        return None
    return redirect(url_for("operator_registrations.index", done="approved"), 303)
