"""JWTs that clients sign: opening one that is encrypted, taking one apart, the keys that may have signed it, and using
each once.

Owns the client's key set, with the certificates in it. What a JWT must say belongs to its purpose: client assertions to
``client_authentication``, DPoP proofs to ``sender_constraint``, request objects to ``request_objects``.
"""
