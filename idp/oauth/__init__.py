"""The OAuth 2.0 and OpenID Connect provider: endpoints, grants, tokens, keys.

Owns everything a relying party talks to. It puts Authlib's engine behind names of our own (``engine``), keeps
registries of grants, machine endpoints and methods of client authentication, and derives discovery from them. The rules
themselves are pure functions in ``protocol``; the pages on the way through a request belong to ``signin``,
``registration`` and ``consent``, those of devices and of signing out stand here.
"""
