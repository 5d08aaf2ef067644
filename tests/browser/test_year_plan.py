"""The centre's year: approve the list, take one project off it, roll it over, take that back."""

from tests.browser import axe


def said(page):
    return page.locator(".px-toast").inner_text()


def test_a_list_is_approved_left_and_rolled_over_with_undo(demo, page, login):
    login(page, "centre")
    page.goto("/plans/2023/approve/")
    count = page.locator("[name=version]").count()
    page.locator("[name=version]").first.uncheck()
    page.locator("[name=document]").fill("蒲政办发〔2023〕12号")
    page.locator("[name=approved_on]").fill("2023-02-01")
    page.get_by_role("button", name="批准打勾的计划").click()
    assert f"批准 {count - 1} 个项目的计划" in said(page)

    gone = page.get_by_role("link", name="退出").inner_text()
    page.locator("[name=project]").first.check()
    page.get_by_role("button", name="办理退出").click()
    page.locator("[name=listed_to]").fill("2023-02-02")
    page.locator("[name=reason]").fill("用地指标未落实，调出名单")
    page.get_by_role("button", name="退出 1 个项目").click()
    assert "退出 1 个项目" in said(page)
    one_more = int(gone.replace("退出", "")) + 1
    assert page.get_by_role("link", name=f"退出 {one_more}").count() == 1

    page.goto("/plans/2023/roll-over/")
    assert axe.violations(page) == []
    carried = page.locator("[name=drop]").count()
    page.locator("[name=drop]").first.check()
    page.locator("[name^=plan-]").nth(1).fill("1,200")
    page.get_by_role("button", name="个项目（勾").click()
    assert f"结转 {carried - 1} 个项目" in said(page)

    page.get_by_role("button", name="撤销：从2023年结转").click()
    assert "已撤销" in said(page)
    page.goto("/plans/2023/roll-over/")
    assert page.locator("[name=drop]").count() == carried


def test_the_pool_is_narrowed_by_stage_and_by_what_is_missing(demo, page, login):
    login(page, "leader")
    page.goto("/reserve/?year=2023")
    every = page.locator("main tbody th a[href^='/projects/']").count()
    assert every > 0
    page.locator("[name=lacking]").select_option("yes")
    page.get_by_role("button", name="筛选").click()
    page.wait_for_url("**lacking=yes**")  # a count does not wait
    lacking = page.locator("main tbody th a[href^='/projects/']").count()
    page.locator("[name=lacking]").select_option("no")
    page.get_by_role("button", name="筛选").click()
    page.wait_for_url("**lacking=no**")
    assert lacking + page.locator("main tbody th a[href^='/projects/']").count() == every
    assert axe.violations(page) == []
