"""Device authorizations (RFC 8628): the codes of a device, its person's pages, and how its request is answered.

The request itself is an ordinary one, stored with the device and taken through the ordinary steps by the interaction
that begins with the typed code; the grant that redeems the device code is in ``oauth.grants``. Which rules a request
must meet is said in ``protocol.rule_table``, what a device is answered in ``protocol.device_authorizations``.
"""
