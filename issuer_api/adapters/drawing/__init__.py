"""Draws what a learner leaves with: the badge's image and a one-page PDF. Knows no credential's proof and no database.

drawing = Drawing()
drawing.badge_svg(summary, "es")
"""
