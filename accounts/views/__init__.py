"""Screens of people, offices and official accounts."""
