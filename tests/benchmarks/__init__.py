"""Speed and memory against baselines measured in the same run: `python -m tests.benchmarks`."""
