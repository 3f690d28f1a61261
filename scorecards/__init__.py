"""Did the agency do it? Measures and the work plan turn checks into findings, and findings into points.

Arithmetic on plain values: no database, no network, no clock.
"""
