from django.apps import AppConfig


class LitigationConfig(AppConfig):
    name = "fazhi.litigation"
    label = "litigation"
    verbose_name = "行政应诉"

    def ready(self) -> None:
        from fazhi.litigation.figures import FIGURES
        from fazhi.litigation.ledger import LITIGATION
        from fazhi.records.figures import BOOK
        from fazhi.records.kinds import register

        register(LITIGATION)
        BOOK.add(*FIGURES)
