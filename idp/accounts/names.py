"""What a name may hold, of a person or of what a person calls their own, and its one form: wherever it comes from."""

import unicodedata

LONGEST_NAME = 100
# Control characters and lone surrogates, which neither databases nor mails can carry.
_REFUSED = frozenset({"Cc", "Cs"})
# Letters without a width that turn or hide text. ZWNJ and ZWJ are a part of some scripts: behind a virama, or between
# Arabic letters (RFC 5892, appendix A).
_INVISIBLE = frozenset({"Cf", "Co", "Cn"})
_JOINERS = "\u200c\u200d"
_VIRAMA = 9


def clean_name(text: str) -> str:
    """The text with single spaces (of whatever kind they were) and without invisible characters, composed (NFC)."""
    composed = " ".join(unicodedata.normalize("NFC", text).split())
    kept = (each for before, each in zip(" " + composed, composed, strict=False) if _is_kept(before, each))
    return " ".join("".join(kept).split())


def _is_kept(before: str, letter: str) -> bool:
    if letter in _JOINERS:
        return unicodedata.combining(before) == _VIRAMA or unicodedata.bidirectional(before) == "AL"
    return unicodedata.category(letter) not in _INVISIBLE


def canonical_name(text: str, longest: int = LONGEST_NAME) -> str | None:
    """The clean name; None for what can't be printed or is longer than a name may be."""
    name = clean_name(text)
    is_printable = not any(unicodedata.category(each) in _REFUSED for each in name)
    return name if is_printable and len(name) <= longest else None
