"""An account at work: its connections, its logins, its queue of work, and the check of a new account.

account_task.py   what one account does from start to stop; read it first
agenda.py         what it has to do: wishes, errands, passes, rounds
work_queue.py     what its working connections do next
connecting.py     its connections, as many as its server allows
watch.py          news: of all folders (NOTIFY) or of one or two (IDLE)
imap_presence.py, download_presence.py   what it does while its server can be reached
local_agenda.py   what an account has to do whose folders are on this computer
local_server.py   those folders, in the words of operations
standing.py       how it stands with its server, as it is told
mail_server.py    the server in the words of sync and operations
imap_session.py   one IMAP connection: drives ``wire.imap`` over a stream
pop3_mail.py      the mail of a POP3 account; pop3_session.py, pop3_login.py
submission.py     one hand-in by SMTP
logging_in.py     a login with what is kept, once more when a token is refused
login_ways.py     the ways to log in, best first, none weaker than before
login_memory.py   how strong the login was, kept with the account
dialling.py       what a connection needs from there: passwords of proxies, of our own certificate
login_check.py    both servers tried before an account is stored
server_report.py  what a server can do, looked at by one more login
"""
