"""A walk: one made-up person from the first page, or an invitation, to the account or to a refusal."""

from sqlalchemy import select

from idp.accounts.models import Account
from idp.admissions import find_admission
from idp.infrastructure.database import reading
from idp.infrastructure.web.application import Application, current_settings
from idp.portals.demands import demands_at
from idp.protocol.admission import AdmissionState
from idp.registration.models import Registration
from idp.registration.states import RegistrationState
from idp.rehearsal.deciding import decide
from idp.rehearsal.mailbox import Mailbox
from idp.rehearsal.met import Walk
from idp.rehearsal.reading import ReadPage, with_entries
from idp.rehearsal.sample import Sample
from idp.rehearsal.signing_in import say_second_factor
from idp.rehearsal.visitor import Visitor, entries_for

_MOST_STEPS = 60


class Walker:
    """A person on the way. ``is_refused`` says that who is asked to decide refuses the registration."""

    def __init__(self, app: Application, sample: Sample, walk: Walk, *, is_refused: bool = False) -> None:
        self._visitor = Visitor(app, sample.language)
        self._sample, self._walk, self._is_refused = sample, walk, is_refused
        self._mailbox = Mailbox()
        self._mailbox.take_new()

    def begin_at(self, address: str) -> None:
        """Walk from a page on."""
        self._go(self._visitor.open(address))

    def begin_with_mail(self) -> None:
        """Walk from a mail on that has been written already."""
        self._go(None)

    def _go(self, page: ReadPage | None) -> None:
        for _ in range(_MOST_STEPS):
            if page is not None and page.met.errors:
                self._walk.met.append(page.met)
                self._walk.outcome = " ".join(dict.fromkeys(page.met.errors))
                return
            page = self._step(page)
            if page is None:
                return
        self._fail(f"no account after {_MOST_STEPS} pages")

    def _step(self, page: ReadPage | None) -> ReadPage | None:
        """One page further; None at the end."""
        is_over = self._is_over()
        entries = entries_for(page, self._sample.entries) if page and not is_over else {}
        link = self._read_mails(page, entries)
        if is_over:
            return None
        registration = self._registration()
        # One that was approved at once goes on here; the link is for a person who comes back.
        is_under_way = (
            page is not None and registration is not None and registration.state == RegistrationState.APPROVED
        )
        if link is not None and not is_under_way:
            return self._visitor.open(link)
        if registration is not None and registration.state == RegistrationState.AWAITING_APPROVAL:
            return self._decide(registration)
        if page is None or page.form is None or not page.met.buttons:
            self._fail(f"page {page.met.title!r} ({page.met.path}): it leads nowhere" if page else "no e-mail came")
            return None
        return self._visitor.submit(page, entries)

    def _read_mails(self, page: ReadPage | None, entries: dict[str, list[str]]) -> str | None:
        """Write down the page and the mails that came meanwhile; the link of the person's own one."""
        mails = self._mailbox.take_new()
        is_left = any(mail.recipient == self._sample.email for mail in mails)
        if page is not None:
            self._walk.met.append(page.met if is_left else with_entries(page.met, entries))
        self._walk.met += mails
        own = [mail.links[0] for mail in mails if mail.recipient == self._sample.email and mail.links]
        return own[-1] if own else None

    def _is_over(self) -> bool:
        with reading() as session:
            account = session.scalar(select(Account).where(Account.email == self._sample.email))
        registration = self._registration()
        if registration is not None and registration.state == RegistrationState.REFUSED:
            decider = "A customer" if registration.decided_by_id else "An operator"
            self._walk.outcome = f"{decider} decides. A person who is refused is told why by e-mail."
            return True
        if account is None or account.password_hash is None:
            return False
        admission = find_admission(account.id, self._sample.portal)
        if admission is None or admission.state is not AdmissionState.ADMITTED:
            self._fail("the account has no access to the portal")
        demands = demands_at(current_settings(), self._sample.portal)
        self._walk.outcome = f"The account is complete. {say_second_factor(demands.second_factor)}".rstrip()
        return True

    def _decide(self, registration: Registration) -> ReadPage | None:
        """As who is asked; the mail that tells of it is read next."""
        self._walk.met.append(decide(registration, self._sample.language, is_refused=self._is_refused))
        link = self._read_mails(None, {})
        if self._is_over():
            return None
        if link is None:
            self._fail("no e-mail tells of the decision")
            return None
        return self._visitor.open(link)

    def _registration(self) -> Registration | None:
        newest = Registration.created_at.desc()
        with reading() as session:
            own = select(Registration).where(Registration.email == self._sample.email)
            return session.scalars(own.order_by(newest)).first()

    def _fail(self, reason: str) -> None:
        self._walk.failure = reason
