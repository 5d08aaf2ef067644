"""Acts in the words of the office, for the auditor's page; an unknown one shows as it is."""

VERBS = {
    "sign-in": "登录",
    "sign-out": "退出",
    "locked-out": "登录锁定",
    "password-change": "改密码",
    "password-reset": "发初始密码",
    "sessions-end": "结束其他登录",
    "own-account": "改我的账号",
    "admin-create": "建立第一个管理员",
    "user-add": "新增账号",
    "user-edit": "修改账号",
    "user-role": "改角色",
    "user-disable": "停用账号",
    "user-restore": "恢复账号",
    "user-unlock": "解锁账号",
    "users-import": "批量新增账号",
    "handover-issue": "发交接码",
    "handover-cancel": "作废交接码",
    "handover-take": "接手账号",
    "unit-add": "新增单位",
    "unit-edit": "修改单位",
    "unit-disable": "停用单位",
    "unit-restore": "恢复单位",
    "calendar-set": "改日历",
    "calendar-delete": "删日历",
    "calendar-fill": "按通知填日历",
    "view-save": "保存视图",
    "view-rename": "改视图名称",
    "view-delete": "删去视图",
    "audit-export": "导出留痕",
    "file-attach": "上传附件",
    "file-remove": "移除附件",
    "file-restore": "恢复附件",
    "file-download": "下载附件",
    "digest-acknowledge": "签收提醒",
    "preference-set": "改提醒方式",
    "robot-add": "新增群机器人",
    "robot-edit": "修改群机器人",
    "robot-test": "测试群机器人",
    "clock-set": "拨演练时间",
    "refused": "未办",
}


def label(verb: str) -> str:
    """A refusal is recorded under its view's name, `app:noun-verb`."""
    return VERBS.get(verb) or VERBS.get(verb.partition(":")[2]) or verb
