"""计分事件: what happened to a scored subject, waiting for its next card."""
