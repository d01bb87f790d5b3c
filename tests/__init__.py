"""The test suite: mirrors ``idp/``, plus browsers, foreign relying parties, threats and the architecture itself."""
