"""Settings of the portals: a file for each section within ``[portals.<key>]``."""
