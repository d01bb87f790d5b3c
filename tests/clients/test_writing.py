"""Registering clients and keeping them, with their secrets: each write concerns one client alone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.actors import Forbidden, Permission
from idp.audit.models import AuditEvent
from idp.clients.models import ClientRecord, ClientSecret
from idp.clients.records import ClientNotFound
from idp.clients.registrar import Registrar
from idp.clients.registration import create_client, delete_client, disable_client, edit_client, enable_client
from idp.clients.registry import find_client, find_registered_client
from idp.clients.secrets import rotate_secret
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.ids import digest
from idp.oauth.supported import SUPPORTED
from idp.protocol.client_metadata import InvalidMetadataError
from tests.factories import clients
from tests.factories.actors import operator

HOUR = timedelta(hours=1)
NEW = {"client_name": "New", "portal": "shop", "redirect_uris": ["https://new.example.test/callback"]}


@pytest.fixture
def app(make_app, clock):
    app = make_app(own=True)
    with app.app_context():
        yield app


@pytest.fixture
def registrar(app):
    return Registrar(operator(Permission.CLIENTS_MANAGE), ["shop", "forum"], SUPPORTED, app.secret_box)


@pytest.fixture
def shop(database):
    return clients.create_client(database, client_name="Shop")


@pytest.fixture
def forum(database):
    return clients.create_client(database, client_name="Forum")


def write(service, *given):
    with transaction() as session:
        return service(session, *given)


WRITES = {
    "create": lambda session, registrar, _: create_client(session, registrar, NEW),
    "edit": lambda session, registrar, client_id: edit_client(session, registrar, client_id, {"client_name": "Store"}),
    "disable": disable_client,
    "enable": enable_client,
    "rotate": lambda session, registrar, client_id: rotate_secret(session, registrar, client_id, HOUR),
    "delete": delete_client,
}


@pytest.mark.parametrize("name", WRITES)
def test_only_with_the_permission(app, database, registrar, shop, name):
    reader = replace(registrar, actor=operator(Permission.CLIENTS_READ))
    with pytest.raises(Forbidden):
        write(WRITES[name], reader, shop.client_id)
    assert database.count(AuditEvent) == 0

    write(WRITES[name], registrar, shop.client_id)
    assert database.count(AuditEvent) == 1


@pytest.mark.parametrize("name", [name for name in WRITES if name != "create"])
def test_a_client_that_is_unknown_is_not_written(registrar, name):
    with pytest.raises(ClientNotFound):
        write(WRITES[name], registrar, "unknown")


def test_a_new_client_has_an_id_a_secret_and_the_defaults(database, registrar):
    stored = write(create_client, registrar, NEW)
    record = database.one(select(ClientRecord))
    found = find_registered_client(record.client_id)
    assert found.has_secret(stored.secret, current_time())
    assert (found.metadata.name, found.metadata.redirect_uris) == ("New", tuple(NEW["redirect_uris"]))
    event = database.one(select(AuditEvent))
    assert (event.action, event.subject, event.details["name"]) == ("client.created", record.client_id, "New")

    write(create_client, registrar, NEW, "of_its_own")
    assert find_client("of_its_own").name == "New"


@pytest.mark.parametrize("values", [{"portal": "unknown"}, {"redirect_uris": ["nonsense"]}])
def test_metadata_that_may_not_be_stored_is_refused(database, registrar, shop, values):
    with pytest.raises(InvalidMetadataError):
        write(create_client, registrar, NEW | values)
    with pytest.raises(InvalidMetadataError):
        write(edit_client, registrar, shop.client_id, values)
    assert database.rows(select(ClientRecord.client_name)) == ["Shop"]


def test_an_edit_changes_what_it_names_and_says_what_was_changed(database, registrar, shop, forum):
    assert find_client(shop.client_id).name == "Shop"
    edited = write(edit_client, registrar, shop.client_id, {"client_name": "Store", "portal": "shop"})

    assert dict(edited.changes) == {"client_name": ("Shop", "Store")}
    assert edited.secret is None
    assert [find_client(each.client_id).name for each in (shop, forum)] == ["Store", "Forum"]
    event = database.one(select(AuditEvent))
    assert (event.action, event.details["fields"]) == ("client.edited", ["client_name"])


def test_a_client_that_becomes_public_loses_its_secrets_and_gets_one_when_it_comes_back(
    database, registrar, shop, forum
):
    def authenticate_by(method):
        return write(edit_client, registrar, shop.client_id, {"token_endpoint_auth_method": method})

    assert authenticate_by("none").secret is None
    assert database.rows(select(ClientSecret.client_id)) == [forum.client_id]
    with pytest.raises(InvalidMetadataError):
        write(rotate_secret, registrar, shop.client_id, HOUR)

    secret = authenticate_by("client_secret_basic").secret
    assert find_registered_client(shop.client_id).has_secret(secret, current_time())
    assert authenticate_by("client_secret_post").secret is None


def test_a_disabled_client_stays_disabled_since_then_until_it_is_enabled(registrar, database, shop, forum, clock):
    since = current_time()
    for _ in range(2):
        write(disable_client, registrar, shop.client_id)
        clock.shift(HOUR)
    disabled_at = select(ClientRecord.disabled_at).where(ClientRecord.client_id == shop.client_id)
    assert database.one(disabled_at) == since
    assert [find_client(each.client_id).enabled for each in (shop, forum)] == [False, True]

    write(enable_client, registrar, shop.client_id)
    assert find_client(shop.client_id).enabled


def test_a_deleted_client_goes_alone(database, registrar, shop, forum):
    write(delete_client, registrar, shop.client_id)
    assert database.rows(select(ClientRecord.client_id)) == [forum.client_id]
    event = database.one(select(AuditEvent))
    assert (event.action, event.client_id, event.details["name"]) == ("client.deleted", shop.client_id, "Shop")


def ends(database, client):
    """When each secret of a client ends, by its digest."""
    rows = database.rows(select(ClientSecret).where(ClientSecret.client_id == client.client_id))
    return {row.secret_hash: row.expires_at for row in rows}


def test_the_secret_before_ends_after_the_overlap_and_the_one_before_that_at_once(
    database, registrar, shop, forum, clock
):
    clock.shift(timedelta(minutes=1))
    second = write(rotate_secret, registrar, shop.client_id, HOUR)
    assert ends(database, shop) == {digest(shop.secret): current_time() + HOUR, digest(second): None}
    clock.shift(timedelta(minutes=1))

    third = write(rotate_secret, registrar, shop.client_id, 2 * HOUR)
    assert ends(database, shop) == {digest(second): current_time() + 2 * HOUR, digest(third): None}
    assert ends(database, forum) == {digest(forum.secret): None}


def test_a_secret_that_ends_earlier_than_the_overlap_is_not_prolonged(database, registrar, shop):
    row = database.one(select(ClientSecret))
    database.change(row, expires_at=current_time() + timedelta(minutes=5))

    second = write(rotate_secret, registrar, shop.client_id, HOUR)
    assert ends(database, shop) == {digest(shop.secret): row.expires_at, digest(second): None}


def test_without_an_overlap_the_secret_before_ends_at_once(database, registrar, shop):
    second = write(rotate_secret, registrar, shop.client_id, timedelta(0))
    assert ends(database, shop) == {digest(second): None}
    assert database.one(select(AuditEvent)).details["overlap_seconds"] == 0
