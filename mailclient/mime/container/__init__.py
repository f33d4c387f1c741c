"""Files inside parts: TNEF (winmail.dat), uuencoded and yEnc-coded files in the text.

What is inside has a path of its own, "!" and a number after that of the part: "2!1" is the first file in part 2,
"2!1!1" the first in that. IMAP knows nothing of it: the part is fetched, and the file taken out of it.

Read ``container.py`` first. May import what ``mailclient.mime`` may.
"""
