"""Codes sent by mail: a weak second factor, where a portal allows it."""
