"""What auditors ask for: who was paid or listed and should not have been. Reads, never writes.

Each report is a queryset that begins with `.visible_to(user)`; figures count it, lists show it.
"""
