"""The one value that says who does something."""

import pytest

from idp.actors import Forbidden, Permission, system_actor, visitor
from idp.infrastructure.web.application import Application
from idp.sessions.actor import account_actor, current_actor
from idp.sessions.recent import SignInNeeded
from tests.factories.accounts import create_account
from tests.factories.actors import operator, person_actor
from tests.factories.sessions import session_token, sign_in
from tests.provisioning.applications import ISSUER
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient


def test_a_permission_that_is_lacking_is_named() -> None:
    with pytest.raises(Forbidden) as refused:
        operator(Permission.PEOPLE_READ).demand(Permission.KEYS_ROTATE)

    assert refused.value.parameters == {"permission": "keys.rotate"}


def test_a_permission_that_is_held_is_enough() -> None:
    operator(Permission.PEOPLE_READ).demand(Permission.PEOPLE_READ)


def test_people_and_tasks_have_no_permission_of_their_own() -> None:
    assert not person_actor("acc_1").permissions | system_actor("a task").permissions


def test_a_visitor_is_the_browser_of_the_request(app: Application) -> None:
    request = {"headers": {"User-Agent": "Mozilla/5.0", "Accept-Language": "en"}}
    with app.test_request_context(base_url=ISSUER, environ_base={"REMOTE_ADDR": "203.0.113.7"}, **request):
        actor = visitor()

    assert (actor.id, actor.session_id, actor.portal, actor.language) == (None, None, "shop", "en")
    assert (actor.request_info.ip, actor.request_info.user_agent) == ("203.0.113.7", "Mozilla/5.0")


def test_the_current_actor_has_to_be_signed_in(app: Application) -> None:
    with app.test_request_context(base_url=ISSUER), pytest.raises(SignInNeeded):
        current_actor()


def test_only_the_accounts_own_session_goes_on(app: Application, client: PageClient, database: Database) -> None:
    person, other = create_account(database), create_account(database)
    own = sign_in(client, database, person)
    cookie = f"__Host-idp-session={session_token(client)}"

    with app.test_request_context(base_url=ISSUER, headers={"Cookie": cookie}):
        assert account_actor(person.id).session_id == own.id
        assert account_actor(other.id).session_id is None
