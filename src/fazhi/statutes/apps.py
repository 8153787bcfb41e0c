from django.apps import AppConfig


class StatutesConfig(AppConfig):
    name = "fazhi.statutes"
    label = "statutes"
    verbose_name = "法条与期限"
