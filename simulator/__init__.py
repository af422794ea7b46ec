"""The demo complex "雅州市行政中心（演示）": its content, and a seeded generator of its days.

Kept apart from the product: nothing here imports `jieyue` or Django, and nothing in `jieyue`
but the demo's loader imports this. Every place, firm and person is invented.
"""
