"""Pictures for other museums' viewers: the IIIF Presentation API 3 and the Image API 3, as dicts.

A document speaks all languages at once, by language maps; what has no text in one is not in its map. Of pictures
there are only those that visitors may see and whose tiles are made: who calls brings them along.
https://iiif.io/api/presentation/3.0/, https://iiif.io/api/image/3.0/

words        language maps
site         addresses of documents, pictures and pages
pictures     a picture as an image service, as a thumbnail, as a canvas with its words and rights
manifests    the pictures of a record or a story
collections  lists of manifests
"""

from exhibit.interop.iiif.collections import museum_collection, records_collection
from exhibit.interop.iiif.manifests import exhibit_manifest, image_manifest, record_manifest
from exhibit.interop.iiif.pictures import image_information
from exhibit.interop.iiif.site import Site, media_type

__all__ = [
    "Site",
    "exhibit_manifest",
    "image_information",
    "image_manifest",
    "media_type",
    "museum_collection",
    "record_manifest",
    "records_collection",
]
