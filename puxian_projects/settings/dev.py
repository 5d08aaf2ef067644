"""A bare checkout on a desk: SQLite, filesystem broker, a secret of its own, the demo allowed."""

from django.core.management.utils import get_random_secret_key

from .base import *
from .base import DATA_DIR, env

DEBUG = env.bool("DEBUG", default=True)
REHEARSAL = True
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

DATA_DIR.mkdir(parents=True, exist_ok=True)
_secret = DATA_DIR / "secret_key"
if not _secret.exists():
    _secret.touch(mode=0o600)
    _secret.write_text(get_random_secret_key() + get_random_secret_key())
SECRET_KEY = env.str("SECRET_KEY", default="") or _secret.read_text().strip()
