"""The script of the pages: every file of its folder, each in a scope of its own."""

from pathlib import Path

from idp.infrastructure.web.assets import PAGE_SCRIPT, PAGE_SCRIPT_FOLDER, all_assets
from idp.infrastructure.web.page_script import build_page_script


def test_files_of_the_folder_are_one_script_without_comments(tmp_path: Path) -> None:
    (tmp_path / "b.js").write_text("// what it does\nconst name = 2;\n")
    (tmp_path / "a.js").write_text("const name = 1;\n")
    assert build_page_script(tmp_path) == b"{const name=1;}\n{const name=2;}\n"


def test_text_within_quotes_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(
        "const url = `https://${host}//path`;  // where to\nconst found = /\\/\\/x/.test(url);\n"
    )
    assert build_page_script(tmp_path) == b"{const url=`https://${host}//path`;const found=/\\/\\/x/.test(url);}\n"


def test_its_files_are_no_assets_of_their_own() -> None:
    assert all_assets()[PAGE_SCRIPT].body == build_page_script(PAGE_SCRIPT_FOLDER)
    assert [name for name in all_assets() if name.startswith("scripts/page/")] == []
