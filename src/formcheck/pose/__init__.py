"""From pictures to the track of one person."""
