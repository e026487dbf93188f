"""Understands what people type: which articles they need, and whether it cannot wait."""
