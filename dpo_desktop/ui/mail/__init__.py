"""The mail desk: what came in, what it seems to ask for, and where it belongs."""
