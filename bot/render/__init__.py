"""What the index gives -> messages; pure functions."""
