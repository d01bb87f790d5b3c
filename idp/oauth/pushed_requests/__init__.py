"""Pushed authorization requests (RFC 9126): storing one, finding it again for its client, answering it once.

Which rules a request must meet is said in ``protocol.rule_table``.
"""
