"""附件 of a permit: both sides share them; a file used twice shows; a PDF's words are offered."""

from io import BytesIO

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from procedures.models import Permit, PermitEvent
from procedures.selectors import evidence
from tests import factories
from tests.papers import APPROVAL, locked, pdf
from tests.table import signed_in
from tests.uploads import handed
from workplace.models import Act, Attachment


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def reporter(cast):
    return signed_in(cast, "reporter")


@pytest.fixture
def handler(cast):
    return signed_in(cast, "handler")


def path(permit, rest=""):
    return f"/permits/{permit.pk}/{rest}"


def send(client, permit, *files, label="批复"):
    return client.post(path(permit, "files/add/"), {"label": label, "file": list(files)})


def names(answer):
    return sorted(row.file.name for row in answer.context["files"].rows)


def words(answer):
    return "".join(answer.content.decode().split())


def scene(tint=0, size=(320, 240)):
    """A photo of something: shades that differ from place to place."""
    image = Image.new("RGB", size)
    image.putdata(
        [
            ((x * 5 + tint) % 256, (y * x // 40 + tint) % 256, (y * 7) % 256)
            for y in range(size[1])
            for x in range(size[0])
        ]
    )
    return image


def saved(image, quality=90):
    out = BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def test_both_sides_add_and_see_the_files_and_each_removes_its_own(cast, reporter, handler):
    assert send(reporter, cast.permit, handed("批复.pdf", pdf("甲"))).status_code == 302
    assert (
        send(handler, cast.permit, handed("受理.pdf", pdf("乙")), label="受理通知").status_code
        == 302
    )
    for client in (reporter, handler, signed_in(cast, "leader")):
        assert names(client.get(path(cast.permit, "files/"))) == ["受理.pdf", "批复.pdf"]
    page = handler.get(path(cast.permit, "files/")).content.decode()
    assert "移除：受理.pdf" in page and "移除：批复.pdf" not in page

    theirs = Attachment.objects.get(name="批复.pdf")
    refused = handler.post(f"/files/{theirs.pk}/remove/")
    assert refused.status_code == 403
    assert "批复.pdf 不是本单位上传的，由上传的一方移除" in refused.content.decode()
    answer = reporter.post(f"/files/{theirs.pk}/remove/")
    assert answer["Location"] == f"{path(cast.permit, 'files/')}?removed={theirs.pk}"
    assert names(reporter.get(answer["Location"])) == ["受理.pdf"]
    reporter.post(f"/files/{theirs.pk}/restore/")
    assert names(reporter.get(path(cast.permit, "files/"))) == ["受理.pdf", "批复.pdf"]


def test_files_of_what_happened_to_the_permit_are_listed_and_guarded_too(cast, reporter):
    event = PermitEvent.objects.create(
        permit=cast.permit, at=factories.at("2022-12-08 09:00"), side="handler", action="step"
    )
    file = factories.AttachmentFactory(target=event, unit=cast.project.unit, name="退件.pdf")
    assert names(reporter.get(path(cast.permit, "files/"))) == ["退件.pdf"]
    assert reporter.get(f"/files/{file.pk}/").status_code == 200
    assert signed_in(cast, "outsider").get(f"/files/{file.pk}/").status_code == 404


def test_the_files_of_an_issue_are_for_those_who_see_the_issue(cast):
    file = factories.AttachmentFactory(target=cast.issue, unit=cast.project.unit)
    seen = {"reporter": 200, "handler": 200, "centre": 200, "office": 200, "outsider": 404}
    for who, status in seen.items():
        assert signed_in(cast, who).get(f"/files/{file.pk}/").status_code == status, who


def test_a_file_used_again_is_told_at_the_upload_and_on_the_page(cast, reporter, handler):
    paper = pdf("一份批复")
    other = factories.ProjectFactory(unit=cast.units["PUCHENG"], name="东关厂房")
    theirs = factories.PermitFactory(
        project=other, kind=cast.permit.kind, handling_unit=cast.units["ZRZY"]
    )
    send(signed_in(cast, "centre"), theirs, handed("a.pdf", paper))
    told = handler.get(send(handler, cast.permit, handed("b.pdf", paper))["Location"])

    name = f"{other.number} 土地"
    assert f"b.pdf 已经用过。同一文件也在：{name}" in told.content.decode()
    [row] = told.context["files"].rows
    assert [(place.words, place.href) for place in row.reuse.same] == [
        (name, path(theirs, "files/"))
    ]
    page = words(reporter.get(path(cast.permit, "files/")))
    assert "同一文件也在：其他单位的项目上" in page
    assert other.number not in page


def test_a_photo_saved_anew_is_known_again_and_another_photo_is_not(cast, reporter):
    other = factories.PermitFactory(project=cast.project, kind=cast.kinds[0])
    send(reporter, other, handed("原图.jpg", saved(scene())))
    smaller = saved(scene().resize((200, 150)), quality=60)
    send(reporter, cast.permit, handed("转存.jpg", smaller))
    send(reporter, cast.permit, handed("别的.jpg", saved(scene(tint=90).rotate(90))))

    page = reporter.get(path(cast.permit, "files/"))
    reuse = {row.file.name: row.reuse for row in page.context["files"].rows}
    assert [place.words for place in reuse["转存.jpg"].alike] == [f"{cast.project.number} 立项"]
    assert reuse["别的.jpg"] is None
    assert "很像的照片在" in page.content.decode()


def test_blank_photos_do_not_look_alike(cast, reporter):
    other = factories.PermitFactory(project=cast.project, kind=cast.kinds[0])
    white, grey = (saved(Image.new("RGB", (90, 60), shade)) for shade in ("white", "#ddd"))
    send(reporter, other, handed("1.jpg", white))
    send(reporter, cast.permit, handed("2.jpg", grey))
    [row] = reporter.get(path(cast.permit, "files/")).context["files"].rows
    assert (row.file.picture_hash, row.reuse) == ("", None)


def test_a_picture_is_shown_small_and_whole_and_a_pdf_in_a_tab_of_its_own(cast, reporter):
    send(reporter, cast.permit, handed("现场.jpg", saved(scene(size=(2400, 1200)))), label="其他")
    send(reporter, cast.permit, handed("批复.pdf", pdf("甲")))
    files = {file.content_kind: file for file in Attachment.objects.exclude(pk=cast.file.pk)}

    for rest, longest in (("thumb", 160), ("view", 1600)):
        answer = reporter.get(f"/files/{files['jpg'].pk}/{rest}/")
        picture = Image.open(BytesIO(b"".join(answer.streaming_content)))
        assert (picture.format, max(picture.size)) == ("JPEG", longest)
        assert not picture.getexif()
    answer = reporter.get(f"/files/{files['pdf'].pk}/view/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert reporter.get(f"/files/{files['pdf'].pk}/thumb/").status_code == 404
    assert Act.objects.filter(verb="file-view").count() == 2


def offer(client, cast, body):
    send(client, cast.permit, handed("批复.pdf", body))
    return client.get(path(cast.permit, "offers/"))


def test_what_a_paper_says_is_offered_and_nothing_is_saved(cast, handler):
    before = Permit.objects.values().get(pk=cast.permit.pk)
    paper = pdf(APPROVAL.format(name=cast.project.name))
    page = offer(handler, cast, paper)

    [read] = page.context["read"]
    assert [one.value for one in read.numbers] == ["蒲发改审批〔2023〕12号", "蒲水字〔2022〕45号"]
    assert [one.value for one in read.days] == ["2022-12-03"]
    assert (read.warning, read.problem) == ("", "")
    text = page.content.decode()
    assert 'data-fill="document_no" data-value="蒲发改审批〔2023〕12号"' in " ".join(text.split())
    assert f"{path(cast.permit, 'steps/finish/')}?on=2022-12-03" in text
    assert Permit.objects.values().get(pk=cast.permit.pk) == before
    leader = signed_in(cast, "leader").get(path(cast.permit, "offers/"))
    assert "data-fill" not in leader.content.decode()


def test_a_paper_of_another_project_warns(cast, handler):
    page = offer(handler, cast, pdf(APPROVAL.format(name="东关厂房建设项目")))
    [read] = page.context["read"]
    assert read.warning == "文件里写的项目是“东关厂房建设项目”，和本项目不一致"
    assert read.warning in page.content.decode()


def test_a_paper_with_another_code_warns(cast, handler):
    cast.project.national_code = "2211-141033-89-01-999999"
    cast.project.save()
    page = offer(handler, cast, pdf(APPROVAL.format(name=cast.project.name)))
    assert "本项目是 2211-141033-89-01-999999，两者不一致" in page.content.decode()


def test_each_side_is_led_to_its_own_form_and_nobody_to_one_that_is_refused(cast):
    offer(signed_in(cast, "reporter"), cast, pdf(APPROVAL.format(name="昕水河")))
    wanted = {"handler": "finish", "reporter": "obtain", "centre": "finish", "leader": ""}
    for who, step in wanted.items():
        page = signed_in(cast, who).get(path(cast.permit, "offers/"))
        assert page.context["form"] == (path(cast.permit, f"steps/{step}/") if step else ""), who
    Permit.objects.filter(pk=cast.permit.pk).update(handler_says="done", owner_says="obtained")
    assert signed_in(cast, "centre").get(path(cast.permit, "offers/")).context["form"] == ""


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (pdf("", ""), evidence.NO_TEXT),
        (pdf("收到。"), evidence.NOTHING),
        (locked(pdf("甲")), "有密码"),
    ],
)
def test_what_cannot_be_offered_is_said(cast, handler, body, problem):
    page = offer(handler, cast, body)
    assert problem in page.context["read"][0].problem
    assert problem in page.content.decode()


def test_a_paper_is_read_once_for_all_who_look(cast, handler, reporter, monkeypatch):
    offer(handler, cast, pdf(APPROVAL.format(name="昕水河")))
    monkeypatch.setattr(evidence, "read_pages", None)
    assert reporter.get(path(cast.permit, "offers/")).context["read"][0].numbers


def test_the_page_takes_as_many_queries_for_thirty_files_as_for_three(cast):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            signed.get(path(cast.permit, "files/"))
        return len(seen)

    other = factories.PermitFactory(project=cast.project, kind=cast.kinds[0])
    signed = signed_in(cast, "centre")
    for number in range(3):
        _file(cast.permit, other, number)
    queries()
    few = queries()
    for number in range(3, 30):
        _file(cast.permit, other, number)
    assert queries() == few


def _file(permit, other, number):
    for target in (permit, other):
        factories.AttachmentFactory(
            target=target, unit=permit.project.unit, digest=f"{number:064}", content_kind="jpg",
            picture_hash=f"{number * 0x1111111111:016x}",
        )  # fmt: skip
