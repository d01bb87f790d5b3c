"""The five portals' settings load as they stand, and say what the help pages of the portals say."""

from pathlib import Path

import pytest

from idp.app import create_app
from idp.infrastructure.resources import resource
from idp.infrastructure.secrets import MasterKey, SecretBox
from idp.portals import all_portals
from idp.settings import load_settings

FILES = sorted((resource("examples") / "portals").glob("*.toml"))


def test_there_is_one_for_each_portal() -> None:
    assert [path.stem[0] for path in FILES] == ["a", "b", "c", "d", "e"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_serves_a_portal_of_its_own(path: Path, tmp_path: Path) -> None:
    settings = load_settings(path, environment={"IDP_DATABASE__URL": f"sqlite:///{tmp_path}/db.sqlite3"})
    app = create_app(settings, SecretBox([MasterKey(bytes(32))]))
    with app.app_context():
        portal = next(iter(all_portals().values()))
    assert len(settings.portals) == 1
    assert portal.support.email
    assert portal.brand.palette.on_accent


@pytest.mark.parametrize(
    ("letter", "is_open", "hours", "has_strict_passwords"),
    [("a", False, 24, True), ("b", True, 14 * 24, False), ("e", True, 24, True)],
)
def test_an_example_has_the_rules_of_its_portal(
    letter: str, is_open: bool, hours: int, has_strict_passwords: bool
) -> None:
    path = next(path for path in FILES if path.stem.startswith(letter))
    settings = load_settings(path, environment={})
    portal = settings.portals[settings.default_portal]
    strict = (portal.password.require_mixed_case, portal.password.require_digit, portal.password.require_special)
    assert portal.registration.open is is_open
    assert portal.registration.confirmation_hours == hours
    assert all(strict) is has_strict_passwords


def test_the_utility_asks_for_the_customer_number() -> None:
    settings = load_settings(next(path for path in FILES if path.stem.startswith("e")), environment={})
    portal = settings.portals[settings.default_portal]
    assert portal.password_reset.ask_customer_number
    assert portal.password.forbid_runs
