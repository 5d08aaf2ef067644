"""Roles and what each may do, as a table (design §7). No database here."""

from django.db.models import TextChoices


class Role(TextChoices):
    REPORTER = "reporter", "填报单位"
    CENTRE = "centre", "县项目推进中心"
    OFFICE = "office", "领导小组办公室"
    LEADER = "leader", "县领导"
    ADMIN = "admin", "系统管理员"
    SECURITY = "security", "安全管理员"
    AUDITOR = "auditor", "审计员"


class UnitKind(TextChoices):
    TOWNSHIP = "township", "乡镇"
    BUREAU = "bureau", "县直部门"
    ZONE = "zone", "产业集聚区"
    CENTRE = "centre", "项目推进中心"
    OFFICE = "office", "领导小组办公室"
    CITY = "city", "市级单位"


# Capability -> the roles that have it. A view names the capability, never the roles.
CAPABILITIES: dict[str, frozenset[Role]] = {
    "see_work": frozenset({Role.REPORTER, Role.CENTRE, Role.OFFICE, Role.LEADER}),
    "see_projects": frozenset({Role.REPORTER, Role.CENTRE, Role.OFFICE, Role.LEADER}),
    "write_projects": frozenset({Role.REPORTER, Role.CENTRE}),
    "import_ledger": frozenset({Role.CENTRE}),
    # 移交、退出、恢复、打包、拆分、合并: who keeps the county's list, not who is on it
    "move_projects": frozenset({Role.CENTRE}),
    "edit_plan_list": frozenset({Role.CENTRE}),
    "edit_terms": frozenset({Role.CENTRE}),
    "share_views": frozenset({Role.CENTRE}),
    "edit_funding_needs": frozenset({Role.CENTRE}),
    "edit_own_fields": frozenset({Role.ADMIN}),
    "see_permits": frozenset({Role.REPORTER, Role.CENTRE, Role.OFFICE, Role.LEADER}),
    # what each side says of a permit; which permits, says procedures.access
    "take_steps": frozenset({Role.REPORTER, Role.CENTRE}),
    "decompose": frozenset({Role.CENTRE}),
    "see_decomposition": frozenset({Role.CENTRE, Role.OFFICE, Role.LEADER}),
    "edit_templates": frozenset({Role.CENTRE}),
    "see_issues": frozenset({Role.REPORTER, Role.CENTRE, Role.OFFICE, Role.LEADER}),
    "raise_issues": frozenset({Role.REPORTER, Role.CENTRE, Role.OFFICE}),
    "coordinate": frozenset({Role.CENTRE, Role.OFFICE}),  # 交办、升级、议定、督办
    "see_meetings": frozenset({Role.CENTRE, Role.OFFICE, Role.LEADER}),
    "hold_meetings": frozenset({Role.CENTRE, Role.OFFICE}),
    "write_letters": frozenset({Role.CENTRE}),
    "see_alarms": frozenset({Role.CENTRE, Role.OFFICE, Role.LEADER}),
    "clear_alarms": frozenset({Role.CENTRE}),
    "see_nudges": frozenset({Role.CENTRE, Role.OFFICE}),
    "see_report": frozenset({Role.REPORTER, Role.CENTRE, Role.OFFICE, Role.LEADER}),
    "file_report": frozenset({Role.REPORTER, Role.CENTRE}),
    "see_review": frozenset({Role.CENTRE, Role.OFFICE, Role.LEADER}),
    "review": frozenset({Role.CENTRE}),
    "see_figures": frozenset({Role.REPORTER, Role.CENTRE, Role.OFFICE, Role.LEADER}),
    "edit_calendar": frozenset({Role.CENTRE}),
    "edit_campaigns": frozenset({Role.CENTRE}),
    "edit_targets": frozenset({Role.OFFICE}),
    # 口径、排名开关、考核办法: what the figures mean is the office's to say
    "edit_definitions": frozenset({Role.OFFICE}),
    "forecast": frozenset({Role.CENTRE, Role.OFFICE, Role.LEADER}),
    # drafts of the circulars, and the units' activity summaries
    "see_papers": frozenset({Role.CENTRE, Role.OFFICE, Role.LEADER}),
    "write_papers": frozenset({Role.CENTRE, Role.OFFICE}),
    "read_circulars": frozenset({Role.REPORTER, Role.CENTRE, Role.OFFICE, Role.LEADER}),
    "issue_papers": frozenset({Role.OFFICE}),
    "write_summary": frozenset({Role.REPORTER, Role.CENTRE}),
    "see_appraisal": frozenset({Role.CENTRE, Role.OFFICE, Role.LEADER}),
    "export_profiles": frozenset({Role.CENTRE, Role.OFFICE, Role.LEADER}),
    "edit_profiles": frozenset({Role.CENTRE}),
    "compare_lists": frozenset({Role.CENTRE, Role.OFFICE}),
    # 核对码: whoever may hold a printed table may ask whether it is the sealed one
    "check_seals": frozenset({Role.REPORTER, Role.CENTRE, Role.OFFICE, Role.LEADER, Role.AUDITOR}),
    "export_seals": frozenset({Role.CENTRE, Role.OFFICE, Role.AUDITOR}),
    "see_units": frozenset({Role.ADMIN, Role.SECURITY, Role.AUDITOR}),
    "edit_units": frozenset({Role.ADMIN}),
    "edit_users": frozenset({Role.ADMIN}),
    "grant_roles": frozenset({Role.SECURITY}),
    "edit_catalogue": frozenset({Role.ADMIN}),
    "read_audit": frozenset({Role.AUDITOR}),
    "own_account": frozenset(Role),
}


def role_may(role: str, capability: str) -> bool:
    return role in CAPABILITIES[capability]
