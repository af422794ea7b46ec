"""考核标准: scoring standards as data, in versions that never change once approved."""
