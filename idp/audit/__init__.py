"""What happened, for those who must answer for it later.

Owns the append-only event row and recording one. Who may read it belongs to the consoles.
"""

from idp.audit.recording import record

__all__ = ["record"]
