"""A museum's films in Wagtail, as its manual makes pages: a page type with ordered rows, snippets, a template."""
