"""The infrastructure: database, clock, identifiers, secrets, one-time links, rate limits, the web frame.

Owns nothing of the product's own language; a module here would make sense in another product. What a table means
belongs to the package whose ``models.py`` declares it.
"""
