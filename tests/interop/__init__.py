"""Relying parties that nobody here wrote, run as they are against a running provider, on both kinds of database.

Owns starting them and the person who walks through the pages, with and without a browser. Every client is made by the
command that the relying party's page in docs/relying-parties shows, and every test asserts on the
relying party's own session. What they are in full, and which versions, stands in ``package.json``, ``pyproject.toml``,
the ``requirements.txt`` beside a configuration, and Debian's package list.
"""
