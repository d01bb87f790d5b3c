"""Finding or starting the real parts that tests use: PostgreSQL, Valkey, Chromium, Node, Apache.

Owns their life within one test run and the refusal of connections to anywhere else. What a test puts into them
belongs to ``tests/conftest.py`` and ``tests/factories``.
"""
