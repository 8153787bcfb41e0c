from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "fazhi.learning"
    label = "learning"
    verbose_name = "学法考试"

    def ready(self) -> None:
        from fazhi.learning.figures import FIGURES
        from fazhi.learning.ledger import EXAM_RESULT, LAW_EXAM, STUDY_SESSION
        from fazhi.records.figures import BOOK
        from fazhi.records.kinds import register

        register(STUDY_SESSION, LAW_EXAM, EXAM_RESULT)
        BOOK.add(*FIGURES)
