"""Registers the app with Django."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "项目台账"

    def ready(self) -> None:
        from workplace import verbs

        from . import files

        files.register()
        verbs.VERBS.update(
            {
                "project-add": "新增项目",
                "project-edit": "修改项目",
                "project-stage": "转阶段",
                "project-stop": "登记停工",
                "project-resume": "登记复工",
                "project-withdraw": "退出名单",
                "project-restore": "恢复项目",
                "project-transfer": "移交单位",
                "project-package": "打包项目",
                "project-unpack": "拆包",
                "project-split": "拆分项目",
                "project-rejoin": "收回拆分",
                "project-merge": "合并重复项目",
                "project-absorb": "并入已有项目",
                "co-units-set": "改协同单位",
                "duplicates-dismiss": "认定不是重复",
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
        )
