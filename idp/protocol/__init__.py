"""The rules of OAuth 2.0 and OpenID Connect, as pure functions.

Owns: what a request means, whether it is allowed, what has to happen next, and what a token says.
Leaves to others: HTTP, storage, signatures, pages and the clock. Whatever a rule must know arrives as an
argument, and every answer is a value or an `OAuthError`; so each rule can be read, and tested, as a table.
"""
