"""Codes into sentences: errors, deadlines, dates, words of the vocabulary. Nothing below the windows imports this."""
