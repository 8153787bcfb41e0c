from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "fazhi.mediation"
    label = "mediation"
    verbose_name = "矛盾纠纷"

    def ready(self) -> None:
        from fazhi.mediation.figures import FIGURES
        from fazhi.mediation.ledger import DISPUTE
        from fazhi.records.figures import BOOK
        from fazhi.records.kinds import register

        register(DISPUTE)
        BOOK.add(*FIGURES)
