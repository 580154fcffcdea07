"""Who may come in, and how that is known.

doors       nobody is signed in before the second factor, whatever door they come to
policy      who needs more than a password
throttle    how often a password or a code may be tried
sessions    where Django keeps them: with a name, a last moment, and a list
authenticator  codes of apps; recovery: codes on paper; passkeys
keys        second factors of whatever kind
passwords   none of the museum's own words
letters     a link for a new password
events      what became of accounts, in the database and in the log
changes     what changes rights: it is written down, and ends the sessions that had others
unsaved     words that were sent when nobody was signed in any more
browsers    “Firefox on Windows”
advice      what a check before going public says of all this
retention   all of this is forgotten in time
"""
