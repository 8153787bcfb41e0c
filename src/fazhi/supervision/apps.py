from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "fazhi.supervision"
    label = "supervision"
    verbose_name = "执法监督"

    def ready(self) -> None:
        from fazhi.records.figures import BOOK
        from fazhi.records.kinds import register
        from fazhi.supervision.figures import FIGURES
        from fazhi.supervision.grouping import FILE_REVIEW_ROUND
        from fazhi.supervision.ledger import FILE_REVIEW

        register(FILE_REVIEW, FILE_REVIEW_ROUND)
        BOOK.add(*FIGURES)
