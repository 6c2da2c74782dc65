"""Public benchmarks, over files that the user brings."""
