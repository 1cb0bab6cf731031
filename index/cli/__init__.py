"""The command line `python -m index`: what people and scripts do with the briefings from a shell."""
