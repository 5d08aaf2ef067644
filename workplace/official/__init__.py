"""Official documents (公文) as Word files, set as GB/T 9704-2012 asks; knows no app.

A document is said in a handful of words and asked for its bytes:

    paper = Document(title="关于…的书面意见", author="蒲县项目推进中心", created=clock.now())
    paper.title("关于…的书面意见")
    paper.receiver("市项目推进中心")
    paper.paragraph("…")
    paper.heading("需协调解决的事项")            # 一、 黑体
    paper.heading("薛关镇供水工程", level=2)      # （一） 楷体
    paper.attachments(["需市级协调解决事项清单"])
    paper.signature("蒲县项目推进中心", date(2023, 2, 3))
    paper.table_page("需市级协调解决事项清单", columns, rows, unit="万元")
    paper.to_bytes()
"""

from .document import Document
from .marks import Link, Said
from .tables import Column
from .words import long_day, numeral

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

__all__ = ["DOCX", "Column", "Document", "Link", "Said", "long_day", "numeral"]
