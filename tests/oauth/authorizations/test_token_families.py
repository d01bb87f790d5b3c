"""Refresh tokens that were issued before token families became authorizations, after the upgrade."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import close_held_connection
from idp.infrastructure.database.migrations import downgrade, upgrade
from idp.oauth.authorizations.models import AuthorizationRecord
from tests.factories.accounts import create_account
from tests.factories.authorizations import create_authorization, give_refresh_token
from tests.factories.clients import REDIRECT_URI
from tests.factories.relying_parties import RelyingParty, create_relying_party
from tests.provisioning.databases import Database

FAMILIES = "0007"


@pytest.fixture
def upgraded(
    database_kind: str,
    make_old_database: Callable[[str], Engine],
    make_app: Callable[..., object],
    signing_keys: object,
) -> tuple[RelyingParty, str]:
    """A relying party and a refresh token of a database that stood at token families, and was upgraded."""
    engine = make_old_database("0016")
    upgrade(engine)
    url = engine.url.render_as_string(hide_password=False)
    own = Database(database_kind, url)
    own.hold_signing_keys(signing_keys)
    app = make_app(own=True, database={"url": url})
    account = create_account(own)
    rp = create_relying_party(own, app.test_client())
    signed_in: dict[str, datetime] = {"authenticated_at": current_time() - timedelta(hours=1)}
    authorization = create_authorization(
        own,
        rp.registered,
        id="fam_" + "0" * 32,
        account_id=account.id,
        subject=account.id,
        acr="1",
        scope=("openid", "profile"),
        **signed_in,
    )
    token = str(give_refresh_token(own, authorization))
    with own.transaction() as session:
        session.get_one(AuthorizationRecord, authorization.id).redirect_uri = REDIRECT_URI
    downgrade(engine, FAMILIES)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT id FROM token_families")).scalars().all() == [authorization.id]
    upgrade(engine)
    yield rp, token
    close_held_connection()
    own.close()


def test_a_token_of_a_family_is_replaced_again_and_again(upgraded):
    rp, token = upgraded
    for _ in range(3):
        answer = rp.refresh(token)
        assert answer.status_code == 200, answer.text
        token = answer.get_json()["refresh_token"]
        assert token.startswith("fam_")
        assert rp.userinfo(answer.get_json()["access_token"]).status_code == 200
        assert rp.introspect(token)["active"] is True


def test_its_chain_goes_on_too(upgraded):
    rp, token = upgraded
    successor = rp.refresh(token).get_json()["refresh_token"]

    assert rp.refresh(token).get_json()["refresh_token"] == successor
    assert rp.refresh(successor).status_code == 200
    assert rp.refresh(token).status_code == 400
