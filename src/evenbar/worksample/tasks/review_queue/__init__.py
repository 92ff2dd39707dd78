"""Review queue: a team that can look at few payments. Which ones, and is accuracy what anybody wants?"""
