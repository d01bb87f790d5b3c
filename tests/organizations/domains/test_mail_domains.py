"""Which domains can belong to an organization."""

import pytest

from idp.accounts.identifiers import canonical_email
from idp.organizations.domains.mail_domains import DomainFault, decide_domain, domain_of

PROVIDER, SUFFIX = DomainFault.PUBLIC_PROVIDER, DomainFault.PUBLIC_SUFFIX


@pytest.mark.threat(72)
@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("it@hafenwerk.de", None),
        ("it@mail.hafenwerk.co.uk", None),
        ("it@hafenwerk.example", None),
        ("it@müller-hafen.de", None),
        ("ada@gmail.com", PROVIDER),
        ("ada@GMX.de", PROVIDER),
        ("ada@web.de", PROVIDER),
        ("ada@t-online.de", PROVIDER),
        ("ada@mailbox.org", PROVIDER),
        ("ada@team.gmail.com", PROVIDER),
        ("ada@a.b.googlemail.com", PROVIDER),
        ("ada@ｇｍａｉｌ.com", PROVIDER),
        ("ada@notgmail.com", None),
        ("ada@co.uk", SUFFIX),
        ("ada@com.br", SUFFIX),
        ("ada@github.io", SUFFIX),
        ("ada@hafenwerk.github.io", None),
    ],
)
def test_no_organization_has_a_domain_in_which_anybody_gets_an_address(address: str, fault: DomainFault | None) -> None:
    """Issue 10, item 2."""
    email = canonical_email(address)
    assert email is not None
    assert decide_domain(domain_of(email)) is fault
