from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "fazhi.outreach"
    label = "outreach"
    verbose_name = "普法活动"

    def ready(self) -> None:
        from fazhi.outreach.figures import FIGURES
        from fazhi.outreach.grouping import CHANNEL, EPISODE, POSTING, SERIES
        from fazhi.outreach.ledger import ACTIVITY
        from fazhi.outreach.video_figures import VIDEO_FIGURES
        from fazhi.outreach.video_ledger import VIEWS
        from fazhi.records.figures import BOOK
        from fazhi.records.kinds import register

        register(ACTIVITY, VIEWS, SERIES, EPISODE, POSTING, CHANNEL)
        BOOK.add(*FIGURES, *VIDEO_FIGURES)
