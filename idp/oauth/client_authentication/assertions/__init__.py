"""Client authentication by a signed JWT (RFC 7523): reading it, the keys that it may be signed with, using it once."""
