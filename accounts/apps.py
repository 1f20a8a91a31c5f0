from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts.services import teams  # noqa: PLC0415  (models are ready only now)
        from govsocial.notifications import jobs  # noqa: PLC0415

        jobs.register("teams", teams.note_strengths)
