"""Which address shows what, a module a subject; procedures/urls.py joins them."""
