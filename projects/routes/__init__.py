"""The addresses of the register, one module a subject; `projects/urls.py` joins them."""
