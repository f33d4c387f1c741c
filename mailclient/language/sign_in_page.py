"""What the browser shows when the user has signed in with the provider and comes back."""

from mailclient.language.catalogue import tr


def sign_in_farewell() -> str:
    """One paragraph of plain text."""
    return tr("Thank you. You can close this page and go back to your mail.")
