"""Registers the app with Django."""

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "procedures"
    verbose_name = "前期手续"

    def ready(self) -> None:
        from projects.services import merging
        from workplace import kinds, verbs

        from . import nudging
        from .services.merging import bring
        from .steps import Step

        merging.MERGERS.append(bring)
        verbs.VERBS.update({f"permit-{step.value}": f"手续：{step.label}" for step in Step})
        verbs.VERBS.update(
            {
                "issue-set": "改问题",
                "kind-edit": "改手续目录",
                "permits-export": "下载手续清单",
                "funding-needs": "改申报条件",
                "nudge-chase": "催办",
                "nudge-settings": "改提醒设置",
                "nudges-export": "下载催办清单",
            }
        )
        kinds.KINDS[nudging.CHASE] = kinds.Kind("中心催办", at_once=True, must=True)
        for step in nudging.Nudged:
            at_once = step in nudging.AT_ONCE
            kinds.KINDS[step.value] = kinds.Kind(step.label, at_once=at_once)
