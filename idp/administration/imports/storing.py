"""Storing the people of a file. An account that exists is never touched: not its password, not anything."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from idp.accounts.hash_kinds import count_hash_kinds
from idp.accounts.models import Account
from idp.accounts.personal_details.claims import VERIFIED_PHONE, with_details
from idp.actors import Actor, Permission
from idp.administration.activation import invite_person
from idp.administration.errors import ImportChanged, ImportOvertaken
from idp.administration.files.batches import Progress
from idp.administration.files.source import Source
from idp.administration.imports.columns import ImportedPerson
from idp.administration.imports.examination import Judged, count, judge_against_accounts, read_batches
from idp.administration.imports.groups import Groups, join_groups
from idp.administration.imports.tally import Tally
from idp.admissions import add_admission
from idp.audit import audit
from idp.customers.noting import note_imported_number
from idp.customers.registers import Register, register_of_portal
from idp.factors.totp.enrolment import keep_imported
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.ids import new_id
from idp.infrastructure.web.application import current_secret_box
from idp.protocol.admission import FIRST_JOURNEY
from idp.settings import Settings


@dataclass(frozen=True, slots=True)
class Rules:
    """How to import. ``all_or_nothing``: one transaction, which a single row that can't be imported undoes; otherwise
    what can be imported is, some rows at a time. ``invites``: accounts without a password get a link by mail, for the
    actor's portal, which admits all of them. ``register`` is that of their customer numbers; None for the portal's.
    ``groups`` say what the groups of the file stand for. Without ``admits`` people get access to the portal by its
    registration alone."""

    settings: Settings
    actor: Actor
    all_or_nothing: bool = False
    invites: bool = False
    register: Register | None = None
    groups: Groups = field(default_factory=dict)
    admits: bool = True
    begun_at: datetime = field(default_factory=current_time)

    @property
    def portal(self) -> str:
        """Where the accounts are admitted."""
        return self.actor.portal or self.settings.default_portal

    @property
    def numbers(self) -> Register:
        """The register that the customer numbers of the file belong to."""
        return self.register or register_of_portal(self.settings, self.portal)


def import_people(source: Source, rules: Rules, progress: Progress) -> Tally:
    """Store an account for every row of the file whose address has none yet.

    Judges every row again, within the transaction that stores it. Raises Forbidden, ImportOvertaken, ImportChanged and
    UnreadableFile, and with ``all_or_nothing`` has then stored no account.
    """
    rules.actor.demand(Permission.PEOPLE_CREATE)
    tally = Tally()
    batches = read_batches(source)
    try:
        if rules.all_or_nothing:
            with transaction() as session:
                for batch in batches:
                    _store(session, batch, rules, tally)
                    progress(len(batch))
                _refuse_problems(tally)
        else:
            for batch in batches:
                with transaction() as session:
                    _store(session, batch, rules, tally)
                progress(len(batch))
    except IntegrityError as error:
        raise ImportOvertaken from error
    if tally.new:
        # A refusal is to last as long as the dearest of what came in, from now on.
        count_hash_kinds()
    return tally


def _store(session: Session, batch: list[Judged], rules: Rules, tally: Tally) -> None:
    for judged in judge_against_accounts(session, batch):
        count(tally, judged)
        if judged.person is not None and not judged.is_existing:
            tally.note(judged.row.line, _store_person(session, judged.person, rules, tally))
    session.flush()
    # Forget what was written, so that the memory does not grow with the file.
    session.expunge_all()


def _store_person(session: Session, person: ImportedPerson, rules: Rules, tally: Tally) -> Sequence[tuple[str, str]]:
    """Store the account; what was left out is returned, by column."""
    now = current_time()
    account = Account(
        id=new_id("acc"),
        email=person.email,
        email_verified_at=now if person.email_verified else None,
        username=person.username,
        given_name=person.given_name,
        family_name=person.family_name,
        language=person.language,
        claims=_claims(person),
        # When it was chosen is not known; it is replaced by one of ours at the first sign-in.
        password_hash=person.password_hash,
        password_change_due_at=now if person.password_change_due else None,
        password_change_reason="policy" if person.password_change_due else None,
        disabled_at=now if person.disabled else None,
        created_at=person.created_at or now,
    )
    session.add(account)
    audit(session, rules.actor, "account.imported", subject=account.id)
    if person.customer_number is not None:
        session.flush()
        note_imported_number(
            session, account.id, rules.numbers, person.customer_number, rules.actor, begun_at=rules.begun_at
        )
    if rules.admits:
        add_admission(session, account.id, rules.portal, way="import", journey=FIRST_JOURNEY)
    if person.totp_secret is not None:
        account.has_second_factor = True
        session.flush()
        keep_imported(session, current_secret_box(), account.id, person.totp_secret, now)
    if rules.invites and person.password_hash is None and not person.disabled:
        invite_person(session, account, rules.actor)
        tally.invited += 1
    meanings = [rules.groups[name] for name in person.groups if name in rules.groups]
    if not meanings:
        return ()
    session.flush()
    left_out = join_groups(session, account, meanings, rules.portal, rules.actor, rules.settings)
    return [("groups", each) for each in left_out]


def _claims(person: ImportedPerson) -> dict[str, object]:
    claims = with_details({}, dict(person.details))
    return claims | ({VERIFIED_PHONE: True} if person.phone_number_verified and "phone_number" in claims else {})


def _refuse_problems(tally: Tally) -> None:
    if tally.invalid:
        raise ImportChanged
