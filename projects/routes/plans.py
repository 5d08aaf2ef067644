"""The year's list (目标任务表): who is on it, its versions, the way into the next year."""

from django.urls import URLPattern, path

from projects.views import plans

urlpatterns: list[URLPattern] = [
    path("plans/", plans.plans_current, name="plans-current"),
    path("plans/<int:year>/", plans.plan_list, name="plan-list"),
    path("plans/<int:year>/add/", plans.plan_add, name="plan-add"),
    path("plans/<int:year>/remove/", plans.plan_remove, name="plan-remove"),
    path("plans/<int:year>/approve/", plans.plan_approve, name="plan-approve"),
    path("plans/<int:year>/roll-over/", plans.plan_roll_over, name="plan-roll-over"),
    path("plans/<int:year>/undo/<uuid:key>/", plans.plan_undo, name="plan-undo"),
]
