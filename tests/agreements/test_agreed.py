"""An agreement is kept with a registration as JSON, and read as what it was."""

import json
from datetime import UTC, datetime

from idp.agreements import AgreedText
from idp.portals.texts import PortalText

NOW = datetime(2026, 3, 4, 5, 6, 7, 8, UTC)
NEWS = PortalText(
    key="news",
    kind="marketing",
    version="7",
    is_required=False,
    needs_confirmation=True,
    asked_at=frozenset(),
    words={},
)


def test_it_names_the_text_as_it_was_asked() -> None:
    agreed = AgreedText.of(NEWS, language="de", network="203.0.113.7", now=NOW)

    assert (agreed.text, agreed.version, agreed.kind, agreed.mark) == ("news", "7", "marketing", "news=7")
    assert (agreed.is_required, agreed.needs_confirmation) == (False, True)
    assert (agreed.language, agreed.network, agreed.agreed_at) == ("de", "203.0.113.7", NOW)


def test_it_comes_back_from_json_unchanged() -> None:
    agreed = AgreedText.of(NEWS, language="de", network="2001:db8::/64", now=NOW)

    assert AgreedText.from_json(json.loads(json.dumps(agreed.to_json()))) == agreed
