from django.apps import AppConfig


class EnforcementConfig(AppConfig):
    name = "fazhi.enforcement"
    label = "enforcement"
    verbose_name = "行政执法"

    def ready(self) -> None:
        from fazhi.enforcement.figures import FIGURES
        from fazhi.enforcement.licences import LICENCE
        from fazhi.enforcement.penalties import PENALTY
        from fazhi.records.figures import BOOK
        from fazhi.records.kinds import register

        register(PENALTY, LICENCE)
        BOOK.add(*FIGURES)
