"""A small simulated city with three websites on loopback, and its own truth about itself. Used by demo and tests."""
