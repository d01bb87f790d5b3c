"""The house's own rules as tests: layers, routes, migrations, mails, translations, templates, sizes, the lock file.

Each rule that reads source text is a function over text, and is shown a planted fault beside the real tree.
"""
