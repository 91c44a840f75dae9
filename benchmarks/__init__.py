"""Speed, measured side by side with a bare Flask page in one run; nothing here is a test."""
