"""formcheck watches a clip of a hinge, bridge or squat, measures it and says what to change."""
