"""Personal details: further standard claims about a person (OpenID Connect Core 5.1), such as telephone and address.

Owns which there are, what each may hold, the page on which people write them, and their form as claims. An installation
offers those of ``accounts.profile_fields``. Name, language and e-mail address are not among them.
"""
