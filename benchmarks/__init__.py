"""Speed and accuracy, run by hand: ``python -m benchmarks.samples`` and its neighbours."""
