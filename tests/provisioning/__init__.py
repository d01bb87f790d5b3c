"""Finding or starting the real parts that tests use: PostgreSQL, Valkey, Chromium, Firefox, Node, Apache, proxies.

``make machine`` puts onto the machine what is not there, once and before the first test; a test installs nothing.
Owns the parts' life within one test run and the refusal of connections to anywhere else. What a test puts into them
belongs to ``tests/conftest.py`` and ``tests/factories``.
"""
