"""The wizard that invites people: its steps, whose entries travel in the forms of the later ones."""

from dataclasses import dataclass
from enum import IntEnum

from idp.accounts.fields import PageForm
from idp.infrastructure.web.i18n import current_language
from idp.infrastructure.web.pages import is_language_switch
from idp.infrastructure.web.sent_form import sent_form
from idp.invitations.forms import AddressesForm, InvitedRightForm, LanguageForm
from idp.invitations.inviting import InvitationOffer
from idp.organizations.members.forms import end_after
from idp.organizations.models import MemberRole


class WizardPage(IntEnum):
    """A page of the wizard; ``SENT`` is reached by the last one's button."""

    ADDRESSES = 1
    RIGHT = 2
    CHECK = 3
    SENT = 4


def decide_step(asked: str | None, first_wrong: WizardPage | None) -> WizardPage:
    """The page to show: the one that was asked for, unless an earlier one has to be filled in again."""
    step = WizardPage(int(asked)) if asked in {"1", "2", "3", "4"} else WizardPage.ADDRESSES
    return step if first_wrong is None else min(step, first_wrong)


@dataclass(frozen=True, slots=True)
class InvitationForms:
    """The forms of all steps, filled from what was sent."""

    addresses: AddressesForm
    right: InvitedRightForm
    language: LanguageForm

    def decide_step(self) -> WizardPage:
        """The page to show for this request. Going back looks at nothing; the language switch stays at its page."""
        sent = sent_form()
        if is_language_switch():
            return decide_step(sent.get("shown"), None)
        asked = decide_step(sent.get("step"), None)
        pages = {WizardPage.ADDRESSES: self.addresses, WizardPage.RIGHT: self.right, WizardPage.CHECK: self.language}
        wrong = [step for step, form in pages.items() if step < asked and not form.validate_on_submit()]
        return decide_step(sent.get("step"), min(wrong, default=None))

    def form_of(self, step: WizardPage) -> PageForm:
        """The form that a page shows."""
        pages: dict[WizardPage, PageForm] = {WizardPage.ADDRESSES: self.addresses, WizardPage.RIGHT: self.right}
        return pages.get(step, self.language)

    def carried(self, step: WizardPage) -> list[tuple[str, str]]:
        """Names and values of the other pages' entries, which the form of this one carries along."""
        shown, sent = self.form_of(step), sent_form()
        names = {name for form in (self.addresses, self.right, self.language) for name in form.data} - {"csrf_token"}
        return [(name, value) for name in sorted(names) if name not in shown for value in sent.getlist(name)]

    def offer(self) -> InvitationOffer:
        """What valid forms offer."""
        role = MemberRole.ADMINISTRATOR if self.right.role.data == MemberRole.ADMINISTRATOR else MemberRole.MEMBER
        return InvitationOffer(
            portal=self.addresses.portal.data,
            role=role,
            billing=bool(self.right.billing.data),
            products=tuple(self.right.products.data or ()) if role is MemberRole.MEMBER else (),
            membership_expires_at=end_after(self.right.last_day.data),
            language=self.language.invitation_language.data or current_language(),
        )
