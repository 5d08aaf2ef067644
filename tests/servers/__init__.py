"""Real servers for the tests: each found or started by us, and gone when the run ends."""
