"""What a stranger needs to check a sealed round without us: archive, checker, short codes."""
