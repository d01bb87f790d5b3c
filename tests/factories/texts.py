"""Settings of texts that portals ask people to agree to."""

from typing import Any


def text(kind: str = "terms", version: str = "1", url: str = "https://shop.example.test/terms", **values: Any) -> Any:
    """The settings of a text with words in both languages, which name its kind."""
    title, agree, consent = kind.title(), f"Ich stimme zu: {kind}.", f"I agree: {kind}."
    words = {
        "de": {"title": f"{title} (de)", "label": agree, "url": url},
        "en": {"title": title, "label": consent, "url": url},
    }
    return {"kind": kind, "version": version, **words, **values}


def texts(*kinds: str, **versions: str) -> dict[str, Any]:
    """Texts of these kinds in version 1, and of others in the version that is given, each by its kind as the key."""
    named = dict.fromkeys(kinds, "1") | versions
    return {kind: text(kind, version) for kind, version in named.items()}
