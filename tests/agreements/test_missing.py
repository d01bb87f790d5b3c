"""Which texts are asked: those whose very version was not agreed to."""

import pytest

from idp.agreements import decide_missing
from idp.portals.texts import PortalText


def text(key: str, version: str) -> PortalText:
    return PortalText(
        key=key,
        kind="other",
        version=version,
        is_required=True,
        needs_confirmation=False,
        asked_at=frozenset(),
        words={},
    )


TERMS, PRIVACY = text("terms", "2"), text("privacy", "2026-01")


@pytest.mark.parametrize(
    ("agreed", "missing"),
    [
        (set(), (TERMS, PRIVACY)),
        ({"terms=2"}, (PRIVACY,)),
        ({"terms=1", "privacy=2026-01"}, (TERMS,)),
        ({"terms=3", "privacy=2"}, (TERMS, PRIVACY)),
        ({"privacy=2", "terms=2026-01"}, (TERMS, PRIVACY)),
        ({"terms=2", "privacy=2026-01", "other=7"}, ()),
    ],
)
def test_a_text_is_missing_until_its_present_version_was_agreed_to(
    agreed: set[str], missing: tuple[PortalText, ...]
) -> None:
    assert decide_missing((TERMS, PRIVACY), agreed) == missing


def test_a_portal_without_texts_asks_for_none() -> None:
    assert decide_missing((), {"terms=1"}) == ()
