"""Clarifications, circulars, excusals of breaches and reminders of them."""

from reviews.models.circular import Addressee, Circular
from reviews.models.clarification import Clarification
from reviews.models.excusal import Excusal
from reviews.models.reminder import BreachReminder

__all__ = ["Addressee", "BreachReminder", "Circular", "Clarification", "Excusal"]
