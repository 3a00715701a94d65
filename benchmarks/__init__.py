"""One script per promise: ours and a peer side by side in one run; `python -m benchmarks`."""
