"""Signing in with the provider in the browser (OAuth 2), and the tokens that come of it.

authorization.py   the address the browser opens, and what its coming back must bring; read it first
consent.py         one sign-in from the browser's page to the tokens
token_endpoint.py  asks the provider for tokens: for a code, or for a refresh token
tokens.py          what the provider has granted, as it is kept
grants.py          the grants of all accounts: kept, renewed, one at a time

Tokens never leave the engine: window and command line know the id of a grant.
"""
