"""The accessibility tree of a page (Playwright's ARIA snapshot), without what differs from run to run."""

import os
import re
from pathlib import Path

from playwright.sync_api import Page

SNAPSHOTS = Path(__file__).parent / "snapshots"
UPDATE = "IDP_TEST_UPDATE_SNAPSHOTS"

# What is read aloud comes a moment after the page, and is gone some seconds later.
_SILENCE = "document.querySelectorAll('[data-announcer]').forEach(each => each.remove())"
# What differs, and what stands in its place.
_MASKS = (
    # A link's target holds tokens; which pages lead where is tested elsewhere.
    (re.compile(r"^( *)- (.*):\n\1  - /url:.*\n(?!\1  )", re.MULTILINE), r"\1- \2\n"),
    (re.compile(r"^ *- /url:.*\n", re.MULTILINE), ""),
    # Recovery codes, and the secret of an authenticator app.
    (re.compile(r"\b[a-z0-9]{4}(-[a-z0-9]{4}){3}\b|\b[A-Z2-7]{4}( [A-Z2-7]{4})+\b"), "CODE"),
    # What a device shows.
    (re.compile(r"\b[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}\b"), "CODE"),
    # Ids of accounts, organizations and requests.
    (re.compile(r"\b[a-z]{3}_[a-z0-9]{12,}\b|\b[0-9a-f]{12,}\b"), "ID"),
    (re.compile(r"\b([A-Z][a-z]+, )?\d+\. [A-ZÄ][a-zä]+\.?( \d{4})?(?=\W)|\b([Hh]eute|[Gg]estern)\b"), "DAY"),
    (re.compile(r"(?<!\[level=)\d+"), "0"),
)


def mask_tree(tree: str) -> str:
    """``tree`` without tokens, codes, dates and numbers."""
    for pattern, mask in _MASKS:
        tree = pattern.sub(mask, tree)
    return tree


def check_accessibility_tree(page: Page, name: str) -> None:
    """Roles, names and states, as assistive technology is told them, are those of the snapshot.

    With ``IDP_TEST_UPDATE_SNAPSHOTS=1`` they become the snapshot.
    """
    path = SNAPSHOTS / f"{name}.yaml"
    page.evaluate(_SILENCE)
    tree = mask_tree(page.locator("body").aria_snapshot() + "\n")
    if os.environ.get(UPDATE):
        path.parent.mkdir(exist_ok=True)
        path.write_text(tree, encoding="utf-8")
    assert path.exists(), f"no snapshot {path.name}; {UPDATE}=1 writes it"
    assert tree == path.read_text(encoding="utf-8"), f"{name}: {UPDATE}=1 writes the snapshot anew"
