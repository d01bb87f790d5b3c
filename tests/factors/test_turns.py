"""Two tabs with two people in one sign-in take turns, or the factor of one is written beside the other's password."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.factors.web import NothingPending, complete_factor
from idp.infrastructure.clock import current_time
from idp.infrastructure.database.sessions import roll_back
from idp.infrastructure.web.browser_session import browser_hash
from idp.interactions import Interaction, find_interaction, get_interaction
from tests.factories.accounts import create_account

pytestmark = pytest.mark.threat(58)


@pytest.mark.only_on("postgresql")
@pytest.mark.parametrize("find", [get_interaction, find_interaction])
def test_a_row_that_is_to_be_changed_is_held(database, find):
    interaction = Interaction(browser_hash="here", portal="shop", expires_at=current_time() + timedelta(hours=1))
    interaction.begin("acc_attacker", ["pwd"], current_time())
    database.save(interaction)

    def add_factor() -> str | None:
        with Session(database.engine) as session, session.begin():
            return find(session, interaction.id, "here", lock=True).pending_account_id

    with ThreadPoolExecutor(1) as threads, Session(database.engine) as session:
        find(session, interaction.id, "here", lock=True).begin("acc_victim", ["pwd"], current_time())
        session.flush()
        other = threads.submit(add_factor)
        assert not wait([other], timeout=0.5).done
        session.commit()

        assert other.result(timeout=10) == "acc_victim"


def test_a_factor_counts_for_the_person_it_was_checked_for(app, database):
    """While the code of one person was judged, another tab has put somebody else in that person's place."""
    victim = create_account(database)
    with app.test_request_context(base_url=app.settings.issuer):
        row = Interaction(browser_hash=browser_hash(), portal="shop", expires_at=current_time() + timedelta(hours=1))
        row.begin(victim.id, ["pwd"], current_time())
        database.save(row)

        with pytest.raises(NothingPending):
            complete_factor(row.id, ("otp",), "acc_attacker", is_trust_requested=False)
        roll_back()

    assert database.one(select(Interaction.pending_amr)) == ["pwd"]
