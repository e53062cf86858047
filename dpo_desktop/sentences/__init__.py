"""Codes into sentences: errors, deadlines, dates, vocabulary. Windows, commands and reports speak through it."""
