"""The portal's platform: settings, audit, notices, rule book, working calendar, web plumbing."""

from govsocial.celery import app as celery_app

__all__ = ["celery_app"]
