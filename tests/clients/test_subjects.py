"""Pairwise subjects that several requests want at the same moment."""

from contextlib import nullcontext, suppress

import pytest
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from idp.accounts.models import Account
from idp.clients.subjects.models import PairwiseSubject
from idp.clients.subjects.naming import give_subject
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.protocol.client_metadata import build_client, complete_metadata
from tests.factories.accounts import create_account
from tests.factories.clients import REDIRECT_URI
from tests.provisioning.meanwhile import at_once, meanwhile, moments

CLIENT = build_client("shop", complete_metadata({"subject_type": "pairwise", "redirect_uris": [REDIRECT_URI]}))


@pytest.mark.each_kind
@pytest.mark.parametrize("is_within", [False, True], ids=["by itself", "within a transaction"])
@pytest.mark.parametrize("happening", ["named by another request", "deleted"])
def test_what_is_given_is_what_is_stored(app, database, is_within, happening):
    for moment in moments():
        person = create_account(database)
        row = {"account_id": person.id, "sector": "shop.example.test", "created_at": current_time()}
        named = insert(PairwiseSubject).values(row | {"subject": f"sub_{moment.number}"})
        change = delete(Account).where(Account.id == person.id) if happening == "deleted" else named

        def act(change=change):
            with suppress(IntegrityError):
                at_once(database, change)

        within = transaction if is_within else nullcontext
        with app.app_context(), meanwhile(app, moment, act), within() as session:
            given = give_subject(person.id, CLIENT, session)

        stored = select(PairwiseSubject.subject).where(PairwiseSubject.account_id == person.id)
        assert list(database.rows(stored)) in ([given], [] if happening == "deleted" else [given])
