"""The script of the hosted pages: the files of ``idp/static/scripts/page`` as one module, minified by rjsmin.

Each file acts on ``data-`` attributes and does nothing where a page has none of them. So no page names the scripts that
it needs, and a browser fetches one file for all pages.
"""

from pathlib import Path

import rjsmin


def build_page_script(folder: Path) -> bytes:
    """The files of ``folder`` in the order of their names, each in a scope of its own, as UTF-8."""
    texts = (path.read_text("utf-8") for path in sorted(folder.glob("*.js")))
    return "".join(f"{{{rjsmin.jsmin(text)}}}\n" for text in texts).encode()
