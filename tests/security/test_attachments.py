"""What is taken in, what is kept of it, and who gets it back (S9, S10, S11, S15, S16, S17, S38)."""

import io
import zipfile

import pytest
from django.core.files.storage import default_storage
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from puxian_projects import limits
from sheets.text import CellError
from tests import factories, uploads
from tests.table import signed_in
from tests.uploads import PDF, docx, flood, from_a_phone, handed, packed, photo, xlsx
from workplace import content
from workplace.models import Attachment
from workplace.services import attachments

DTD = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document>&a;</w:document>'
SPARE = b"0" * 3 * limits.MIB
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FAKES = [
    ("a.xlsx", b"MZ\x90\x00" + b"\0" * 200, "不是 PDF、jpg"),
    ("a.pdf", b"<!DOCTYPE html><html><script>alert(1)</script>", "不是 PDF、jpg"),
    ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "不是 PDF、jpg"),
    ("a.xlsx", b"1,2\0,3\n", "不是 PDF、jpg"),
    ("a.jpg", b"GIF89a" + b"\0" * 50, "不是 PDF、jpg"),
    ("a.xlsx.html", xlsx(), "以 .html 结尾"),
    ("a.pdf", docx(), "以 .pdf 结尾"),
    ("a.docx", PDF, "以 .docx 结尾"),
    ("a.pdf", PDF + packed({"virus.exe": b"MZ"}), "藏有压缩包"),
    ("a.pdf", b"%PDF-1.7 and nothing else", "没有结尾"),
    ("a.docx", packed({"%PDF-1.4.txt": b"x"}, zipfile.ZIP_STORED), "又像 PDF"),
    ("a.docx", packed({"a.txt": b"x"}), "是压缩包"),
    ("a.docx", packed({"[Content_Types].xml": uploads.SLIDES, "ppt/p.xml": b"<p/>"}), "不是 Word"),
    ("a.xlsx", packed({"[Content_Types].xml": uploads.MACROS, "xl/workbook.xml": b""}), "带有宏"),
    ("a.xlsx", xlsx(**{"xl/vbaProject.bin": b"\xd0\xcf"}), "带有宏"),
    ("a.docx", docx(**{"word/embeddings/a.zip": packed({"a": b"x"})}), "嵌有压缩包"),
    ("a.docx", docx(**{"word/a.bin": packed({"a": b"x"})}), "嵌有压缩包"),
    ("a.docx", docx(**{"../../etc/passwd": b"x"}), "已损坏"),
    ("a.docx", docx(**{"word/styles.xml": DTD}), "已损坏"),
    ("a.docx", docx(**{"word/zero.xml": SPARE}), "压缩得太厉害"),
    ("a.docx", docx()[:-30], "已损坏"),
    ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
    ("a.doc", OLE + b"\0" * 600, "旧版 Office"),
    ("a.jpg", b"\0\0\0\x18ftypheic" + b"\0" * 50, "HEIC"),
    ("a.jpg", photo()[:300], "已损坏"),
    ("a.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 50, "已损坏"),
    ("a.png", photo("PNG")[:40], "已损坏"),
    ("a.png", flood(), "百万像素"),
    ("a.png", flood(8_000, 7_000), "百万像素"),
    ("a.pdf", b"", "是空的"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "body", "words"), FAKES, ids=lambda v: str(v)[:18])
def test_what_is_not_what_it_says_is_refused_in_words(name, body, words):
    with pytest.raises(CellError, match=words) as refused:
        content.examine(handed(name, body))
    assert refused.value.code == "file"


@pytest.mark.parametrize(
    ("name", "body", "kind", "shown"),
    [
        ("批复.PDF", PDF, "pdf", "批复.PDF"),
        ("扫描件", PDF, "pdf", "扫描件.pdf"),
        ("请示.docx", docx(), "docx", "请示.docx"),
        ("清单.xlsx", xlsx(), "xlsx", "清单.xlsx"),
        ("现场.jpeg", photo(), "jpg", "现场.jpeg"),
        ("微信图片.jpg", photo("PNG"), "png", "微信图片.png"),
        ("a\0b\u202egpj.pdf", PDF, "pdf", "文件.pdf"),
        ("C:\\桌面\\..\\批复.pdf", PDF, "pdf", "批复.pdf"),
        ("../../etc/x.pdf", PDF, "pdf", "x.pdf"),
        ("长" * 290 + ".pdf", PDF, "pdf", "长" * 96 + ".pdf"),
    ],
)
def test_the_five_kinds_are_taken_under_a_clean_name(name, body, kind, shown):
    upload = handed("x", body)
    upload._name = name  # past Django's own cleaning, which is another guard
    found = content.examine(upload)
    assert (found.kind, found.name) == (kind, shown)


def test_a_photo_keeps_its_pixels_upright_and_nothing_else():
    sent = from_a_phone()
    assert Image.open(io.BytesIO(sent)).getexif()
    kept = content.examine(handed("现场.jpg", sent)).file.read()
    picture = Image.open(io.BytesIO(kept))
    assert (picture.size, dict(picture.getexif()), picture.info.get("exif")) == ((20, 40), {}, None)
    assert b"Zhang San" in sent
    assert b"Zhang San" not in kept and b"Exif" not in kept


def test_a_picture_says_nothing_beside_its_pixels():
    notes = PngInfo()
    notes.add_text("Author", "Zhang San")
    place = Image.Exif()
    place[0x0110] = "Phone of Zhang San"
    sent = photo("PNG", pnginfo=notes, exif=place, icc_profile=b"place")
    assert b"Zhang San" in sent
    kept = content.examine(handed("截图.png", sent)).file.read()
    kinds = {kept[at - 4 : at] for at in range(4, len(kept)) if kept[at - 4 : at].isalpha()}
    assert b"Zhang San" not in kept
    assert not kinds & {b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"iCCP"}


def test_what_is_hidden_behind_a_photo_is_not_kept():
    sent = photo("PNG") + packed({"virus.exe": b"MZ"})
    kept = content.examine(handed("a.png", sent)).file
    assert not zipfile.is_zipfile(kept)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("P", "PNG"), ("LA", "PNG"), ("1", "PNG"), ("I;16", "PNG"), ("RGBA", "PNG"), ("CMYK", "JPEG")],
)
def test_pictures_of_every_colour_model_are_drawn_anew(mode, kind):
    found = content.examine(handed("a.png", photo(kind, mode=mode)))
    assert Image.open(found.file).size == (40, 20)


def test_a_file_above_the_limit_is_not_looked_at():
    upload = handed("a.pdf", PDF)
    upload.size = limits.UPLOAD + 1
    with pytest.raises(CellError, match="最大 20 MB"):
        content.examine(upload)


def path(cast, rest="add/"):
    return f"/projects/{cast.project.number}/files/{rest}"


def send(client, cast, *files, **data):
    return client.post(path(cast), {"label": "开工照片", "file": list(files), **data})


def test_one_bad_file_keeps_all_out_and_is_named(cast):
    before = Attachment.objects.count()
    answer = send(signed_in(cast, "reporter"), cast, handed("a.pdf", PDF), handed("b.pdf", b"MZ"))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "b.pdf：不是 PDF" in text and "a.pdf：" not in text
    assert Attachment.objects.count() == before


def test_the_name_in_the_store_is_the_content_and_no_address_leads_there(cast):
    send(signed_in(cast, "reporter"), cast, handed("../../批复.jpg", photo(colour="blue")))
    found = Attachment.objects.get(content_kind="jpg")
    assert found.file == f"files/{found.digest}.jpg"
    assert default_storage.exists(found.file)
    client = signed_in(cast, "reporter")
    for address in (f"/{found.file}", f"/media/{found.file}", f"/static/{found.file}"):
        assert client.get(address).status_code == 404


def test_a_download_is_saved_never_rendered(cast):
    cast.file.name = '批"复\r\nX-Evil: 1.pdf'
    cast.file.save()
    answer = signed_in(cast, "reporter").get(f"/files/{cast.file.pk}/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "X-Evil" not in answer
    assert answer["Cache-Control"] == "private, no-store"
    assert b"".join(answer.streaming_content) == factories.PDF


@pytest.mark.thorough
def test_every_file_goes_through_the_guard_of_what_it_hangs_on(cast, units):
    other = factories.UnitFactory(code="WUCHENG", parent=factories.UnitFactory(kind="centre"))
    theirs = factories.ProjectFactory(unit=other)
    plan = factories.PlanFactory(project=theirs)
    targets = [
        theirs,
        factories.FundingFactory(project=theirs),
        factories.ProgressFactory(plan=plan),
        plan,  # no guard: nobody
    ]
    for target in targets:
        file = factories.AttachmentFactory(target=target, unit=other, by=cast.centre)
        for who in ("reporter", "centre", "office", "leader", "admin", "auditor"):
            client = signed_in(cast, who)
            assert client.get(f"/files/{file.pk}/").status_code == 404, (who, target)
            for verb in ("remove", "restore"):
                answer = client.post(f"/files/{file.pk}/{verb}/")
                # 403: who only reads is told so before anything is looked up
                assert answer.status_code in {404, 403}, (who, target)
        file.refresh_from_db()
        assert file.removed_at is None


@pytest.mark.parametrize("who", ["outsider", "handler"])
def test_nothing_is_hung_on_what_one_does_not_see(cast, who):
    client = signed_in(cast, who)
    before = Attachment.objects.count()
    for address in (path(cast), f"/funding/{cast.funding.pk}/files/add/"):
        answer = client.post(address, {"label": "其他", "file": handed("a.pdf", PDF)})
        assert answer.status_code == 404
    assert Attachment.objects.count() == before


def test_a_unit_has_room_for_so_many_files_and_bytes(cast, monkeypatch):
    monkeypatch.setattr(limits, "FILES_OF_A_UNIT", 2)
    client = signed_in(cast, "reporter")
    assert send(client, cast, handed("1.jpg", photo())).status_code == 302  # the second
    full = send(client, cast, handed("2.jpg", photo(colour="blue")))
    assert full.status_code == 422 and "最多存 2 个附件" in full.content.decode()
    monkeypatch.setattr(limits, "FILES_OF_A_UNIT", 9)
    monkeypatch.setattr(limits, "FILES_OF_A_UNIT_SIZE", 100)
    large = send(client, cast, handed("2.jpg", photo(colour="blue")))
    assert large.status_code == 422 and "放不下了" in large.content.decode()
    assert Attachment.objects.count() == 2


def test_one_person_sends_so_many_a_minute_and_at_once(cast, monkeypatch, friday):
    monkeypatch.setattr(limits, "FILES_PER_MINUTE", 1)
    client = signed_in(cast, "reporter")
    assert send(client, cast, handed("1.jpg", photo())).status_code == 302
    assert send(client, cast, handed("2.jpg", photo(colour="blue"))).status_code == 429
    friday.shift(61)
    assert send(client, cast, handed("2.jpg", photo(colour="blue"))).status_code == 302
    monkeypatch.setattr(limits, "FILES_AT_ONCE", 1)
    many = send(client, cast, handed("3.pdf", PDF), handed("4.pdf", PDF))
    assert many.status_code == 422 and "一次最多上传" in many.content.decode()


def test_a_label_that_is_not_offered_is_refused(cast):
    answer = send(signed_in(cast, "reporter"), cast, handed("a.pdf", PDF), label="<img src=x>")
    assert answer.status_code == 422
    assert b"<img src=x>" not in answer.content


def test_the_quota_is_counted_where_two_would_pass_it_together(cast, monkeypatch):
    """Both were let in by the first look; the count under the unit's lock decides."""
    upload = [handed("1.jpg", photo()), handed("2.jpg", photo(colour="blue"))]
    kept = attachments.receive(upload, target=cast.project, by=cast.reporter)
    monkeypatch.setattr(limits, "FILES_OF_A_UNIT", 2)
    attachments.attach(target=cast.project, kept=kept[:1], label="其他", by=cast.reporter)
    with pytest.raises(Exception, match="最多存 2 个"):
        attachments.attach(target=cast.project, kept=kept[1:], label="其他", by=cast.reporter)
