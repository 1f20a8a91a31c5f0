from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "govsocial.notifications"
    label = "notifications"

    def ready(self) -> None:
        from govsocial.notifications import jobs, services  # noqa: PLC0415  (models are ready only now)
        from govsocial.web import idempotency  # noqa: PLC0415

        jobs.register("notices", services.deliver_due)
        jobs.register("form results", idempotency.forget_old)
