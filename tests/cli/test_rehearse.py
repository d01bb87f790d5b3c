"""`idp rehearse`."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.provisioning.shell import Shell

SHOP = {"registration": {"completion": [["password"]], "pages": [["name", "email"]]}}
UNFIT = {"badge": {"pattern": "(?=a)b", "label": {"de": "Ausweis", "en": "Badge"}}}


@pytest.fixture
def shell(make_shell: Callable[..., Shell], tmp_path: Path) -> Shell:
    """A shell of an installation that has neither keys nor a database."""
    return make_shell(
        keys={"master_key": None, "directory": str(tmp_path)},
        database={"url": f"sqlite:///{tmp_path}/own.sqlite3"},
        portals={"shop": SHOP},
    )


def test_a_portal_is_shown_step_by_step_and_nothing_is_touched(shell: Shell, tmp_path: Path) -> None:
    done = shell.run("rehearse", "shop", "--language", "en")

    assert done.exit_code == 0
    steps = [
        "Registration at Beispiel-Shop (shop)",
        "1. Page: Register (/register)",
        "- First name (text, required) = Kim",
        "[Register]",
        "2. Page: Check your e‑mail",
        "3. E-mail: Please confirm your e-mail address",
        "The link is valid for 24 hours.",
        "4. Page: Confirm your address",
        "5. Page: Complete your registration (/register/…/page/2)",
        "- Choose a password (password, required)",
        "6. E-mail: Complete your registration",
        "The link is valid for 14 days.",
        "7. Page: Hello, Kim Muster (/)",
        "The account is complete.",
    ]
    at = [done.stdout.index(step) for step in steps]
    assert at == sorted(at)
    assert [path.name for path in tmp_path.iterdir()] == ["config.toml"]


def test_each_portal_is_walked_where_none_is_named(shell: Shell) -> None:
    answer = shell.answer("rehearse")
    assert answer["ok"]
    assert [walk["portal"] for walk in answer["walks"]] == ["shop", "forum"]
    assert answer["walks"][1]["met"][0]["title"] == "Register"


def test_a_way_that_leads_to_no_account_is_named_with_its_place(make_shell: Callable[..., Shell]) -> None:
    portal = {"registration": {"pages": [["name", "email", "profile", "password"]], "fields": UNFIT}}
    failed = make_shell(portals={"shop": portal, "forum": None}).run("rehearse")
    assert failed.exit_code == 1
    assert "portals.shop.registration.fields.badge.pattern" in failed.stderr
