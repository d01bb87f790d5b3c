"""Taking the last strong factor away: what goes with it, and what does not count in its place."""

import pytest

from idp.factors.factor import Factor, FactorItem
from idp.factors.overview.removal import remove_item
from idp.factors.recovery_codes.models import RecoveryCode
from idp.factors.registry import add_factor, get_factor
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.factors import create_app_of, create_recovery_codes
from tests.factories.sessions import create_session


class Texts(Factor):
    """A weak factor that every account has set up."""

    key = "texts"
    amr = ("sms",)
    is_strong = False
    label = "Text message"
    verify_endpoint = "texts.verify"

    def __init__(self, *, is_standalone: bool) -> None:
        self.is_standalone = is_standalone
        self.left = True

    def items(self, account_id):
        return [FactorItem("txt_1", "Telephone", current_time())]

    def remove_all(self, session, account_id):
        self.left = False


@pytest.mark.parametrize("is_standalone", [True, False])
def test_a_weak_factor_neither_goes_with_the_last_strong_one_nor_counts_for_it(make_app, database, is_standalone):
    app, texts = make_app(own=True), Texts(is_standalone=is_standalone)
    account = create_account(database)
    phone = create_app_of(database, app.secret_box, account)
    create_recovery_codes(database, account)
    actor = person_actor(account.id, create_session(database, account, "token").id)

    with app.app_context():
        add_factor(app, texts)
        with transaction() as session:
            remove_item(session, account.id, get_factor("totp"), phone.id, actor, is_required=False)

    assert texts.left
    assert database.count(RecoveryCode) == 0
