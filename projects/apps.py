"""Registers the app with Django."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "项目台账"

    def ready(self) -> None:
        from workplace import verbs

        verbs.VERBS.update(
            {
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
            }
        )
