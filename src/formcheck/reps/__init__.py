"""From a driving signal to repetitions with exact times."""
