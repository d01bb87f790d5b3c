"""For which organization a request is answered, as a table."""

import pytest

from idp.protocol.organizations import (
    ActiveOrganization,
    Candidate,
    HeldRights,
    OrganizationDecision,
    decide_organization,
    find_lacking_right,
)

ASKED = Candidate(organization_id="org_asked", is_asked=True)
CHOSEN = Candidate(organization_id="org_chosen", is_chosen=True)
LAST = Candidate(organization_id="org_last", is_last=True)
PLAIN = Candidate(organization_id="org_plain")
HELD = HeldRights(is_administrator=False, billing=False, roles=["buyer"], products=["wiki"])


@pytest.mark.parametrize(
    ("asked", "candidates", "decision", "organization_id"),
    [
        (None, [], OrganizationDecision.NONE, None),
        (None, [PLAIN], OrganizationDecision.ACT, "org_plain"),
        (None, [PLAIN, PLAIN], OrganizationDecision.CHOOSE, None),
        (None, [CHOSEN, PLAIN], OrganizationDecision.ACT, "org_chosen"),
        (None, [LAST, PLAIN], OrganizationDecision.ACT, "org_last"),
        ("org_asked", [ASKED, CHOSEN], OrganizationDecision.ACT, "org_asked"),
        ("org_asked", [], OrganizationDecision.REFUSE, None),
        ("org_asked", [PLAIN], OrganizationDecision.REFUSE, None),
        ("org_asked", [CHOSEN, LAST], OrganizationDecision.REFUSE, None),
        ("", [CHOSEN], OrganizationDecision.REFUSE, None),
    ],
)
def test_the_organization_of_a_request(
    asked: str | None, candidates: list[Candidate], decision: OrganizationDecision, organization_id: str | None
) -> None:
    """Threat 96: nothing takes the place of an organization that was asked for."""
    found = decide_organization(asked, candidates)
    assert (found.decision, found.organization_id) == (decision, organization_id)


@pytest.mark.parametrize(
    ("membership", "is_news"), [(ASKED, True), (LAST, True), (CHOSEN, False), (PLAIN, False)], ids=str
)
def test_what_was_not_chosen_yet_is_written_down(membership: Candidate, is_news: bool) -> None:
    act = ActiveOrganization(decision=OrganizationDecision.ACT, membership=membership)
    lack = ActiveOrganization(decision=OrganizationDecision.LACK, membership=membership)
    assert (act.is_news, lack.is_news, lack.organization_id) == (is_news, False, None)


@pytest.mark.parametrize(
    ("required", "held", "lacking"),
    [
        ([], None, None),
        (["member"], None, "member"),
        (["member"], HELD, None),
        (["role:buyer", "product:wiki"], HELD, None),
        (["role:wiki"], HELD, "role:wiki"),
        (["product:buyer"], HELD, "product:buyer"),
        (["member", "administrator"], HELD, "administrator"),
        (["billing"], HELD, "billing"),
        (["billing"], HeldRights(is_administrator=False, billing=True, roles=[], products=[]), None),
        (["billing"], HeldRights(is_administrator=True, billing=False, roles=[], products=[]), None),
        (["administrator"], HeldRights(is_administrator=True, billing=False, roles=[], products=[]), None),
    ],
)
def test_what_a_client_requires_of_its_people(
    required: list[str], held: HeldRights | None, lacking: str | None
) -> None:
    assert find_lacking_right(required, held) == lacking
