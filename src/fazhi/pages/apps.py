from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "fazhi.pages"
    label = "pages"
