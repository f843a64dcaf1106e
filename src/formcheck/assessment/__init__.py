"""From repetitions to findings and scores."""
