"""Rules on anchors."""
