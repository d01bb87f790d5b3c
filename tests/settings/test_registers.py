"""Registers in the settings: what a portal names must be there, and requests to another system must be signed."""

from pathlib import Path

import pytest

from idp.settings import Settings, SettingsError, load_settings


def load(tmp_path: Path, text: str, **environment: str) -> Settings:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file, environment)


@pytest.mark.parametrize(
    ("text", "register"),
    [
        ("", "customers"),
        ("[registers.gas]\n[registers.power]\n", "gas"),
        ('[registers.gas]\n[registers.power]\n[portals.shop]\nname = "Laden"\ncustomer_register = "power"\n', "power"),
    ],
)
def test_a_portal_has_the_register_that_it_names_or_the_first(tmp_path: Path, text: str, register: str) -> None:
    settings = load(tmp_path, text)

    assert settings.register_of(settings.default_portal) == register


@pytest.mark.parametrize("registers", ["", "[registers.gas]\n"])
def test_a_register_that_is_not_there_is_named(tmp_path: Path, registers: str) -> None:
    with pytest.raises(SettingsError, match="there is no register power"):
        load(tmp_path, f'{registers}[portals.shop]\nname = "Laden"\ncustomer_register = "power"\n')


@pytest.mark.parametrize("value", ['"once"', '"per_customer"', "3"])
def test_how_often_a_serial_number_is_used(tmp_path: Path, value: str) -> None:
    settings = load(tmp_path, f"[registers.gas]\nserial_use = {value}\n")

    assert str(settings.registers["gas"].serial_use) == value.strip('"')


@pytest.mark.parametrize("value", ['"often"', "0"])
def test_what_is_no_number_of_times_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingsError, match="serial_use"):
        load(tmp_path, f"[registers.gas]\nserial_use = {value}\n")


LOOKUP = '[registers.gas.lookup]\nurl = "https://crm.example.test/customers"\n'


@pytest.mark.parametrize("secret", ["", 'secret = "too short"\n'])
def test_no_system_is_asked_without_a_secret(tmp_path: Path, secret: str) -> None:
    with pytest.raises(SettingsError, match="secret of 24 characters"):
        load(tmp_path, LOOKUP + secret)


def test_the_secret_may_come_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("for tests only, not a secret\n", encoding="utf-8")

    settings = load(tmp_path, LOOKUP, IDP_REGISTERS__GAS__LOOKUP__SECRET_FILE=str(secret))

    found = settings.registers["gas"].lookup.secret
    assert found is not None
    assert found.get_secret_value() == "for tests only, not a secret"
    assert "for tests only" not in repr(settings)
