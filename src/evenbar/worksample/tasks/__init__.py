"""The packaged work samples, a folder each. None knows another, and the room finds them by their files."""
