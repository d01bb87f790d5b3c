"""Every administrative service demands a permission of its actor."""

import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor, Forbidden, Permission
from idp.administration import (
    accounts,
    activation,
    address_changes,
    admissions,
    agreements,
    creation,
    invitation,
    mails,
    registration_facts,
    registration_history,
    registration_queue,
    registrations,
    representatives,
    roles,
    second_factors,
    temporary_passwords,
)
from idp.administration.customers import importing as customer_importing
from idp.administration.customers import linking as customer_linking
from idp.administration.customers import records as customer_records
from idp.administration.devices import importing as device_importing
from idp.administration.devices import records as device_records
from idp.administration.imports import Rules, Source, examination, storing
from idp.administration.models import OperatorRole
from idp.administration.roles import ROLE_PERMISSIONS, Role
from idp.clients import records, registration, secrets
from idp.clients.dynamic_registration import initial_access_tokens, managing, registering, unused
from idp.clients.dynamic_registration.models import InitialAccessToken
from idp.clients.models import ClientRecord
from idp.clients.registrar import Registrar
from idp.customers.changes import CustomerFacts, create_customer
from idp.customers.devices.changes import create_device
from idp.customers.models import CustomerLink
from idp.customers.registers import Register
from idp.customers.written import WrittenNumber
from idp.infrastructure.clock import current_time
from idp.infrastructure.database.keyset import Cursor
from idp.infrastructure.web.application import Application
from idp.oauth.provider_keys import ensure_keys, lifecycle
from idp.oauth.provider_keys.models import ProviderKey
from idp.oauth.supported import SUPPORTED
from idp.orders import ordering
from idp.orders.order import CustomerOrder
from idp.organizations import creation as organization_creation
from idp.organizations import records as organization_records
from idp.organizations.members import adding, change, listing, removal
from idp.organizations.members.right import Right
from idp.organizations.models import MemberRole, Organization, OrganizationKind
from idp.organizations.policies import policies
from idp.protocol.client_metadata import complete_metadata
from idp.registration.models import Registration
from idp.settings import ClientRegistrationSettings, RegisterSettings
from tests.factories.accounts import create_account
from tests.factories.actors import operator
from tests.factories.clients import create_client
from tests.factories.factors import create_app_of
from tests.factories.organizations import create_membership
from tests.provisioning.databases import Database


@dataclass(frozen=True)
class Scene:
    """What the services work on, within a transaction that is rolled back."""

    app: Application
    session: Session
    account: Account
    organization: Organization
    client_id: str
    kid: str
    file: Path

    def registrar(self, actor: Actor) -> Registrar:
        return Registrar(actor=actor, portals=["shop"], supported=SUPPORTED, secret_box=self.app.secret_box)

    def registration(self, state: str) -> str:
        row = Registration(
            state=state,
            browser_hash="x",
            portal="shop",
            email="neu@example.test",
            language="de",
            expires_at=current_time() + timedelta(days=1),
        )
        self.session.add(row)
        self.session.flush()
        return row.id

    def record(self) -> ClientRecord:
        return self.session.get_one(ClientRecord, self.client_id)

    def new_initial_access_token(self) -> str:
        row = InitialAccessToken(token_hash="x", uses_allowed=1, expires_at=current_time() + MINUTE)
        self.session.add(row)
        self.session.flush()
        return row.id

    def new_organization(self) -> Organization:
        organization = Organization(name="Almhof eG")
        self.session.add(organization)
        self.session.flush()
        return organization

    def new_account(self) -> Account:
        account = Account(email="neu@example.test")
        self.session.add(account)
        self.session.flush()
        return account

    def new_customer(self, number: str) -> str:
        create_customer(self.session, REGISTER.key, facts_of(number))
        self.session.flush()
        return number

    def new_linked_customer(self, number: str) -> str:
        record = create_customer(self.session, REGISTER.key, facts_of(number))
        self.session.add(CustomerLink(customer_id=record.id, account_id=self.account.id))
        self.session.flush()
        return number

    def new_device(self, serial: str) -> str:
        create_device(self.session, REGISTER.key, WrittenNumber(serial, serial), None)
        self.session.flush()
        return serial

    def devices_file(self) -> Path:
        path = self.file.with_name("devices.csv")
        path.write_text("serial\nAB123Z\n")
        return path

    def customers_file(self) -> Path:
        path = self.file.with_name("customers.csv")
        path.write_text("number\n4711\n")
        return path

    def committed(self, actor: Actor) -> Actor:
        """For a service that has transactions of its own."""
        self.session.commit()
        return actor

    def rules(self, actor: Actor) -> Rules:
        return Rules(self.app.settings, actor)


REGISTER = Register("netz", RegisterSettings())


def facts_of(number: str) -> CustomerFacts:
    return CustomerFacts(number=WrittenNumber(number, number))


def import_people(scene: Scene, actor: Actor) -> object:
    # It has transactions of its own.
    scene.session.commit()
    return storing.import_people(Source(scene.file), scene.rules(actor), lambda _: None)


Call = Callable[[Scene, Actor], object]
MINUTE = timedelta(minutes=1)
ORDER = CustomerOrder(
    reference="A-1",
    kind=OrganizationKind.COMPANY,
    name="Almhof eG",
    customer_number=None,
    products={},
    administrator=None,
    language="de",
)
METADATA = {"portal": "shop", "client_name": "Laden", "redirect_uris": ["https://shop.example.test/callback"]}

VALUES = complete_metadata(METADATA)
DYNAMIC_CLIENTS = ClientRegistrationSettings(access="open", portal="shop")
SERVICES: dict[Callable[..., object], tuple[Permission, Call]] = {
    accounts.get_account: (
        Permission.PEOPLE_READ,
        lambda scene, actor: accounts.get_account(scene.session, scene.account.id, actor),
    ),
    accounts.find_accounts: (
        Permission.PEOPLE_READ,
        lambda scene, actor: accounts.find_accounts(scene.session, None, 10, actor),
    ),
    accounts.disable_account: (
        Permission.PEOPLE_DISABLE,
        lambda scene, actor: accounts.disable_account(scene.session, scene.account, actor),
    ),
    accounts.enable_account: (
        Permission.PEOPLE_DISABLE,
        lambda scene, actor: accounts.enable_account(scene.session, scene.account, actor),
    ),
    accounts.set_details: (
        Permission.PEOPLE_CHANGE,
        lambda scene, actor: accounts.set_details(scene.session, scene.account, {"nickname": "Ada"}, actor),
    ),
    agreements.find_agreements: (
        Permission.PEOPLE_READ,
        lambda scene, actor: agreements.find_agreements(scene.session, scene.account, actor),
    ),
    admissions.admit_account: (
        Permission.PEOPLE_CHANGE,
        lambda scene, actor: admissions.admit_account(scene.session, scene.account, "shop", actor),
    ),
    admissions.withdraw_account: (
        Permission.PEOPLE_CHANGE,
        lambda scene, actor: admissions.withdraw_account(scene.session, scene.account, "shop", actor),
    ),
    registrations.find_registrations: (
        Permission.REGISTRATIONS_READ,
        lambda scene, actor: registrations.find_registrations(scene.session, None, "", 10, actor),
    ),
    registrations.get_registration: (
        Permission.REGISTRATIONS_READ,
        lambda scene, actor: registrations.get_registration(scene.session, scene.registration("started"), actor),
    ),
    registrations.approve_registration: (
        Permission.REGISTRATIONS_DECIDE,
        lambda scene, actor: registrations.approve_registration(
            scene.session, scene.registration("awaiting_approval"), actor
        ),
    ),
    registrations.refuse_registration: (
        Permission.REGISTRATIONS_DECIDE,
        lambda scene, actor: registrations.refuse_registration(
            scene.session, scene.registration("awaiting_approval"), "no", actor
        ),
    ),
    registrations.confirm_address: (
        Permission.REGISTRATIONS_DECIDE,
        lambda scene, actor: registrations.confirm_address(
            scene.session, scene.registration("submitted"), "telephone", actor
        ),
    ),
    registration_queue.read_queue: (
        Permission.REGISTRATIONS_READ,
        lambda scene, actor: registration_queue.read_queue(
            scene.session, registration_queue.QueueFilter(), Cursor(), current_time(), actor
        ),
    ),
    registration_facts.get_registration_facts: (
        Permission.REGISTRATIONS_READ,
        lambda scene, actor: registration_facts.get_registration_facts(
            scene.session, scene.registration("awaiting_approval"), actor
        ),
    ),
    registration_history.read_registration_history: (
        Permission.REGISTRATIONS_READ,
        lambda scene, actor: registration_history.read_registration_history(scene.session, "reg_1", actor),
    ),
    creation.create_account: (
        Permission.PEOPLE_CREATE,
        lambda scene, actor: creation.create_account(
            scene.session, creation.NewAccount(email="neu@example.test"), actor
        ),
    ),
    activation.invite_person: (
        Permission.PEOPLE_CREATE,
        lambda scene, actor: activation.invite_person(scene.session, scene.new_account(), actor),
    ),
    activation.find_activations: (
        Permission.PEOPLE_READ,
        lambda scene, actor: activation.find_activations(scene.session, "", 1, actor),
    ),
    mails.find_mails: (
        Permission.PEOPLE_READ,
        lambda scene, actor: mails.find_mails(scene.session, mails.MailFilter(), 1, actor),
    ),
    mails.find_suppressions: (
        Permission.PEOPLE_READ,
        lambda scene, actor: mails.find_suppressions(scene.session, "", 1, actor),
    ),
    mails.find_suppression: (
        Permission.PEOPLE_READ,
        lambda scene, actor: mails.find_suppression(scene.session, "weg@example.test", actor),
    ),
    mails.get_standing: (
        Permission.PEOPLE_READ,
        lambda scene, actor: mails.get_standing(scene.session, "weg@example.test", actor),
    ),
    mails.lift_suppressions: (
        Permission.PEOPLE_CHANGE,
        lambda scene, actor: mails.lift_suppressions(scene.session, [], actor),
    ),
    mails.lift_suppressions_since: (
        Permission.PEOPLE_CHANGE,
        lambda scene, actor: mails.lift_suppressions_since(scene.session, current_time(), actor),
    ),
    examination.examine_file: (
        Permission.PEOPLE_CREATE,
        lambda scene, actor: examination.examine_file(Source(scene.file), lambda _: None, actor),
    ),
    storing.import_people: (
        Permission.PEOPLE_CREATE,
        import_people,
    ),
    customer_records.search_customers: (
        Permission.CUSTOMERS_READ,
        lambda scene, actor: customer_records.search_customers(scene.session, REGISTER, "", 1, actor),
    ),
    customer_records.get_customer: (
        Permission.CUSTOMERS_READ,
        lambda scene, actor: customer_records.get_customer(scene.session, REGISTER, scene.new_customer("1"), actor),
    ),
    customer_records.add_customer_record: (
        Permission.CUSTOMERS_MANAGE,
        lambda scene, actor: customer_records.add_customer_record(scene.session, REGISTER, facts_of("1"), actor),
    ),
    customer_records.change_customer: (
        Permission.CUSTOMERS_MANAGE,
        lambda scene, actor: customer_records.change_customer(
            scene.session, REGISTER, facts_of(scene.new_customer("1")), actor
        ),
    ),
    customer_records.change_number: (
        Permission.CUSTOMERS_MANAGE,
        lambda scene, actor: customer_records.change_number(
            scene.session, REGISTER, scene.new_customer("1"), "2", actor
        ),
    ),
    customer_records.merge: (
        Permission.CUSTOMERS_MANAGE,
        lambda scene, actor: customer_records.merge(
            scene.session, REGISTER, scene.new_customer("1"), scene.new_customer("2"), actor
        ),
    ),
    customer_linking.link: (
        Permission.CUSTOMERS_MANAGE,
        lambda scene, actor: customer_linking.link(
            scene.session, REGISTER, scene.new_customer("1"), scene.account, actor
        ),
    ),
    customer_linking.unlink: (
        Permission.CUSTOMERS_MANAGE,
        lambda scene, actor: customer_linking.unlink(
            scene.session, REGISTER, scene.new_linked_customer("1"), scene.account, actor
        ),
    ),
    customer_linking.addresses_linked: (
        Permission.CUSTOMERS_READ,
        lambda scene, actor: customer_linking.addresses_linked(scene.session, ["cus_1"], actor),
    ),
    customer_linking.linked_numbers: (
        Permission.CUSTOMERS_READ,
        lambda scene, actor: customer_linking.linked_numbers(scene.session, scene.account.id, actor),
    ),
    device_records.search_devices: (
        Permission.CUSTOMERS_READ,
        lambda scene, actor: device_records.search_devices(scene.session, REGISTER, "", 1, actor),
    ),
    device_records.get_device: (
        Permission.CUSTOMERS_READ,
        lambda scene, actor: device_records.get_device(scene.session, REGISTER, scene.new_device("1"), actor),
    ),
    device_importing.examine_devices: (
        Permission.CUSTOMERS_MANAGE,
        lambda scene, actor: device_importing.examine_devices(
            Source(scene.devices_file()), REGISTER, lambda _: None, actor
        ),
    ),
    device_importing.import_devices: (
        Permission.CUSTOMERS_MANAGE,
        lambda scene, actor: device_importing.import_devices(
            Source(scene.devices_file()), REGISTER, lambda _: None, scene.committed(actor)
        ),
    ),
    customer_importing.examine_customers: (
        Permission.CUSTOMERS_MANAGE,
        lambda scene, actor: customer_importing.examine_customers(
            Source(scene.customers_file()), REGISTER, lambda _: None, actor
        ),
    ),
    customer_importing.import_customers: (
        Permission.CUSTOMERS_MANAGE,
        lambda scene, actor: customer_importing.import_customers(
            Source(scene.customers_file()), REGISTER, lambda _: None, scene.committed(actor)
        ),
    ),
    roles.roles_of: (
        Permission.PEOPLE_READ,
        lambda scene, actor: roles.roles_of(scene.session, scene.account.id, actor),
    ),
    roles.change_roles: (
        Permission.ROLES_MANAGE,
        lambda scene, actor: roles.change_roles(scene.session, scene.account, [], [Role.AUDITOR], actor),
    ),
    roles.grant_role: (
        Permission.ROLES_MANAGE,
        lambda scene, actor: roles.grant_role(scene.session, scene.account, Role.AUDITOR, actor),
    ),
    roles.revoke_role: (
        Permission.ROLES_MANAGE,
        lambda scene, actor: roles.revoke_role(scene.session, scene.account, Role.AUDITOR, actor),
    ),
    invitation.invite_operator: (
        Permission.ROLES_MANAGE,
        lambda scene, actor: invitation.invite_operator(
            scene.session, "neu@example.test", scene.app.settings, actor, by_mail=True
        ),
    ),
    address_changes.change_address: (
        Permission.CREDENTIALS_RESET,
        lambda scene, actor: address_changes.change_address(scene.session, scene.account, "neu@example.test", actor),
    ),
    second_factors.reset_second_factors: (
        Permission.CREDENTIALS_RESET,
        lambda scene, actor: second_factors.reset_second_factors(scene.session, scene.account, actor),
    ),
    temporary_passwords.give_temporary_password: (
        Permission.CREDENTIALS_RESET,
        lambda scene, actor: temporary_passwords.give_temporary_password(
            scene.session, scene.account, "$argon2id$", MINUTE, actor
        ),
    ),
    organization_records.find_organizations: (
        Permission.ORGANIZATIONS_READ,
        lambda scene, actor: organization_records.find_organizations(scene.session, None, 10, actor),
    ),
    organization_records.get_organization: (
        Permission.ORGANIZATIONS_READ,
        lambda scene, actor: organization_records.get_organization(scene.session, scene.organization.id, actor),
    ),
    listing.members_of: (
        Permission.ORGANIZATIONS_READ,
        lambda scene, actor: listing.members_of(scene.session, scene.organization.id, actor),
    ),
    policies.set_policies: (
        Permission.ORGANIZATIONS_MANAGE,
        lambda scene, actor: policies.set_policies(
            scene.session, scene.organization.id, policies.Policies(session_hours=8), actor
        ),
    ),
    organization_creation.create_organization: (
        Permission.ORGANIZATIONS_MANAGE,
        lambda scene, actor: organization_creation.create_organization(scene.session, "Almhof eG", actor),
    ),
    representatives.name_representative: (
        Permission.ORGANIZATIONS_MANAGE,
        lambda scene, actor: representatives.name_representative(
            scene.session, scene.organization.id, scene.account, actor
        ),
    ),
    adding.add_member: (
        Permission.ORGANIZATIONS_MANAGE,
        lambda scene, actor: adding.add_member(
            scene.session, scene.new_organization().id, scene.account, Right(), actor
        ),
    ),
    ordering.order_organization: (
        Permission.ORGANIZATIONS_MANAGE,
        lambda scene, actor: ordering.order_organization(scene.session, ORDER, scene.client_id, actor),
    ),
    removal.remove_member: (
        Permission.ORGANIZATIONS_MANAGE,
        lambda scene, actor: removal.remove_member(scene.session, scene.organization.id, scene.account, actor),
    ),
    change.change_right: (
        Permission.ORGANIZATIONS_MANAGE,
        lambda scene, actor: change.change_right(
            scene.session, scene.organization.id, scene.account, Right(MemberRole.ADMINISTRATOR), actor
        ),
    ),
    records.find_clients: (
        Permission.CLIENTS_READ,
        lambda scene, actor: records.find_clients(scene.session, None, actor),
    ),
    records.get_client: (
        Permission.CLIENTS_READ,
        lambda scene, actor: records.get_client(scene.session, scene.client_id, actor),
    ),
    registration.create_client: (
        Permission.CLIENTS_MANAGE,
        lambda scene, actor: registration.create_client(scene.session, scene.registrar(actor), METADATA),
    ),
    registration.store_client: (
        Permission.CLIENTS_MANAGE,
        lambda scene, actor: registration.store_client(
            scene.session, scene.registrar(actor), ClientRecord(client_id="new", values=VALUES), "client.created"
        ),
    ),
    registration.store_edit: (
        Permission.CLIENTS_MANAGE,
        lambda scene, actor: registration.store_edit(scene.session, scene.registrar(actor), scene.record(), VALUES),
    ),
    registering.register_client: (
        Permission.CLIENTS_MANAGE,
        lambda scene, actor: registering.register_client(
            scene.session, scene.registrar(actor), "new", METADATA, DYNAMIC_CLIENTS, None
        ),
    ),
    managing.replace_registration: (
        Permission.CLIENTS_MANAGE,
        lambda scene, actor: managing.replace_registration(
            scene.session,
            scene.registrar(actor),
            scene.record(),
            METADATA | {"client_id": scene.client_id},
            DYNAMIC_CLIENTS,
        ),
    ),
    initial_access_tokens.issue_initial_access_token: (
        Permission.CLIENTS_MANAGE,
        lambda scene, actor: initial_access_tokens.issue_initial_access_token(
            scene.session, actor, uses=1, lifetime=MINUTE
        ),
    ),
    initial_access_tokens.list_initial_access_tokens: (
        Permission.CLIENTS_READ,
        lambda scene, actor: initial_access_tokens.list_initial_access_tokens(scene.session, actor),
    ),
    initial_access_tokens.revoke_initial_access_token: (
        Permission.CLIENTS_MANAGE,
        lambda scene, actor: initial_access_tokens.revoke_initial_access_token(
            scene.session, actor, scene.new_initial_access_token()
        ),
    ),
    unused.delete_unused_clients: (
        Permission.CLIENTS_MANAGE,
        lambda scene, actor: unused.delete_unused_clients(scene.session, scene.registrar(actor), current_time()),
    ),
    registration.edit_client: (
        Permission.CLIENTS_MANAGE,
        lambda scene, actor: registration.edit_client(
            scene.session, scene.registrar(actor), scene.client_id, {"client_name": "Laden"}
        ),
    ),
    registration.disable_client: (
        Permission.CLIENTS_MANAGE,
        lambda scene, actor: registration.disable_client(scene.session, scene.registrar(actor), scene.client_id),
    ),
    registration.enable_client: (
        Permission.CLIENTS_MANAGE,
        lambda scene, actor: registration.enable_client(scene.session, scene.registrar(actor), scene.client_id),
    ),
    registration.delete_client: (
        Permission.CLIENTS_MANAGE,
        lambda scene, actor: registration.delete_client(scene.session, scene.registrar(actor), scene.client_id),
    ),
    secrets.rotate_secret: (
        Permission.CLIENTS_MANAGE,
        lambda scene, actor: secrets.rotate_secret(scene.session, scene.registrar(actor), scene.client_id, MINUTE),
    ),
    lifecycle.list_keys: (Permission.KEYS_READ, lambda scene, actor: lifecycle.list_keys(scene.session, actor)),
    lifecycle.rotate: (
        Permission.KEYS_ROTATE,
        lambda scene, actor: lifecycle.rotate(
            scene.session, "ES256", scene.app.settings, scene.app.secret_box, current_time(), actor
        ),
    ),
    lifecycle.withdraw: (
        Permission.KEYS_ROTATE,
        lambda scene, actor: lifecycle.withdraw(
            scene.session, scene.kid, scene.app.settings, scene.app.secret_box, current_time(), actor
        ),
    ),
}
"""Each service, the permission that it demands, and how it is called."""

MODULES = (
    customer_records,
    customer_linking,
    customer_importing,
    device_records,
    device_importing,
    accounts,
    activation,
    admissions,
    agreements,
    creation,
    mails,
    registrations,
    registration_facts,
    registration_history,
    registration_queue,
    examination,
    storing,
    roles,
    sys.modules[invitation.accept_invitation.__module__],
    second_factors,
    temporary_passwords,
    address_changes,
    representatives,
    organization_records,
    organization_creation,
    ordering,
    adding,
    change,
    listing,
    removal,
    policies,
    records,
    registration,
    registering,
    managing,
    initial_access_tokens,
    unused,
    secrets,
    lifecycle,
)
# The bearer of an invitation, who leaves and who founds act for themselves. Who joins was let in by the caller.
OPEN = {
    invitation.accept_invitation,
    adding.join_organization,
    removal.leave_organization,
    organization_creation.found_organization,
}


@pytest.fixture
def scene(app: Application, database: Database, tmp_path: Path, clock: object) -> Iterator[Scene]:
    person = create_account(database)
    create_app_of(database, app.secret_box, person)
    organization_id = create_membership(database, person).organization_id
    client_id = create_client(database).client_id
    file = tmp_path / "people.csv"
    file.write_text("email\nneu@example.test\n", encoding="utf-8")
    with app.app_context(), database.transaction() as session:
        ensure_keys(session, app.settings, app.secret_box, current_time())
        kid = session.scalars(select(ProviderKey.kid)).first()
        assert kid is not None
        organization = session.get_one(Organization, organization_id)
        yield Scene(app, session, session.get_one(Account, person.id), organization, client_id, kid, file)


every_service = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.__name__)


@every_service
def test_without_the_permission_it_is_refused(scene: Scene, service: Callable[..., object]) -> None:
    demanded, call = SERVICES[service]
    others = operator(*set(Permission) - {demanded}, reason="called back")

    with pytest.raises(Forbidden) as refused:
        call(scene, others)
    assert refused.value.parameters == {"permission": demanded.value}


@every_service
def test_with_it_alone_it_is_done(scene: Scene, service: Callable[..., object]) -> None:
    demanded, call = SERVICES[service]

    call(scene, operator(demanded, reason="called back"))


def test_the_table_names_every_service() -> None:
    assert {service for module in MODULES for service in services_of(module)} - OPEN == set(SERVICES)


def services_of(module: ModuleType) -> Iterator[Callable[..., object]]:
    """The public functions of a module that are told who acts."""
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if function.__module__ != module.__name__ or name.startswith("_"):
            continue
        if {"actor", "registrar", "rules"} & set(inspect.signature(function).parameters):
            yield function


def test_every_role_has_permissions_and_an_operator_all() -> None:
    assert set(ROLE_PERMISSIONS) == set(Role)
    assert ROLE_PERMISSIONS[Role.OPERATOR] == set(Permission)


def test_the_permissions_of_several_roles_add_up(database: Database) -> None:
    person = create_account(database)
    for role in (Role.AUDITOR, Role.DEVELOPER):
        database.save(OperatorRole(account_id=person.id, role=role.value))

    with database.transaction() as session:
        permissions = roles.permissions_of(session, person.id)
    assert permissions == ROLE_PERMISSIONS[Role.AUDITOR] | ROLE_PERMISSIONS[Role.DEVELOPER]
