"""The centre's work on a round: the board, one unit, compiling, deadlines, reminders."""

from django.urls import URLPattern, path

from reporting.views import compile as compiling
from reporting.views import review, rounds

urlpatterns: list[URLPattern] = [
    path("review/", review.review_current, name="review-current"),
    path("review/ladder/", rounds.ladder, name="ladder"),
    path("review/<date:cutoff>/", review.review, name="review"),
    path("review/<date:cutoff>/due/", rounds.round_move, name="round-move"),
    path("review/<date:cutoff>/chase/", review.chase, name="chase"),
    path("review/<date:cutoff>/compile/", compiling.compile_page, name="compile"),
    path("review/<date:cutoff>/compiled.xlsx", compiling.compiled_workbook, name="compiled"),
    path(
        "review/<date:cutoff>/versions/<int:version>/dispatch/",
        compiling.dispatch,
        name="dispatch",
    ),
    # a unit's code has capitals, the words above do not
    path("review/<date:cutoff>/<str:unit>/", review.review_unit, name="review-unit"),
    path("review/<date:cutoff>/<str:unit>/remarks/", review.remark_add, name="remark-add"),
    path(
        "review/<date:cutoff>/<str:unit>/remarks/<int:pk>/delete/",
        review.remark_delete,
        name="remark-delete",
    ),
    path(
        "review/<date:cutoff>/<str:unit>/<verb:verb>/",
        review.submission_move,
        name="submission-move",
    ),
]
