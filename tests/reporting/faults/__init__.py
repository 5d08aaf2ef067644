"""A believable county of twelve weeks with planted faults, beside honest ones that look alike."""
