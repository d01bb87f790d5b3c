"""Two tabs with two people in one sign-in take turns, or the factor of one is written beside the other's password."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from idp.infrastructure.clock import now
from idp.interactions import Interaction, get_interaction

pytestmark = [pytest.mark.threat(58), pytest.mark.only_on("postgresql")]


def test_a_row_that_is_to_be_changed_is_held(database):
    interaction = Interaction(browser_hash="here", portal="shop", expires_at=now() + timedelta(hours=1))
    interaction.begin("acc_attacker", ["pwd"], now())
    database.save(interaction)

    def add_factor() -> str | None:
        with Session(database.engine) as session, session.begin():
            return get_interaction(session, interaction.id, "here", lock=True).pending_account_id

    with ThreadPoolExecutor(1) as threads, Session(database.engine) as session:
        get_interaction(session, interaction.id, "here", lock=True).begin("acc_victim", ["pwd"], now())
        session.flush()
        other = threads.submit(add_factor)
        assert not wait([other], timeout=0.5).done
        session.commit()

        assert other.result(timeout=10) == "acc_victim"
