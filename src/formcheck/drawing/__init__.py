"""Drawing on frames and beside them; no angle is computed here."""
