"""Benches of the tool: `python -m tests.bench.tool` runs them all."""
