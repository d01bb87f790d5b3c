"""RFC 8707: this server issues tokens for itself alone."""

import pytest

from idp.protocol.errors import InvalidTarget
from idp.protocol.resource_indicators import check_resources

ISSUER = "https://id.example"


@pytest.mark.parametrize("named", [[], [ISSUER], [f"{ISSUER}/"], [ISSUER, f"{ISSUER}/"]])
def test_its_own_address_may_be_named(named: list[str]) -> None:
    check_resources(named, ISSUER)


@pytest.mark.parametrize(
    "other",
    ["https://api.example", f"{ISSUER}/api", f"{ISSUER}//", f"/{ISSUER}", f"{ISSUER}XX/XX", "https://ID.example", ""],
)
def test_any_other_resource_is_refused_wherever_it_stands(other: str) -> None:
    for named in ([other], [ISSUER, other]):
        with pytest.raises(InvalidTarget) as refused:
            check_resources(named, ISSUER)
        assert refused.value.detail == other
