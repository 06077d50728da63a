"""The web pages: board, national totals, a submission's story, check or send a file.

Server-rendered HTML that knows nothing of who mounts it: `pages.app.create_pages` is told where the
stores are, who looks and what they may do. Source: architecture, sections 1 and 3.
"""
