"""Stored files: what people upload, kept under its own digest and shown to whoever may see it.

A topic declares what it keeps, `purposes.declare(Purpose("canteen.receipt", …))`, stores with
`storing.store(upload, purpose=RECEIPT, …)` and links to `kit:file`. The purpose says who may read.
"""
