from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "fazhi.review"
    label = "review"
    verbose_name = "法制审核"

    def ready(self) -> None:
        from fazhi.records.figures import BOOK
        from fazhi.records.kinds import register
        from fazhi.review.contracts import CONTRACT_REVIEW
        from fazhi.review.documents import NORMATIVE_REVIEW
        from fazhi.review.figures import FIGURES
        from fazhi.review.grouping import CONTRACT

        register(CONTRACT_REVIEW, CONTRACT, NORMATIVE_REVIEW)
        BOOK.add(*FIGURES)
