"""The pages of the wizard that invites people."""

from collections.abc import Collection, Mapping

from flask import Blueprint
from sqlalchemy import select, union
from werkzeug.wrappers import Response

from idp.accounts.person import Person
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.i18n import current_language
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import portal_key
from idp.infrastructure.web.sent_form import sent_form
from idp.invitations.forms import MOST_ADDRESSES, AddressesForm, InvitedRightForm, LanguageForm
from idp.invitations.inviting import Outcome, Reported, invite
from idp.invitations.limits import hit_invitation_limit
from idp.invitations.pasted import parse_addresses
from idp.invitations.wizard import InvitationForms, WizardPage
from idp.invitations.words import OUTCOMES
from idp.mail.outbox import sender_at
from idp.organizations.entitlements.lookup import read_products
from idp.organizations.entitlements.models import OrganizationPortal, OrganizationProduct
from idp.organizations.members.right import Right
from idp.organizations.models import MemberRole
from idp.organizations.own import OwnOrganization
from idp.organizations.pages import administered_organization, render_organization_page
from idp.organizations.policies.entry import may_let_in
from idp.organizations.policies.errors import OnlyRepresentativeLetsIn
from idp.organizations.words import say_role
from idp.portals.demands import demands_at
from idp.portals.registry import portal_name
from idp.sessions.actor import current_actor
from idp.sessions.recent import recent_sign_in

invitation_wizard = Blueprint(
    "invitation_wizard", __name__, url_prefix="/organizations/<organization_id>/invitations/new"
)
_TEMPLATES = {WizardPage.ADDRESSES: "addresses", WizardPage.RIGHT: "right", WizardPage.CHECK: "check"}


@invitation_wizard.route("", methods=["GET", "POST"])
@limited_form
def new(organization_id: str) -> Response:
    """Invite people, in three steps; what was entered before travels along in the form."""
    person, own = administered_organization(organization_id)
    if not may_let_in(own.organization, own.account_id):
        raise OnlyRepresentativeLetsIn
    forms = _forms(own.id)
    step = forms.decide_step()
    if step is WizardPage.SENT:
        recent_sign_in()
        return _send(person, own, forms)
    form = forms.form_of(step)
    return render_organization_page(
        f"invitations/new/{_TEMPLATES[step]}.html",
        person,
        own,
        422 if form.errors else 200,
        form=form,
        step=int(step),
        carried=forms.carried(step),
        portals=forms.addresses.portals,
        most=MOST_ADDRESSES,
        emails=[entry.email for entry in parse_addresses(forms.addresses.addresses.data or "")],
        offer=_said(forms),
    )


def _forms(organization_id: str) -> InvitationForms:
    forms = InvitationForms(AddressesForm(), InvitedRightForm(), LanguageForm())
    with reading() as session:
        named = union(
            select(OrganizationPortal.portal).where(OrganizationPortal.organization_id == organization_id),
            select(OrganizationProduct.portal).where(OrganizationProduct.organization_id == organization_id),
        )
        keys = session.scalars(named).all()
        forms.addresses.offer_portals(_portals(keys))
        forms.right.offer_products(read_products(session, organization_id, forms.addresses.portal.data))
    if "invitation_language" not in sent_form():
        forms.language.invitation_language.data = current_language()
    return forms


def _portals(keys: Collection[str]) -> Mapping[str, str]:
    """The names of the portals that know the organization; of this page's where none does."""
    known = [key for key in current_settings().portals if key in keys]
    return {key: portal_name(key) for key in known or [portal_key()]}


def _said(forms: InvitationForms) -> dict[str, object]:
    """What the last page lists before the invitations are sent."""
    offer, names = forms.offer(), forms.right.offered
    return {
        "portal": portal_name(offer.portal),
        "role": say_role(offer.role),
        "products": None if offer.role is MemberRole.ADMINISTRATOR else [names[key] for key in offer.products],
        "billing": offer.billing,
        "through": Right(offer.role, offer.billing, offer.membership_expires_at).valid_through,
    }


def _send(person: Person, own: OwnOrganization, forms: InvitationForms) -> Response:
    offer, actor = forms.offer(), current_actor()
    throttle = demands_at(current_settings(), offer.portal).throttle
    entries = [
        (entry, hit_invitation_limit(own.id, entry.email or "", actor, throttle))
        for entry in parse_addresses(forms.addresses.addresses.data or "")
    ]
    reported = invite(current_session(), own.id, entries, offer, actor)
    return render_organization_page(
        "invitations/new/sent.html",
        person,
        own,
        sent=[each.text for each in reported if each.outcome is Outcome.INVITED],
        refused=[_refusal(each) for each in reported if each.outcome is not Outcome.INVITED],
        sender=sender_at(offer.portal),
        subject=next((each.subject for each in reported if each.subject), None),
    )


def _refusal(reported: Reported) -> dict[str, str]:
    return {"text": reported.text, "reason": OUTCOMES[reported.outcome]}
