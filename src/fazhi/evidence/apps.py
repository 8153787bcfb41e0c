from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "fazhi.evidence"
    label = "evidence"
    verbose_name = "材料与文书"

    def ready(self) -> None:
        from fazhi.evidence.papers.general import AUTHORITY, INQUIRY, PROOF_OF_SERVICE
        from fazhi.evidence.papers.registry import register

        register(PROOF_OF_SERVICE, AUTHORITY, INQUIRY)
