"""What was refused goes into the book of acts, after its transaction was rolled back (S45)."""

from django.http import HttpRequest

from accounts.errors import Refused

from . import acts


def remember(request: HttpRequest, refused: Refused) -> None:
    """Acts and forbidden pages of those signed in; a stranger cannot fill the book."""
    user = request.user
    if not user.is_authenticated or (request.method == "GET" and refused.status != 403):
        return
    match = request.resolver_match
    acts.record(
        by=user,
        verb=match.view_name if match else request.path[:40],
        target=request.path,
        reason=refused.why,
        result="refused",
        status=refused.status,
    )
