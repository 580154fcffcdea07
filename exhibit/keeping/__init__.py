"""What keeps the museum from being lost: backups that are proved, the way back, and looking whether bytes still hold.

A backup is a BagIt bag within a tar: the database as it was at one moment, every file that its rows name, what the
museum was like, and the SHA-512 of each of them. It holds accounts with the hashes of their passwords, so only
whoever runs the museum may read it; nobody's session is in it. What is handed on to others is an export.

layout     what lies where in a backup, and what it says of itself
snapshot   the database at one moment; tables: how many rows each has, and what they come to
pictures   the files that rows name
sealing    encrypted so that the machine that backs up cannot read it again (age)
writing    from the museum into one file; reading: from that file, compared to the last byte
rotation   which older ones go
moves      files put in place of others so that an interruption can be taken back
places     where a museum is, and something put in its place
restoring  from a backup to the museum
rendering  pages as they should look again
proving    a backup restored aside and compared
fixity     whether picture files are what they were, and which is not
archives   the same of exports, bags, frozen copies and backups, down to the record
repairing  good bytes from a second copy
events     what was done when, and with which outcome; standing: what an administrator should know of it
sqlite     the library's WAL-reset bug; checks: what Django is to say at its start
"""
