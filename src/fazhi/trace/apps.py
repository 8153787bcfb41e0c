from django.apps import AppConfig


class TraceConfig(AppConfig):
    name = "fazhi.trace"
    label = "trace"
    verbose_name = "操作记录"
