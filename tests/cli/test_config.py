"""`idp config`."""

from collections.abc import Callable
from pathlib import Path

import pytest

from idp.settings.example import render_example
from tests.provisioning.shell import Shell


def test_check_names_issuer_and_portals(make_shell: Callable[..., Shell]) -> None:
    checked = make_shell().answer("config", "check")
    assert checked == {"ok": True, "issuer": "https://id.example.test", "portals": ["shop", "forum"]}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"server": {"wrokers": 2}}, "Did you mean workers?"),
        ({"server": {"port": 70000}}, "server.port"),
        (
            {"client_registration": {"scopes": ["openid", "admin"]}},
            "client_registration.scopes: there is no scope admin",
        ),
        ({"server": {"issuer": "http://login.example.com"}}, "must be https"),
        ({"portals": {"shop": {"brand": {"accent": "red"}}}}, "portals.shop.brand.accent"),
        ({"portals": {"shop": {"texts": {"terms": {"kind": "terms", "version": 1}}}}}, "portals.shop.texts.terms.de"),
    ],
)
def test_check_says_what_is_wrong(make_shell: Callable[..., Shell], changes: dict[str, object], words: str) -> None:
    assert words in make_shell(**changes).refusal("config", "check")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"portals": {"shop": {"mails": {"new_devise": {"de": {"subject": "Neu"}}}}}}, "Did you mean new_device?"),
        ({"portals": {"shop": {"mails": {"new_device": {"de": {"subject": "{portl}"}}}}}}, "placeholder {portl}"),
        ({"portals": {"shop": {"brand": {"logo": "/no/such/logo.svg"}}}}, "/no/such/logo.svg can't be read"),
        ({"server": {"trusted_proxies": ["proxy"]}}, "server.trusted_proxies: proxy"),
    ],
)
def test_check_says_what_a_start_would_refuse(
    make_shell: Callable[..., Shell], changes: dict[str, object], words: str
) -> None:
    assert words in make_shell(**changes).refusal("config", "check")


def test_check_needs_neither_keys_nor_database(make_shell: Callable[..., Shell], tmp_path: Path) -> None:
    file = tmp_path / "data" / "idp.sqlite3"
    shell = make_shell(keys={"master_key": None, "directory": str(tmp_path)}, database={"url": f"sqlite:///{file}"})
    assert shell.answer("config", "check")["ok"]
    assert not file.exists()


def test_show_holds_every_setting_and_no_secret(make_shell: Callable[..., Shell]) -> None:
    shell = make_shell(
        mail={"password": "hush-hush"}, database={"url": "postgresql+psycopg://idp:top-secret@db.example/idp"}
    )
    for output in (shell.run("config", "show").stdout, shell.run("config", "show", "--json").stdout):
        assert "hush-hush" not in output
        assert "top-secret" not in output
        assert "ZSBtYXN0ZXIga2V5" not in output
    shown = shell.answer("config", "show")
    assert shown["database.url"] == "postgresql+psycopg://idp:********@db.example/idp"
    assert shown["mail.password"] == shown["keys.master_key"] == "********"
    assert shown["tokens.code_seconds"] == 60
    assert shown["portals.shop.name"] == "Beispiel-Shop"


def test_show_lets_the_environment_win(make_shell: Callable[..., Shell], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDP_TOKENS__CODE_SECONDS", "33")
    assert make_shell(tokens={"code_seconds": 44}).answer("config", "show")["tokens.code_seconds"] == 33


def test_example_prints_writes_and_compares(make_shell: Callable[..., Shell], tmp_path: Path) -> None:
    shell, file = make_shell(), tmp_path / "example.toml"
    assert shell.run("config", "example").stdout == render_example()
    assert shell.run("config", "example", "--output", str(file)).exit_code == 0
    assert shell.run("config", "example", "--check", str(file)).exit_code == 0
    file.write_text(file.read_text() + "# more\n")
    assert "make docs" in shell.refusal("config", "example", "--check", str(file))
