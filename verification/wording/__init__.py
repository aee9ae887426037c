"""What each code says to a person, a module a language: Spanish, Brazilian Portuguese and English.

Knows wording, dates and numbers; does not know what was judged. A code that means unknown says that something
could not be checked: it never reads as a failure, nor as a success.
"""
