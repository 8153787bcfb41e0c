from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "fazhi.decisions"
    label = "decisions"
    verbose_name = "重大行政决策"

    def ready(self) -> None:
        from fazhi.decisions.figures import FIGURES
        from fazhi.decisions.ledger import DECISION
        from fazhi.records.figures import BOOK
        from fazhi.records.kinds import register

        register(DECISION)
        BOOK.add(*FIGURES)
