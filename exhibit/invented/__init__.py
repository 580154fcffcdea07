"""An invented collection of any size, to see how the museum bears it: not one statement in it is true.

Every title and name says so in its own words, "(invented)", so that no row can be taken for a record of
the museum's. The same amounts and seed give the same rows in every database.

words > chance > happenings > lanes > amounts > nouns > writing > collection
"""
