"""The demo county: invented projects whose nine weeks are told by chance with a fixed seed,

and replayed through the same services that a clerk's browser calls.
"""
