"""One record feeds every table: what others want to receive, and what they say themselves."""

from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Unit, User
from reporting.rules import ProfileRows


class ExportProfile(models.Model):
    """报送表式: which rows and fields go into which cells of a receiver's workbook."""

    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.SlugField("代码", max_length=40)
    name = models.CharField("名称", max_length=60)
    receiver = models.CharField("报送给", max_length=60, blank=True)
    rows = models.CharField("行", max_length=12, choices=ProfileRows.choices)
    filters = models.JSONField("范围", default=dict, blank=True)  # {"nature": ["new"], …}
    # [{"column": "A", "header": "项目名称", "field": "name", "format": ""}, …]
    columns = models.JSONField("列", default=list)
    # single cells of the frame: {"A2": "填报单位：{centre}"}
    cells = models.JSONField("格", default=dict, blank=True)
    sheet = models.CharField("工作表", max_length=31, blank=True)
    first_row = models.PositiveSmallIntegerField("首个数据行", default=2)
    template = models.BinaryField("模板", null=True, blank=True)  # the receiver's own .xlsx
    template_name = models.CharField("模板文件名", max_length=100, blank=True)
    is_shipped = models.BooleanField("系统自带", default=False)
    is_active = models.BooleanField("使用中", default=True)
    version = models.PositiveIntegerField("版本", default=1)
    history = HistoricalRecords(excluded_fields=["template"])

    class Meta:
        ordering = ["-is_shipped", "pk"]
        verbose_name = "报送表式"
        constraints = [
            models.UniqueConstraint(fields=["centre", "code"], name="export_profile_once")
        ]

    def __str__(self) -> str:
        return self.name


class CityList(models.Model):
    """市里的名单: a list somebody above sent, read once and compared with ours."""

    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=100)
    year = models.PositiveSmallIntegerField("年度")
    as_of = models.DateField("对照时点")
    # what was read: {"row": 7, "name": …, "national_code": …, "total_investment": "54000.00", …}
    rows = models.JSONField("行", default=list)
    columns = models.JSONField("识别的列", default=list)  # [key, header, column letter]
    workbook = models.BinaryField("工作簿")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("上传时间")

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "市里的名单"

    def __str__(self) -> str:
        return self.name
