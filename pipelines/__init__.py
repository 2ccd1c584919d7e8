"""When and how Weekhouse runs: the Dagster code location and the `weekhouse` command.

What does not belong here: what is made (`assets`).
"""
