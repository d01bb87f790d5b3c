"""A step-up that ends without a proof: it changes nothing about the session, and nobody is led in a circle."""

from functools import partial

import pytest
from sqlalchemy import select

from idp.interactions import Interaction
from idp.protocol.errors import AccessDenied, InteractionRequired
from idp.protocol.steps import STEPPED_UP, RequestStep
from idp.sessions import SsoSession
from idp.signin.steps import add_step
from tests.factories.accounts import create_account
from tests.factories.factors import finish
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sessions import sign_in

PATIENT = {"shop": {"second_factor": {"policy": "all", "grace_days": 14}}}
LATER_FORM = 1
MOST_REDIRECTS = 10

# Asks every session for what no step-up can bring.
UNREACHABLE = RequestStep(
    key="unreachable",
    page="mfa.ask",
    is_due=lambda situation: True,
    silent_error=partial(InteractionRequired, "More is asked for."),
    settles=frozenset({STEPPED_UP}),
    unmet=partial(AccessDenied, "It could not be reached."),
    needs_active=True,
    continues_session=True,
)


@pytest.fixture
def person(database, clock):
    return create_account(database)


def test_the_application_is_told_that_it_was_in_vain(make_app, database, person):
    app = make_app(own=True)
    add_step(app, UNREACHABLE)
    client = app.test_client()
    sign_in(client, database, person)
    answer = create_relying_party(database, client).authorize()

    for _ in range(MOST_REDIRECTS):
        if not answer.location.startswith("/"):
            break
        answer = client.get(answer.location)

    assert answer_of(answer)["error"] == "access_denied"


def test_once_a_factor_was_put_off_nothing_of_the_step_up_is_pending(make_app, database, person):
    client = make_app(portals=PATIENT).test_client()
    session = sign_in(client, database, person)
    choices = client.get("/account", follow_redirects=True)
    assert choices.request.path.endswith("/enrol")

    page = finish(client, client.submit(choices, form=LATER_FORM))

    assert (page.request.path, page.status_code) == ("/account", 200)
    assert database.one(select(Interaction.pending_account_id)) is None
    # The browser's back button.
    assert finish(client, client.get(choices.request.path)).request.path == "/account"
    assert database.one(select(SsoSession.amr)) == list(session.amr)
