import uuid

import pytest

from tests import factories
from tests.table import signed_in
from tests.uploads import PDF, handed, photo
from workplace.models import Act, Attachment

NEW_PDF = PDF + b"% second\n%%EOF\n"


@pytest.fixture
def reporter(cast):
    return signed_in(cast, "reporter")


def path(cast, rest=""):
    return f"/projects/{cast.project.number}/files/{rest}"


def send(client, cast, *files, **data):
    return client.post(path(cast, "add/"), {"label": "开工照片", "file": list(files), **data})


def names(answer):
    return [row.file.name for row in answer.context["files"].rows]


def test_several_photos_come_at_once_and_are_listed(cast, reporter):
    answer = send(reporter, cast, handed("1.jpg", photo()), handed("2.pdf", NEW_PDF))
    assert (answer.status_code, answer["Location"]) == (302, path(cast))
    page = reporter.get(path(cast))
    assert sorted(names(page)) == ["1.jpg", "2.pdf", "立项批复.pdf"]
    text = page.content.decode()
    for words in ("开工照片", "1 KB", "张reporter", "移除：1.jpg", "上传附件"):
        assert words in text
    act = Act.objects.get(verb="file-attach")
    assert act.target == cast.project.number
    assert act.details == {"files": ["1.jpg", "2.pdf"], "label": "开工照片"}


def test_the_field_that_takes_several_files_is_one_field_with_a_label(cast, reporter):
    page = reporter.get(f"/projects/{cast.project.number}/files/add/").content.decode()
    assert '<label for="id_file">文件' in page and "<legend>文件" not in page


def test_the_label_of_the_link_is_chosen(cast, reporter):
    page = reporter.get(path(cast, "add/?label=复工照片"))
    assert page.context["form"].initial["label"] == "复工照片"
    assert reporter.get(path(cast, "add/?label=x")).context["form"].initial["label"] == "开工照片"


def test_a_double_click_and_the_same_file_again_are_one_file(cast, reporter):
    op = str(uuid.uuid4())
    for _ in range(2):
        send(reporter, cast, handed("1.jpg", photo()), op=op)
    send(reporter, cast, handed("again.jpg", photo()))
    assert Attachment.objects.filter(content_kind="jpg").count() == 1
    assert Act.objects.filter(verb="file-attach").count() == 1


def test_without_a_file_the_form_says_so(cast, reporter):
    answer = reporter.post(path(cast, "add/"), {"label": "其他"})
    assert answer.status_code == 422
    assert "还没有选文件" in answer.content.decode()


def test_a_removed_file_is_offered_back_and_comes_back(cast, reporter):
    address = f"/files/{cast.file.pk}/"
    answer = reporter.post(f"{address}remove/")
    assert answer["Location"] == f"{path(cast)}?removed={cast.file.pk}"
    page = reporter.get(answer["Location"])
    assert names(page) == []
    assert page.context["files"].undo == cast.file
    assert "已移除 立项批复.pdf" in page.content.decode()
    assert reporter.get(address).status_code == 404

    reporter.post(f"{address}restore/")
    assert names(reporter.get(path(cast))) == ["立项批复.pdf"]
    assert reporter.get(address).status_code == 200
    verbs = list(Act.objects.order_by("pk").values_list("verb", flat=True))
    assert [verb for verb in verbs if verb.startswith("file-re")] == ["file-remove", "file-restore"]


def test_the_undo_of_another_page_is_not_offered(cast, reporter):
    assert reporter.get(f"{path(cast)}?removed={cast.file.pk}").context["files"].undo is None


def test_a_file_sent_again_after_it_was_removed_makes_restoring_needless(cast, reporter):
    reporter.post(f"/files/{cast.file.pk}/remove/")
    send(reporter, cast, handed("新.pdf", factories.PDF))
    answer = reporter.post(f"/files/{cast.file.pk}/restore/")
    assert answer.status_code == 409
    assert "已经在这里" in answer.content.decode()


def test_files_of_its_funding_and_progress_are_files_of_the_project(cast, reporter):
    progress = factories.ProgressFactory(plan=cast.project.plans.get())
    for target, name in ((cast.funding, "债券批复.pdf"), (progress, "形象进度.pdf")):
        factories.AttachmentFactory(target=target, unit=cast.project.unit, name=name)
    page = reporter.get(path(cast))
    assert sorted(names(page)) == ["债券批复.pdf", "形象进度.pdf", "立项批复.pdf"]
    assert "2023年专项债券" in page.content.decode()


def test_the_same_photo_on_another_project_is_named_to_those_who_see_that_project(cast, reporter):
    other = factories.ProjectFactory(unit=cast.units["PUCHENG"], name="东关厂房")
    abroad = factories.ProjectFactory(
        unit=factories.UnitFactory(parent=factories.UnitFactory(kind="centre")), name="邻县工程"
    )
    funding = factories.FundingFactory(project=other)
    for target in (other, funding, abroad):
        factories.AttachmentFactory(target=target, unit=target_unit(target))
    for who in ("centre", "office", "leader"):
        page = signed_in(cast, who).get(path(cast))
        [row] = page.context["files"].rows
        assert [place.words for place in row.reuse.same] == [other.number]
        assert "同一文件也在" in page.content.decode()
    text = signed_in(cast, "reporter").get(path(cast)).content.decode()
    assert "同一文件也在：其他单位的项目上" in text
    assert other.number not in text and abroad.number not in text


def target_unit(target):
    return getattr(target, "project", target).unit


def test_the_part_of_the_project_page_shows_five_and_how_many_there_are(cast, reporter):
    for n in range(6):
        factories.AttachmentFactory(target=cast.project, unit=cast.project.unit, name=f"{n}.pdf")
    part = reporter.get(path(cast), headers={"HX-Request": "true"})
    text = part.content.decode()
    assert "<html" not in text
    assert "附件：7 个" in text and "全部 7 个附件" in text
    assert text.count("/files/") >= 5
    assert (
        f'hx-get="{path(cast)}"'
        in reporter.get(f"/projects/{cast.project.number}/").content.decode()
    )


def test_who_only_reads_gets_no_button(cast):
    text = signed_in(cast, "leader").get(path(cast)).content.decode()
    assert "立项批复.pdf" in text
    assert "上传附件" not in text and "移除" not in text


def test_an_empty_list_says_what_to_do(cast, reporter):
    Attachment.objects.all().delete()
    assert "还没有附件" in reporter.get(path(cast)).content.decode()
    assert "还没有附件" in signed_in(cast, "office").get(path(cast)).content.decode()


def test_thirty_files_take_the_queries_of_three(cast, django_assert_max_num_queries):
    client = signed_in(cast, "centre")

    def more(many):
        for n in range(many):
            factories.AttachmentFactory(
                target=cast.project, unit=cast.project.unit, by=cast.reporter, name=f"{n}.pdf"
            )

    more(2)
    client.get(path(cast))
    with django_assert_max_num_queries(25) as few:
        client.get(path(cast))
    more(27)
    with django_assert_max_num_queries(len(few)):
        assert len(names(client.get(path(cast)))) == 30
