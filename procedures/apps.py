"""Registers the app with Django."""

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "procedures"
    verbose_name = "前期手续"

    def ready(self) -> None:
        from projects.services import merging
        from workplace import verbs
        from workplace.services import calendar

        from .services import clocks
        from .services.merging import bring
        from .steps import Step

        merging.MERGERS.append(bring)
        calendar.CHANGED.append(clocks.rewind)
        verbs.VERBS.update({f"permit-{step.value}": f"手续：{step.label}" for step in Step})
        verbs.VERBS.update(
            {
                "issue-set": "改问题",
                "kind-edit": "改手续目录",
                "kind-limit": "改手续时限",
                "permit-edit": "改手续的时限和承办",
                "permit-begin": "手续：开始组卷",
                "permits-export": "下载手续清单",
                "funding-needs": "改申报条件",
            }
        )
