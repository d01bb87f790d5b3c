"""Another system's export: a format, added by one call."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.administration.files.source import Source
from idp.administration.imports.formats import FORMATS, Format, add_format
from tests.provisioning.databases import Database
from tests.provisioning.shell import Shell


def read(fields: Mapping[str, object], _source: Source) -> Mapping[str, object] | None:
    return {"email": fields["post"], "given_name": fields["rufname"]} if fields["art"] == "mensch" else None


@pytest.fixture(autouse=True)
def _guild() -> Iterator[None]:
    add_format(Format("guild", "the guild's card index", lambda names, _fields: "rufname" in names, read))
    yield
    del FORMATS["guild"]


def test_its_accounts_are_imported_and_the_rest_is_passed_over(
    shell: Shell, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "cards.csv"
    file.write_text("art,rufname,post\nmensch,Ada,ada@example.test\nkatze,Minka,\n")
    assert shell.run("users", "import", str(file)).exit_code == 0
    assert database.one(select(Account)).given_name == "Ada"


def test_a_name_is_taken_once() -> None:
    with pytest.raises(ValueError, match="guild"):
        add_format(FORMATS["guild"])
