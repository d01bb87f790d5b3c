"""What happened, for those who must answer for it."""
