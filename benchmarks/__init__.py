"""`make bench`: how long the heavy acts take, beside a limit or another way in the same run.

Nothing is asserted: ratios matter, seconds belong to the machine. Never part of the tests.
"""
