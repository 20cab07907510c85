"""Write memos, and list them."""
