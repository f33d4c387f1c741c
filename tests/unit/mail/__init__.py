"""The words that everything uses: addresses, contacts, dates as typed, drafts."""
