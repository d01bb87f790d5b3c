"""Host names of this machine, where http and the mailbox are accepted."""

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
