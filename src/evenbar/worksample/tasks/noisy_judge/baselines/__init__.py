"""Three who compare models: one counts the judge's wins, one holds the judge against people, one knows."""
