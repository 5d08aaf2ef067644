"""Registers the app with Django."""

from django.apps import AppConfig

# What the auditor reads for our acts; those of a step or of a problem are named where they belong.
ACT_WORDS = {
    "kind-edit": "改手续目录",
    "kind-limit": "改手续时限",
    "permit-edit": "改手续的时限和承办",
    "permit-begin": "手续：开始组卷",
    "permits-export": "下载手续清单",
    "matrix-export": "下载项目矩阵",
    "permit-officer": "指定领办代办员",
    "permit-service": "领办代办记录",
    "funding-needs": "改申报条件",
    "decompose": "分解手续",
    "decompose-undo": "撤销分解",
    "decompose-export": "下载手续分解",
    "orders-edit": "改分解清单",
    "orders-export": "下载分解清单",
    "template-edit": "改分解模板",
    "template-retire": "停用分解模板",
    "template-restore": "恢复分解模板",
    "meeting-add": "新建联席会议",
    "meeting-edit": "改联席会议",
    "meeting-cancel": "撤销联席会议",
    "meeting-take": "列入议题",
    "meeting-move": "调整议题顺序",
    "meeting-drop": "移出议题",
    "meeting-item": "记录议题",
    "meeting-close": "会议定稿",
    "meeting-reopen": "会议重新打开",
    "meeting-agenda": "下载会议议程",
    "meeting-minutes": "下载会议纪要",
    "decisions-export": "下载议定事项",
    "upward-export": "下载需上级协调清单",
    "letter-add": "生成书面意见",
    "letter-download": "下载书面意见",
    "order-docx": "下载督办单",
    "nudge-chase": "催办",
    "nudge-settings": "改提醒设置",
    "nudges-export": "下载催办清单",
}


class ProceduresConfig(AppConfig):
    name = "procedures"
    verbose_name = "前期手续"

    def ready(self) -> None:
        from projects.services import merging
        from workplace import context, kinds, verbs
        from workplace.services import calendar

        from . import access, files, issue_rules, nudging
        from .services import clocks
        from .services.merging import bring
        from .steps import Step

        files.register()
        merging.MERGERS.append(bring)
        calendar.CHANGED.append(clocks.rewind)
        context.SHOWN_TO["/permits/agent/"] = access.sees_agents
        verbs.VERBS.update({f"permit-{step.value}": f"手续：{step.label}" for step in Step})
        verbs.VERBS.update({**ACT_WORDS, **issue_rules.ACT_WORDS})
        kinds.KINDS[nudging.CHASE] = kinds.Kind("中心催办", at_once=True, must=True)
        for step in nudging.Nudged:
            at_once = step in nudging.AT_ONCE
            kinds.KINDS[step.value] = kinds.Kind(step.label, at_once=at_once)
