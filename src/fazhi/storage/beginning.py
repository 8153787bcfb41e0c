"""The first migration of a folder, for tables that do not exist yet."""

from __future__ import annotations

from typing import Any

from django.db.migrations import Migration
from django.db.migrations.operations import CreateModel, RunPython
from django.db.migrations.state import ProjectState


class Beginning(Migration):
    """A migration that makes new tables and the guards and indexes in SQL that belong to them, and nothing else.

    Django works out the classes of all related models anew after every operation, and here everything is related to
    the town: a new installation took ten times as long. As every table is new, once after all operations is enough.
    """

    def apply(
        self, project_state: ProjectState, schema_editor: Any, collect_sql: bool = False
    ) -> ProjectState:
        """As Django's own. `collect_sql` changes nothing: the schema editor itself then writes down what it would do.

        Raises TypeError for an operation that would have to see the tables as they were before it.
        """
        models = {key: model.clone() for key, model in project_state.models.items()}
        state = ProjectState(models, real_apps=project_state.real_apps)
        for operation in self.operations:
            if not isinstance(operation, CreateModel | RunPython):
                raise TypeError(
                    f"{self}: {operation!r} changes what is there. Use django.db.migrations.Migration."
                )
            operation.state_forwards(self.app_label, state)
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, state, state)
        return state
