"""Long campaigns for `make soak`: tools/soak.py runs their shards."""
