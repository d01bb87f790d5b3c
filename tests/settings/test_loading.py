"""Reading the settings: TOML below the environment, and errors that say what to do."""

from codecs import BOM_UTF8
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from idp.settings import Settings, SettingsError, load_settings

Load = Callable[..., Settings]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """``load({"server": {"port": 1}}, IDP_SERVER__PORT="2")``: read this file and environment."""

    def load(tree: dict[str, Any] | None = None, **environment: str) -> Settings:
        file = tmp_path / "config.toml"
        file.write_text(tomlkit.dumps(tree or {}), encoding="utf-8")
        return load_settings(file, environment)

    return load


def refusal(load: Load, tree: dict[str, Any] | None = None, **environment: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load(tree, **environment)
    return str(caught.value)


def test_every_key_has_a_default(load: Load) -> None:
    settings = load()
    assert settings.issuer == "http://localhost:8000"
    assert settings.default_portal == "default"
    assert settings.is_loopback
    assert not settings.is_https


def test_the_environment_goes_above_the_file(load: Load) -> None:
    settings = load({"server": {"port": 9001, "workers": 3}}, IDP_SERVER__PORT="9002")
    assert (settings.server.port, settings.server.workers) == (9002, 3)


def test_a_value_can_be_kept_in_a_file_of_its_own(load: Load, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hush\n", encoding="utf-8")
    settings = load(IDP_MAIL__PASSWORD_FILE=str(tmp_path / "secret"))
    assert settings.mail.password is not None
    assert settings.mail.password.get_secret_value() == "hush"


def test_a_byte_order_mark_and_line_ends_of_windows_do_not_matter(tmp_path: Path) -> None:
    """Trial row S13."""
    config, secret = tmp_path / "config.toml", tmp_path / "secret"
    config.write_bytes(BOM_UTF8 + b"[server]\r\nport = 9001\r\n")
    secret.write_bytes(BOM_UTF8 + b"hush\r\n")

    settings = load_settings(config, {"IDP_MAIL__PASSWORD_FILE": str(secret)})

    assert settings.server.port == 9001
    assert settings.mail.password is not None
    assert settings.mail.password.get_secret_value() == "hush"


def test_a_missing_value_file_is_named(load: Load) -> None:
    assert "IDP_MAIL__PASSWORD_FILE names /nowhere/secret" in refusal(load, IDP_MAIL__PASSWORD_FILE="/nowhere/secret")


def test_a_secret_is_never_printed(load: Load) -> None:
    settings = load({"mail": {"password": "hush-hush"}, "keys": {"master_key": "top-secret"}})
    assert "hush-hush" not in repr(settings)
    assert "top-secret" not in repr(settings)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("10.0.0.1", ("10.0.0.1",)), ("10.0.0.1, 10.0.0.0/8", ("10.0.0.1", "10.0.0.0/8")), ("", ())],
)
def test_a_list_in_the_environment_is_written_with_commas(load: Load, value: str, expected: tuple[str, ...]) -> None:
    assert load(IDP_SERVER__TRUSTED_PROXIES=value).server.trusted_proxies == expected


def test_a_portal_can_be_set_in_the_environment(load: Load) -> None:
    portals = load(IDP_PORTALS__SHOP__NAME="Shop", IDP_PORTALS__SHOP__PASSWORD__REQUIRE_DIGIT="true").portals
    assert portals["shop"].name == "Shop"
    assert portals["shop"].password.require_digit is True


def test_what_other_programs_read_is_left_alone(load: Load) -> None:
    load(IDP_CONFIG="elsewhere.toml", IDP_TEST_POSTGRES_URL="postgresql://localhost")


def test_relative_paths_start_at_the_file(load: Load, tmp_path: Path) -> None:
    words = {"title": "Terms", "label": "I agree.", "file": "terms.txt"}
    terms = {"kind": "terms", "version": "1", "de": words, "en": words}
    settings = load(
        {
            "keys": {"directory": "secrets"},
            "database": {"url": "sqlite:///data/idp.sqlite3"},
            "portals": {"shop": {"name": "Shop", "brand": {"logo": "shop.svg"}, "texts": {"terms": terms}}},
        }
    )
    assert settings.keys.directory == tmp_path / "secrets"
    assert settings.database.url == f"sqlite:///{tmp_path}/data/idp.sqlite3"
    assert settings.portals["shop"].brand.logo == tmp_path / "shop.svg"
    assert settings.portals["shop"].texts["terms"].de.file == tmp_path / "terms.txt"


def test_defaults_start_at_the_file_too(load: Load, tmp_path: Path) -> None:
    settings = load()
    assert settings.keys.directory == tmp_path / "keys"
    assert settings.database.url == f"sqlite:///{tmp_path}/einlass.sqlite3"


@pytest.mark.parametrize("url", ["sqlite:////var/lib/idp.sqlite3", "sqlite:///:memory:", "postgresql+psycopg://db/idp"])
def test_other_database_addresses_stay_as_they_are(load: Load, url: str) -> None:
    assert load({"database": {"url": url}}).database.url == url


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        ({"serve": {}}, "serve: there is no such setting. Did you mean server?"),
        ({"server": {"isuer": "x"}}, "server.isuer: there is no such setting. Did you mean issuer?"),
        ({"server": {"colour": "x"}}, "server.colour: there is no such setting. Known here: "),
        ({"portals": {"shop": {"nam": "x"}}}, "portals.shop.nam: there is no such setting. Did you mean name?"),
        ({"portals": {"shop": {"name": "x", "brand": {"acent": "x"}}}}, "Did you mean accent?"),
        ({"tokens": {"code_seconds": 61}}, "tokens.code_seconds: "),
        ({"portals": {}}, "portals: at least one is needed"),
        ({"client_registration": {"access": "open"}}, "client_registration.portal: name one of the portals (default)"),
        ({"client_registration": {"access": "token", "portal": "x"}}, "client_registration.portal: name one of"),
        ({"client_registration": {"access": "yes"}}, "client_registration.access"),
    ],
)
def test_an_error_names_the_key_and_the_nearest_known_one(load: Load, tree: dict[str, Any], words: str) -> None:
    assert words in refusal(load, tree)


def test_an_unknown_key_in_the_environment_is_an_error_too(load: Load) -> None:
    assert "server.prot: there is no such setting. Did you mean port?" in refusal(load, IDP_SERVER__PROT="1")


def test_all_errors_are_told_at_once(load: Load) -> None:
    said = refusal(load, {"server": {"port": 0}, "tokens": {"code_seconds": 0}})
    assert "server.port" in said
    assert "tokens.code_seconds" in said


@pytest.mark.parametrize(
    ("issuer", "words"),
    [
        ("http://login.example.com", "must be https"),
        ("https://login.example.com/", "must end after host and port"),
        ("https://login.example.com/idp", "must end after host and port"),
        ("https://login.example.com?x=1", "must end after host and port"),
        ("login.example.com", "must be an address"),
        ("ftp://login.example.com", "must be an address"),
    ],
)
def test_an_issuer_that_relying_parties_would_refuse(load: Load, issuer: str, words: str) -> None:
    assert words in refusal(load, {"server": {"issuer": issuer}, "mail": {"transport": "smtp"}})


def test_the_mailbox_page_is_for_this_machine(load: Load) -> None:
    assert "mailbox" in refusal(load, {"server": {"issuer": "https://login.example.com"}})


def test_rs256_is_always_offered(load: Load) -> None:
    assert "RS256" in refusal(load, {"keys": {"signing_algorithms": ["ES256"]}})


def test_a_section_and_a_value_at_once_is_refused(load: Load) -> None:
    assert "at once" in refusal(load, IDP_SERVER="x", IDP_SERVER__PORT="1")


def test_broken_toml_is_named(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("[server\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="not valid TOML"):
        load_settings(file, {})


def test_a_missing_file_says_who_writes_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="`idp init` writes one"):
        load_settings(tmp_path / "none.toml", {})


def test_idp_config_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "other.toml"
    file.write_text("[server]\nport = 9123\n", encoding="utf-8")
    assert load_settings(None, {"IDP_CONFIG": str(file)}).server.port == 9123


def test_settings_are_read_only(load: Load) -> None:
    with pytest.raises(ValueError, match="frozen"):
        load().server.port = 1
