"""A second factor that is typed once the first one holds no more opens nothing, and leads back to the beginning."""

import pytest

from idp.infrastructure.clock import current_time
from tests.factories.factors import create_app_of, open_code_page, type_code
from tests.factories.sessions import session_token

pytestmark = pytest.mark.threat(35)


@pytest.mark.parametrize("is_overtaken", [False, True])
def test_a_code_after_the_password_was_replaced_leads_to_the_sign_in(
    app, client, database, person, clock, is_overtaken
):
    phone = create_app_of(database, app.secret_box, person)
    page = open_code_page(client, person.email)
    clock.shift(60)
    if is_overtaken:
        database.change(person, password_changed_at=current_time())

    answer = type_code(client, page, phone.code())

    assert answer.status_code == 303
    assert (session_token(client) is None) == is_overtaken
    assert answer.location.startswith("/signin/") == is_overtaken
