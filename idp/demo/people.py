"""The people and organizations of a trial."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.accounts.passwords import hash_password
from idp.administration.models import OperatorRole
from idp.infrastructure.clock import current_time
from idp.organizations.models import MemberRole, Membership, Organization, policies_of
from idp.settings import PasswordSettings

_OPENINGS = "bdfgklmnprstvw"
_VOWELS = "aeiou"


@dataclass(frozen=True)
class SampleMembership:
    """The role of a sample person at an organization."""

    name: str
    organization: str


@dataclass(frozen=True)
class SamplePerson:
    """A sample account of the trial. ``password`` is made anew for each trial."""

    given_name: str
    family_name: str
    email: str
    memberships: tuple[SampleMembership, ...] = ()
    operator_roles: tuple[str, ...] = ()
    password: str = field(default_factory=lambda: new_password(), repr=False)

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def roles(self) -> tuple[str, ...]:
        """In words, such as "operator" and "member of Lindenhof eG"."""
        return (*self.operator_roles, *(f"{role.name} of {role.organization}" for role in self.memberships))


def sample_people() -> tuple[SamplePerson, ...]:
    """One of each kind, with fresh passwords."""
    hafen, linden = "Hafenwerk GmbH", "Lindenhof eG"
    return (
        SamplePerson("Katrin", "Vogt", "katrin@einlass.example", operator_roles=("operator",)),
        SamplePerson("Jonas", "Brandt", "jonas@hafenwerk.example", (SampleMembership("administrator", hafen),)),
        SamplePerson("Mira", "Albrecht", "mira@hafenwerk.example", (SampleMembership("member", hafen),)),
        SamplePerson(
            "Selin",
            "Aydoğan",
            "selin@lindenhof.example",
            (SampleMembership("administrator", linden), SampleMembership("member", hafen)),
        ),
    )


def new_password() -> str:
    """A password that is typed without mistakes, such as ``Rakomi-Tesalu-47``: some 43 bits, plenty for a day."""
    words = ["".join(secrets.choice(_OPENINGS) + secrets.choice(_VOWELS) for _ in range(3)) for _ in range(2)]
    return "-".join([*(word.capitalize() for word in words), str(secrets.randbelow(90) + 10)])


def hash_passwords(people: tuple[SamplePerson, ...], settings: PasswordSettings) -> Mapping[str, str]:
    """Hashes by e-mail address; made before the transaction that stores them, because they take their time."""
    return {person.email: hash_password(person.password, settings) for person in people}


def store_people(session: Session, people: tuple[SamplePerson, ...], hashes: Mapping[str, str]) -> None:
    """Accounts with confirmed addresses, the organizations they belong to, and their roles.

    The first administrator of an organization is its legal representative.
    """
    organizations: dict[str, Organization] = {}
    for person in people:
        account = _store_account(session, person, hashes[person.email])
        session.add_all(OperatorRole(account_id=account.id, role=role) for role in person.operator_roles)
        for role in person.memberships:
            if role.organization not in organizations:
                organizations[role.organization] = _store_organization(session, role.organization)
            organization = organizations[role.organization]
            if role.name == MemberRole.ADMINISTRATOR and organization.representative_id is None:
                organization.representative_id = account.id
            ids = {"account_id": account.id, "organization_id": organization.id}
            session.add(Membership(**ids, **policies_of(organization), role=role.name))
            session.flush()


def _store_account(session: Session, person: SamplePerson, password_hash: str) -> Account:
    account = Account(
        email=person.email,
        email_verified_at=current_time(),
        given_name=person.given_name,
        family_name=person.family_name,
        password_hash=password_hash,
        password_changed_at=current_time(),
    )
    session.add(account)
    session.flush()
    return account


def _store_organization(session: Session, name: str) -> Organization:
    organization = Organization(name=name)
    session.add(organization)
    session.flush()
    return organization
