"""Threat 28: a client that looks like a person (RFC 9700 4.15, RFC 9068 5)."""

import pytest

from idp.clients.models import ClientRecord
from idp.clients.registrar import Registrar
from idp.clients.registration import create_client
from idp.infrastructure.secrets import MasterKey, SecretBox
from idp.oauth.supported import SUPPORTED
from idp.protocol.client_metadata import InvalidMetadataError
from idp.protocol.subjects import SUBJECT_PREFIXES
from tests.factories.accounts import create_account
from tests.factories.actors import operator
from tests.factories.relying_parties import create_relying_party

pytestmark = pytest.mark.threat(28)

REGISTRAR = Registrar(
    actor=operator(), portals=["shop"], supported=SUPPORTED, secret_box=SecretBox([MasterKey(bytes(32))])
)
METADATA = {"portal": "shop", "client_name": "Shop", "redirect_uris": ["https://shop.example.test/callback"]}


def test_new_identifiers_come_from_disjoint_namespaces(database):
    people = [create_account(database).id for _ in range(20)]
    with database.transaction() as session:
        clients = [create_client(session, REGISTRAR, METADATA).record.client_id for _ in range(20)]

    assert all(name.startswith(SUBJECT_PREFIXES) for name in people)
    assert not any(name.lower().startswith(SUBJECT_PREFIXES) for name in clients)
    assert not any(one.startswith(other) or other.startswith(one) for one in people for other in clients)


@pytest.mark.parametrize("case", [str, str.upper, str.title])
def test_a_client_cannot_be_registered_under_a_persons_name(database, case):
    person = create_account(database)
    for name in (person.id, f"{person.id}x", "acc_", "acc_0", "sub_", f"sub_{'0' * 32}"):
        with database.transaction() as session, pytest.raises(InvalidMetadataError) as refused:
            create_client(session, REGISTRAR, METADATA, client_id=case(name))
        assert "client_id" in {problem.field for problem in refused.value.problems}
    assert database.count(ClientRecord) == 0


@pytest.mark.parametrize(
    "client_id",
    ["", " ", "a b", "a\n", "ac\u0441_1", "\u200bacc_1", "acc%5f1", "../acc_1", "a" * 129, "<b>", "ä", '"', "a:b"],
)
def test_nor_under_one_that_some_reader_takes_for_it(database, client_id):
    with database.transaction() as session, pytest.raises(InvalidMetadataError):
        create_client(session, REGISTRAR, METADATA, client_id=client_id)


def test_tokens_tell_person_and_client_apart(rp, session, person, database, client):
    for party in (rp, create_relying_party(database, client)):
        told = party.introspect(party.obtain_tokens()["access_token"])
        assert told["sub"] == person.id
        assert told["client_id"] == party.client_id
        assert told["sub"] != told["client_id"]
