"""Registers the app with Django."""

from django.apps import AppConfig


class WorkplaceConfig(AppConfig):
    name = "workplace"
    verbose_name = "工作日历、通知与留痕"
