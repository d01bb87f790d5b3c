"""A form that waits for a confirmation: used up once, and for the account that sent it alone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.interactions import Interaction, start_interaction
from idp.interactions.held_forms import HeldForm, find_held_form, hold_form, redeem_held_form

FORM = HeldForm("acc_1", "/account/email", (("email", "new@example.test"),))


@pytest.fixture
def waiting(app, database):
    """The interaction that the form waits with, as a request reads it before it uses the form up."""
    with app.test_request_context(), database.transaction() as session:
        interaction = start_interaction(
            session, browser_hash="browser", portal="shop", lifetime=timedelta(hours=1), return_to="/account"
        )
        hold_form(interaction, FORM, app.secret_box)
    return database.one(select(Interaction))


def redeem(database, interaction, account_id=FORM.account_id):
    with database.transaction() as session:
        return redeem_held_form(session, interaction, FORM, account_id)


def test_it_is_found_as_it_was_sent(app, waiting):
    assert find_held_form(waiting, app.secret_box) == FORM


def test_of_two_requests_that_have_read_it_one_uses_it_up(database, waiting):
    assert redeem(database, waiting)
    assert not redeem(database, waiting)


def test_another_account_leaves_it_where_it_is(database, waiting):
    assert not redeem(database, waiting, "acc_2")
    assert redeem(database, waiting)


def test_a_form_that_was_sent_later_is_not_used_up_in_its_place(app, database, waiting):
    with database.transaction() as session:
        hold_form(session.get_one(Interaction, waiting.id), FORM, app.secret_box)

    assert not redeem(database, waiting)


def test_it_leaves_those_of_other_interactions_alone(app, database, waiting):
    database.save(Interaction(**{**columns(waiting), "id": "int_other"}))

    redeem(database, waiting)
    assert database.one(select(Interaction.wrapped_form).where(Interaction.id == "int_other")) is not None


def columns(row):
    return {column.key: getattr(row, column.key) for column in Interaction.__table__.columns}
