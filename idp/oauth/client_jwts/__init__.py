"""JWTs that clients sign: taking one apart, the keys that may have signed it, and using each once.

What a JWT must say belongs to its purpose: client assertions to ``client_authentication``, DPoP proofs to
``sender_constraint``.
"""
