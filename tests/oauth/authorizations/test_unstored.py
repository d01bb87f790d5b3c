"""Whether the token of a client that acts for itself still holds."""

from dataclasses import replace

import pytest

from idp.oauth.authorizations.unstored import is_unstored, may_act_for
from tests.protocol.factories import CLIENT

SERVICE = replace(CLIENT, grant_types=frozenset({"client_credentials"}))


@pytest.mark.parametrize(
    ("client", "organization_id", "expected"),
    [
        (SERVICE, None, True),
        (replace(SERVICE, enabled=False), None, False),
        (replace(SERVICE, grant_types=frozenset()), None, False),
        (SERVICE, "org_1", False),
        (replace(SERVICE, organization="org_1"), None, False),
    ],
)
@pytest.mark.threat(17)
def test_it_is_decided_by_the_client_of_today(client, organization_id, expected):
    assert may_act_for(client, organization_id) is expected


@pytest.mark.parametrize(("authorization_id", "expected"), [("own_1", True), ("authz_1", False), ("own", False)])
def test_its_authorization_is_told_by_its_name(authorization_id, expected):
    assert is_unstored(authorization_id) is expected
