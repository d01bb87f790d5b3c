"""Agreements: which version of a portal's texts an account agreed to, when, where and how.

Owns their rows, the parts of a journey that ask, confirming a consent to marketing by mail, and the person's page that
lists them and withdraws what is optional. Which texts there are is said by the settings of ``portals``; that a text is
missing is decided with the admission. What a person allows an application belongs to ``consent``.
"""

from idp.agreements.agreed import AgreedText
from idp.agreements.missing import decide_missing
from idp.agreements.recording import record_agreements

__all__ = ["AgreedText", "decide_missing", "record_agreements"]
