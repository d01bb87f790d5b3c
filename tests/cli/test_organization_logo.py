"""`idp orgs logo`."""

from pathlib import Path

import pytest

from idp.organizations.models import Organization
from tests.factories.logos import picture
from tests.factories.organizations import create_organization
from tests.provisioning.databases import Database
from tests.provisioning.shell import Shell


@pytest.fixture
def organization(database: Database) -> Organization:
    return create_organization(database, "Hafenwerk GmbH")


def test_a_logo_is_set_and_removed(shell: Shell, organization: Organization, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(picture())
    command = ("orgs", "logo", organization.id)
    made = shell.answer(*command, str(tmp_path / "logo.png"))
    assert made["changed"]
    assert len(made["logo"]) == 64
    assert not shell.answer(*command, str(tmp_path / "logo.png"))["changed"]
    assert shell.answer(*command, "--remove") == {"id": organization.id, "logo": None, "changed": True}


@pytest.mark.threat(75)
def test_a_file_that_is_no_picture_is_refused(shell: Shell, organization: Organization, tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg/>", encoding="utf-8")
    assert "PNG, JPEG or WebP" in shell.refusal("orgs", "logo", organization.id, str(tmp_path / "logo.svg"))


def test_a_file_or_the_removal_is_named(shell: Shell, organization: Organization) -> None:
    assert "Name a file" in shell.refusal("orgs", "logo", organization.id)
