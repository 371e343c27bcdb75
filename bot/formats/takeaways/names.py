"""What both directions have to call alike."""

FORMAT = "session-takeaways/1"
PROFILE = ("role", "company", "tech", "certifications", "interests", "about")
