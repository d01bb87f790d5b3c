"""Requests that the provider sends, against real servers on loopback."""
