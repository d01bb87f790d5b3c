"""An answer on the consent page while another tab settles something within the same interaction, or answers too."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from sqlalchemy import select

from idp.consent.models import Consent
from idp.consent.service import grant
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.interactions import Interaction
from idp.protocol.steps import ACCOUNT_CHOSEN, CONSENTED
from tests.factories.accounts import create_account
from tests.factories.clients import create_client
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.pages import forms_of

# Seconds in which an answer that does not wait would be stored.
WAIT = 1.0


def test_an_answer_keeps_what_another_tab_settles_at_the_same_time(app, client, database):
    sign_in(client, database, create_account(database))
    page = client.get(create_relying_party(database, client, consent="explicit").authorize().location)
    number = next(at for at, form in enumerate(forms_of(page)) if ("decision", "allow") in form.buttons)
    session_id, key = forms_of(page)[number].fields["session_id"], page.request.path.rpartition("/")[2]
    tab = threading.Thread(target=client.submit, args=(page, {"decision": "allow"}, number))

    with app.app_context(), transaction() as session:
        row = session.get_one(Interaction, key, with_for_update=True)
        tab.start()
        tab.join(WAIT)
        row.settle(ACCOUNT_CHOSEN, session_id, current_time())
    tab.join()

    settled = database.one(select(Interaction.settled).where(Interaction.id == key))
    assert {entry["step"] for entry in settled} == {ACCOUNT_CHOSEN, CONSENTED}


@pytest.mark.only_on("postgresql")
def test_two_answers_at_the_same_moment_both_count(app, database):
    account_id, client_id = create_account(database).id, create_client(database).client_id

    def allow(scope):
        with app.app_context(), transaction() as session:
            grant(session, account_id, client_id, [scope])

    allow("openid")
    with ThreadPoolExecutor(1) as threads, app.app_context():
        with transaction() as session:
            grant(session, account_id, client_id, ["email"])
            other = threads.submit(allow, "profile")
            assert not wait([other], timeout=WAIT).done
        other.result(timeout=30)

    assert database.one(select(Consent.scopes)) == ["email", "openid", "profile"]
