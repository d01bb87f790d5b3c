"""Codes sent by mail: a weak second factor, where a portal allows it.

Owns sending a code for one sign-in in one browser, and its check. It needs no set-up: an account with a confirmed
address can be asked, as long as nothing stronger was set up.
"""
