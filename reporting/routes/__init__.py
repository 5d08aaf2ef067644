"""The URLs of this app, by what they are about."""
