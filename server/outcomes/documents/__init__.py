"""The room's other documents (文书): which are open, and what each says. One kind, one file."""
