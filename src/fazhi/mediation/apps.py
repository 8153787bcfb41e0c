from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "fazhi.mediation"
    label = "mediation"
    verbose_name = "矛盾纠纷"

    def ready(self) -> None:
        from fazhi.cases.procedures import LiveProcedure, register_procedure
        from fazhi.cases.upper import register_form
        from fazhi.mediation.documents import register_templates
        from fazhi.mediation.effects import EFFECTS, opening, takes_up
        from fazhi.mediation.figures import FIGURES
        from fazhi.mediation.guards import GUARDS
        from fazhi.mediation.ledger import DISPUTE
        from fazhi.mediation.merging import merges
        from fazhi.mediation.offers import OFFERS
        from fazhi.mediation.pages import PAGE
        from fazhi.mediation.papers import names_whose, writes
        from fazhi.mediation.procedure import PROCEDURE
        from fazhi.mediation.upper_forms import CASE_FORM
        from fazhi.pages.case_pages import register_case_page
        from fazhi.records.figures import BOOK
        from fazhi.records.kinds import register

        register(DISPUTE)
        BOOK.add(*FIGURES)
        live = LiveProcedure(
            PROCEDURE,
            opening,
            GUARDS,
            EFFECTS,
            takes_up,
            writes,
            merges,
            offers=OFFERS,
            names_whose=names_whose,
        )
        register_procedure(live)
        register_templates()
        register_form(CASE_FORM)
        register_case_page(PAGE)
