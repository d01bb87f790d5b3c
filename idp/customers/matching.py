"""Whether the last name or company name that a person enters is that of a customer, in whatever way each is written.

Umlauts and their two spellings (ä, ae, a), accents, case, hyphens, spaces and full stops make no difference, nor do the
legal forms of companies and the order of given and last name. Names of people and companies are told apart by no one
here: what says nothing about a name is left out of both.
"""

import re
import unicodedata

_LONGEST = 400
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"})
# The second spelling of an umlaut is made into the third, as who writes one of the three may mean each of them.
_SPELLED = re.compile(r"([aou])e+")
_SILENT = re.compile("[.'`\u00b4\u2018\u2019\u02bc]")
_WORD = re.compile(r"[^\W_]+")
_CONNECTING = frozenset({"und", "u", "and", "et"})
_BEFORE = frozenset({"firma", "fa"})
_FORMS = """
gmbh|ggmbh|gemeinnützige gmbh|mbh|gesellschaft mbh|ges mbh|gesmbh|ges m b h|g m b h|gmbh co kg|gmbh co ohg|gmbh co kgaa
gesellschaft mit beschränkter haftung|gemeinnützige gesellschaft mit beschränkter haftung|ug|ug haftungsbeschränkt
unternehmergesellschaft|unternehmergesellschaft haftungsbeschränkt|ug haftungsbeschränkt co kg|ug co kg
ag|aktiengesellschaft|ag co kg|ag co kgaa|se|se co kg|se co kgaa|kgaa|kommanditgesellschaft auf aktien
kg|kommanditgesellschaft|co kg|ohg|co ohg|offene handelsgesellschaft|gbr|egbr|gesellschaft bürgerlichen rechts
ek|e k|ekfm|e kfm|ekfr|e kfr|eingetragener kaufmann|eingetragene kauffrau|ev|e v|eingetragener verein
eg|e g|eingetragene genossenschaft|partg|partgmbb|partg mbb|partnerschaftsgesellschaft|partnerschaftsgesellschaft mbb
aör|anstalt des öffentlichen rechts|kdör|körperschaft des öffentlichen rechts|og|offene gesellschaft|eu|e u|co|cie
ltd|limited|co ltd|plc|llc|llp|inc|incorporated|corp|corporation|sarl|sagl|sa|sas|eurl|srl|spa|sl|bv|b v|nv|n v
sp zoo|sp z o o|sro|s r o|aps|ab|oy
"""


def name_matches(typed: str, name: str, given_name: str = "") -> bool:
    """Whether ``typed`` is the name of a customer: ``name`` alone, with or without its legal form, or together with the
    given name, which may stand in ``name`` as well (``Lovelace, Ada``). What is no name but a legal form matches none.
    """
    entered = _names(typed)
    last, comma, given = name.partition(",")
    known = [name, *([last] if comma and _core(given) else []), *([f"{given_name} {name}"] if given_name else [])]
    return any(_is_same(one, other) for text in known for other in _names(text) for one in entered)


def _names(text: str) -> list[tuple[str, ...]]:
    """The words of a name, with its legal form and without; none where nothing else stands there."""
    core = _core(text)
    return [core, words] if core and (words := _words(text)) != core else [core] if core else []


def _is_same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether both are the same letters from some word of one on, which is how given and last name change places."""
    return _joined(other) in _turned(one) or _joined(one) in _turned(other)


def _turned(words: tuple[str, ...]) -> set[str]:
    return {_joined(words[place:] + words[:place]) for place in range(len(words))}


def _joined(words: tuple[str, ...]) -> str:
    return _SPELLED.sub(r"\1", "".join(words))


def _core(text: str) -> tuple[str, ...]:
    """The words without the legal form at the end and without what stands before a name."""
    words = _words(text)
    while words and (length := _form_length(words)):
        words = words[:-length]
    return words[1:] if len(words) > 1 and words[0] in _BEFORE else words


def _form_length(words: tuple[str, ...]) -> int:
    return next((length for length in range(min(len(words), _MOST), 0, -1) if words[-length:] in FORMS), 0)


def _words(text: str) -> tuple[str, ...]:
    """The words in the one form in which they are compared."""
    folded = unicodedata.normalize("NFKD", text.casefold()).casefold() if len(text) <= _LONGEST else ""
    plain = "".join(letter for letter in folded if unicodedata.category(letter) != "Mn").translate(_LETTERS)
    words = _WORD.findall(_SPELLED.sub(r"\1", _SILENT.sub("", plain)))
    return tuple(word for word in words if word not in _CONNECTING)


FORMS = frozenset(_words(form) for line in _FORMS.split("\n") for form in line.split("|") if form)
"""Legal forms of Germany, Austria and Switzerland, and the most common ones of their neighbours."""
_MOST = max(map(len, FORMS))
