"""Whether a hostile message can tell anybody that it is read: other people's vectors in the real view, with listeners.

``vectors.py`` has the sets of the corpus, ``watched.py`` runs documents in a network of their own (a Linux network
namespace) in which every name leads to listeners for DNS, HTTP and HTTPS, ``browsing.py`` is what runs in there.
``python -m tests.gui.leaks.table`` prints requests and scripts for each set.
"""
