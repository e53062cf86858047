"""Opens what comes from outside: mails, and the files attached to them. Runs in a worker process, knows no database."""
