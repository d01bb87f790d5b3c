"""The OAuth 2.0 and OpenID Connect provider: endpoints, grants, tokens, keys.

Owns everything a relying party talks to. It stands Authlib's engine behind names of our own (``engine``), keeps grants
in ``GRANTS`` and endpoints in ``ENDPOINTS``, and derives discovery from both. The rules themselves are pure functions
in ``protocol``; the pages a person sees belong to ``signin``, ``registration`` and ``consent``.
"""
