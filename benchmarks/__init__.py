"""Speed and memory, each beside a peer in the same run: `make bench`. Ratios are what to read; machines differ."""
