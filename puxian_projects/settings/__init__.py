"""Settings: dev (default), prod, test. Values come from the environment, then `.env`."""
