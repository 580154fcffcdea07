"""What Django's admin, the history and the content editor say in Russian, said better.

Their Russian bends no nouns («Добавить награда») or is missing. Nothing imports this list: it
brings their words into our catalogue, which Django asks before theirs.
"""

from django.utils.translation import gettext_noop as _

DJANGO = (
    _("Add %(name)s"),
    _("Add %s"),
    _("Add another %(model)s"),
    _("Add another %(verbose_name)s"),
    _("Added {name} “{object}”."),
    _(
        'Are you sure you want to delete the %(object_name)s "%(escaped_object)s"? All of the following '
        "related items will be deleted:"
    ),
    _(
        "Are you sure you want to delete the selected %(objects_name)s? All of the following objects and "
        "their related items will be deleted:"
    ),
    _("Cannot delete %(name)s"),
    _("Change %s"),
    _("Change selected %(model)s"),
    _("Changed {fields} for {name} “{object}”."),
    _("Delete selected %(model)s"),
    _("Delete selected %(verbose_name_plural)s"),
    _("Deleted {name} “{object}”."),
    _(
        "Deleting the %(object_name)s '%(escaped_object)s' would require deleting the following protected "
        "related objects:"
    ),
    _(
        "Deleting the %(object_name)s '%(escaped_object)s' would result in deleting related objects, but "
        "your account doesn't have permission to delete the following types of objects:"
    ),
    _("Deleting the selected %(objects_name)s would require deleting the following protected related objects:"),
    _(
        "Deleting the selected %(objects_name)s would result in deleting related objects, but your account "
        "doesn't have permission to delete the following types of objects:"
    ),
    _("Models in the %(name)s application"),
    _("Select %s to change"),
    _("Select %s to view"),
    _("Successfully deleted %(count)d %(items)s."),
    _("The %(name)s “%(obj)s” was deleted successfully."),
    _("The {name} “{obj}” was added successfully."),
    _("The {name} “{obj}” was added successfully. You may add another {name} below."),
    _("The {name} “{obj}” was changed successfully."),
    _("The {name} “{obj}” was changed successfully. You may add another {name} below."),
    _("The {name} “{obj}” was changed successfully. You may edit it again below."),
    _("View %s"),
    _("View selected %(model)s"),
)
HISTORY = (
    _("Could not load %(object_repr)s version - not found"),
    _("Initial version."),
    _("Recover deleted %(name)s"),
    _("Recover %(name)s"),
    _("Revert %(name)s"),
    _("Revert %(verbose_name)s"),
    _("This object doesn't have a change history. It probably wasn't added via this admin site."),
)
CONTENT_EDITOR = (
    _("Clone from region"),
    _("Cloning plugins failed: {}"),
    _("Cloning {} plugins succeeded."),
    _("Collapse all items"),
    _("Didn't find anything to clone"),
    _("New item"),
    _("No items."),
    _("No items. Region may inherit content."),
    _("No plugins allowed in this region."),
    _("No regions available."),
    _("Select all"),
    _("Uncollapse all items"),
    _("Unknown region"),
    _("Use Ctrl-Click to select and move multiple items."),
    _("marked for deletion"),
)
