from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "fazhi.portal"
    label = "portal"
    verbose_name = "公众页和手机页"

    def ready(self) -> None:
        from fazhi.cases.todo import register_todo
        from fazhi.portal.feedback.todo import counted_feedback, waiting_feedback

        register_todo("feedback", waiting_feedback, counted_feedback)
