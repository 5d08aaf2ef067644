"""Registers the app with Django."""

from django.apps import AppConfig

# What the auditor reads for our acts; `moves.ACT_WORDS` names those of a project's course.
ACT_WORDS = {
    "project-add": "新增项目",
    "project-edit": "修改项目",
    "plan-set": "改年度计划",
    "progress-add": "记投资进展",
    "ledger-import": "导入台账",
    "ledger-import-undo": "撤销导入台账",
    "project-export": "下载台账",
    "table-import": "导入台账的表",
    "table-import-undo": "撤销导入台账的表",
    "table-export": "下载台账的表",
    "plan-list-add": "增补年度名单",
    "plan-list-remove": "退出年度名单",
    "plan-approve": "批准年度计划",
    "plan-roll-over": "年度结转",
    "plan-list-undo": "撤销名单变动",
    "projects-bulk-edit": "批量修改项目",
    "projects-bulk-undo": "撤销批量修改",
    "term-add": "新增词条",
    "term-edit": "修改词条",
    "term-retire": "停用词条",
    "term-restore": "恢复词条",
    "field-add": "新增自定义字段",
    "field-edit": "修改自定义字段",
    "field-retire": "停用自定义字段",
    "field-restore": "恢复自定义字段",
    "funding-add": "登记资金申报",
    "funding-edit": "修改资金申报",
    "funding-reject": "资金申报记为未获批",
    "funding-reopen": "恢复资金申报",
}


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "项目台账"

    def ready(self) -> None:
        from workplace import verbs

        from . import files, moves

        files.register()
        verbs.VERBS.update({**ACT_WORDS, **moves.ACT_WORDS})
