"""Saved views (常用视图) of a list: the only code that writes them."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.errors import Refused
from accounts.models import User
from workplace import access, acts, clock
from workplace.models import SavedView

MAX_VIEWS = 20
MAX_QUERY = 1000  # as the model's field
TOO_MANY = f"一个列表最多存 {MAX_VIEWS} 个视图。先删去不用的"
NAME_TAKEN = "已有同名视图。换一个名称，或先删去那一个"
TOO_LONG = "筛选条件太多，存不下。去掉几列或几个条件再保存"
NOT_SHARED = "全县共用的视图由县项目推进中心保存"


@transaction.atomic
def save_view(*, page: str, name: str, query: str, is_shared: bool, by: User) -> SavedView:
    """Keep `query` of a list under a name; it is checked anew whenever it is used."""
    if is_shared and not by.can("share_views"):
        raise Refused(NOT_SHARED, 403)
    if len(query) > MAX_QUERY:
        raise ValidationError({"name": ValidationError(TOO_LONG, code="length")})
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # the count below is exact
    if SavedView.objects.filter(owner=by, page=page).count() >= MAX_VIEWS:
        raise ValidationError({"name": ValidationError(TOO_MANY, code="length")})
    view = SavedView(
        owner=by, centre_id=by.unit.centre_id, page=page, query=query, is_shared=is_shared,
        created_at=clock.now(),
    )  # fmt: skip
    _save_named(view, name)
    acts.record(by=by, verb="view-save", target=name, page=page, shared=is_shared)
    return view


@transaction.atomic
def rename_view(*, view_id: int, name: str, by: User) -> SavedView:
    view = SavedView.objects.select_for_update(no_key=True).get(pk=view_id)
    _require_keeper(by, view)
    before = view.name
    _save_named(view, name)
    acts.record(by=by, verb="view-rename", target=name, before=before)
    return view


@transaction.atomic
def delete_view(*, view_id: int, by: User) -> SavedView:
    """A view holds no fact: it goes, and the book of acts keeps what it was."""
    view = SavedView.objects.select_for_update(no_key=True).get(pk=view_id)
    _require_keeper(by, view)
    view.delete()
    acts.record(by=by, verb="view-delete", target=view.name, query=view.query)
    return view


def _require_keeper(by: User, view: SavedView) -> None:
    if not access.keeps_view(by, view):
        raise Refused("这个视图由存它的人或县项目推进中心修改。", 403)


def _save_named(view: SavedView, name: str) -> None:
    view.name = name
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        raise ValidationError({"name": ValidationError(NAME_TAKEN, code="duplicate")}) from None
