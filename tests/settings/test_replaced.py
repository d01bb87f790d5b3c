"""A setting that another one took the place of is told with that one."""

from pathlib import Path

import pytest

from idp.settings import SettingsError, load_settings


def test_terms_are_one_of_the_texts(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[portals.shop]\nname = "Shop"\nterms_url = "https://shop.example.test/terms"\n')

    with pytest.raises(SettingsError, match=r"portals\.shop\.terms_url: there is no such setting\. .*texts\.terms"):
        load_settings(file, {})
