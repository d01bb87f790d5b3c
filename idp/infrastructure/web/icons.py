"""Icons within a page: each is drawn once, and referred to from then on (``templates/components/icon.html``)."""

from flask import Flask, g


def init_icons(app: Flask) -> None:
    """Tell templates whether an icon is still to be drawn."""
    app.jinja_env.globals["is_first_icon"] = is_first_icon


def begin_icons() -> None:
    """Begin a page, on which no icon has been drawn; a request may render another one after an error."""
    g.icons_drawn = set()


def is_first_icon(name: str) -> bool:
    """Whether this page has not drawn the icon yet; asked once for each place."""
    drawn: set[str] = g.setdefault("icons_drawn", set())
    is_first = name not in drawn
    drawn.add(name)
    return is_first
