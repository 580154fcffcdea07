"""The read-only API, described for people and for machines.

addresses   every address of it, in one list: whoever makes a new one adds its row there
parts       what our own documents are made of, as JSON Schema
schemas     what they look like as a whole
terms       which of our fields is which element of EN 15907 and which term of FIAF
openapi     all of it as one OpenAPI document
"""
