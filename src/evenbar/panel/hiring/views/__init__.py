"""The pages of hiring: openings, their panels, candidates, applications, papers."""
