"""What a given or family name may hold, and its one form: wherever it comes from."""

import unicodedata

LONGEST_NAME = 100
# Control characters and lone surrogates, which neither databases nor mails can carry.
_REFUSED = frozenset({"Cc", "Cs"})
# Letters without a width that turn or hide text; ZWNJ and ZWJ are a part of some scripts.
_INVISIBLE = frozenset({"Cf", "Co", "Cn"})
_JOINERS = "\u200c\u200d"


def canonical_name(text: str) -> str | None:
    """The name with single spaces (of whatever kind they were) and without invisible characters, composed (NFC); None
    for what can't be printed or is longer than a name may be."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    name = "".join(each for each in name if unicodedata.category(each) not in _INVISIBLE or each in _JOINERS)
    is_printable = not any(unicodedata.category(each) in _REFUSED for each in name)
    return name if is_printable and len(name) <= LONGEST_NAME else None
