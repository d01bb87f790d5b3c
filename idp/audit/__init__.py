"""What happened, for those who must answer for it later.

Owns the event row, recording one, and forgetting whom it was about. Who may read it belongs to the consoles.
"""

from idp.audit.forgetting import forget_person
from idp.audit.recording import audit

__all__ = ["audit", "forget_person"]
