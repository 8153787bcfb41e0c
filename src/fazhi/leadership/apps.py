from django.apps import AppConfig


class LeadershipConfig(AppConfig):
    name = "fazhi.leadership"
    label = "leadership"
    verbose_name = "会议与责任"

    def ready(self) -> None:
        from fazhi.leadership.figures import FIGURES
        from fazhi.leadership.grouping import MEETING
        from fazhi.leadership.ledger import AGENDA_ITEM, GROUP_MEMBER, NEXT_YEAR_TASK, SHORTCOMING
        from fazhi.records.figures import BOOK
        from fazhi.records.kinds import register

        register(AGENDA_ITEM, MEETING, GROUP_MEMBER, SHORTCOMING, NEXT_YEAR_TASK)
        BOOK.add(*FIGURES)
