from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "fazhi.publishing"
    label = "publishing"
    verbose_name = "对外发布"

    def ready(self) -> None:
        from fazhi.cases.todo import register_todo
        from fazhi.publishing.todo import counted_releases, waiting_releases

        register_todo("publishing", waiting_releases, counted_releases)
