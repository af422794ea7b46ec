"""One folder a protocol: bytes in, plain values out. No table, no domain; with a simulator each."""
