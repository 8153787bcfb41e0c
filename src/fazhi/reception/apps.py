from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    name = "fazhi.reception"
    label = "reception"
    verbose_name = "来访接待"

    def ready(self) -> None:
        from fazhi.cases.origins import register_intake, register_origin
        from fazhi.cases.todo import register_todo
        from fazhi.publishing.matters import register_public
        from fazhi.reception.figures import FIGURES
        from fazhi.reception.ledger import RECEPTION
        from fazhi.reception.outcomes import entered, heard, stands_with_its_case
        from fazhi.reception.public_matters import ANSWER, CENTRE, GUIDE, NOTICE
        from fazhi.reception.todo import counted_at_the_window, waiting_at_the_window
        from fazhi.records.figures import BOOK
        from fazhi.records.kinds import register

        register(RECEPTION)
        register_public(CENTRE, GUIDE, ANSWER, NOTICE)
        register_origin("reception", heard)
        register_intake("reception", entered, stands_with_its_case)
        BOOK.add(*FIGURES)
        register_todo("reception", waiting_at_the_window, counted_at_the_window)
