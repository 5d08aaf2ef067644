"""Accounts (账号): the list with one account beside it, and what is done to one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import access, selectors
from accounts.book import act_once
from accounts.forms import ListForm, RoleForm, UserForm
from accounts.http import SignedInRequest, needs, page_of
from accounts.models import User
from accounts.services import users as services

PAGE = 50


@needs("see_units")
@require_GET
def users(request: SignedInRequest) -> HttpResponse:
    return _page(request)


@needs("see_units")
@require_GET
def user(request: SignedInRequest, username: str) -> HttpResponse:
    return _page(request, chosen=access.user_for(request.user, username))


@needs("see_units", "edit_users")
@require_http_methods(["GET", "POST"])
def user_add(request: SignedInRequest) -> HttpResponse:
    seen = access.units_for(request.user)
    if request.method == "GET":
        first = {"unit": request.GET.get("unit", "")}
        return _page(request, form=UserForm(units=seen, initial=first))
    form = UserForm(request.POST, units=seen)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    try:
        return _show_password(
            request, lambda: services.add_user(values=form.cleaned_data, by=request.user)
        )
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, form=form, status=422)


@needs("see_units", "edit_users")
@require_POST
def user_edit(request: SignedInRequest, username: str) -> HttpResponse:
    chosen = access.user_for(request.user, username)
    form = UserForm(request.POST, units=access.units_for(request.user), user=chosen)
    if not form.is_valid():
        return _page(request, chosen=chosen, form=form, status=422)

    def save() -> dict[str, Any]:
        services.edit_user(user_id=chosen.pk, values=form.cleaned_data, by=request.user)
        return {}

    act_once(request, save)
    messages.success(request, f"已保存{username}")
    return redirect("accounts:user", username)


@needs("see_units", "edit_users")
@require_http_methods(["GET", "POST"])
def user_reset(request: SignedInRequest, username: str) -> HttpResponse:
    chosen = access.user_for(request.user, username)
    if request.method == "GET":
        note = "原来的密码马上失效，已登录的会退出。新的初始密码只显示一次，72 小时内有效。"
        return _question(request, chosen, f"给{chosen.name}重发初始密码？", note, "重发初始密码")
    return _show_password(
        request, lambda: services.reset_password(user_id=chosen.pk, by=request.user)
    )


@needs("see_units", "edit_users")
@require_http_methods(["GET", "POST"])
def user_disable(request: SignedInRequest, username: str) -> HttpResponse:
    chosen = access.user_for(request.user, username)
    if request.method == "GET":
        note = "停用后不能登录，已登录的会退出；填报过的内容都保留，可以恢复。"
        return _question(request, chosen, f"停用账号 {username}？", note, f"停用 {username}")
    return _do(request, chosen, services.disable_user, "已停用，可以恢复")


@needs("see_units", "edit_users")
@require_POST
def user_restore(request: SignedInRequest, username: str) -> HttpResponse:
    chosen = access.user_for(request.user, username)
    return _do(request, chosen, services.restore_user, "已恢复")


@needs("see_units")
@require_POST
def user_unlock(request: SignedInRequest, username: str) -> HttpResponse:
    chosen = access.user_for(request.user, username)
    access.require_role_keeper(request.user)
    return _do(request, chosen, services.unlock_user, "已解锁")


@needs("see_units")
@require_POST
def user_role(request: SignedInRequest, username: str) -> HttpResponse:
    chosen = access.user_for(request.user, username)
    access.require_role_keeper(request.user)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _page(request, chosen=chosen, status=422)

    def save(*, user_id: int, by: User) -> User:
        return services.set_role(user_id=user_id, role=form.cleaned_data["role"], by=by)

    return _do(request, chosen, save, "的角色已改，须重新登录")


def _do(request: SignedInRequest, chosen: User, service: Any, words: str) -> HttpResponse:
    def act() -> dict[str, Any]:
        service(user_id=chosen.pk, by=request.user)
        return {}

    act_once(request, act)
    messages.success(request, f"{chosen.username} {words}")
    return redirect("accounts:user", chosen.username)


def _show_password(request: SignedInRequest, issue: Any) -> HttpResponse:
    """The page that shows a new initial password; a repeated form gets it without the password."""
    shown: dict[str, str] = {}

    def act() -> dict[str, Any]:
        account, shown["password"] = issue()
        return {"username": account.username}

    answer = act_once(request, act)
    account = access.user_for(request.user, answer["username"])
    context = {"account": account, "password": shown.get("password", "")}
    return render(request, "accounts/initial_password.html", context)


def _question(
    request: SignedInRequest, chosen: User, question: str, note: str, action: str
) -> HttpResponse:
    context = {
        "question": question,
        "facts": [f"{chosen.unit}　{chosen.name}（{chosen.get_role_display()}）"],
        "note": note,
        "action": action,
        "back": f"/accounts/users/{chosen.username}/",
    }
    return render(request, "components/confirm.html", context)


def _page(
    request: SignedInRequest,
    *,
    chosen: User | None = None,
    form: UserForm | None = None,
    status: int = 200,
) -> HttpResponse:
    seen = access.users_for(request.user)
    filters = ListForm(request.GET).values()
    may_edit = request.user.can("edit_users")
    if chosen and may_edit and form is None:
        form = UserForm(units=access.units_for(request.user), user=chosen)
    context = {
        "page": page_of(request, selectors.user_list(seen, **_filters(filters)), PAGE),
        "chips": selectors.user_chips(seen),
        "locked": selectors.locked_usernames(),
        "filters": filters,
        "chosen": chosen,
        "form": form,
        "role_form": RoleForm(initial={"role": chosen.role}) if chosen else None,
        "may_edit": may_edit,
        "handover": selectors.standing_handover(chosen) if chosen else None,
        "keeps_roles": access.keeps_roles(request.user),
    }
    return render(request, "accounts/users.html", context, status=status)


def _filters(filters: dict[str, Any]) -> dict[str, str]:
    return {"q": filters["q"], "only": filters["only"]}
