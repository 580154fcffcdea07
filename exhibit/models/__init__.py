"""The museum's nouns, each in a module of its own."""

from exhibit.models.arrivals import Arrival
from exhibit.models.awards import Award, AwardBody, AwardRecipient
from exhibit.models.drafts import Draft
from exhibit.models.editions import Edition, EditionPage
from exhibit.models.events import Event, Lane
from exhibit.models.evidence import (
    Aspect,
    Citation,
    Confidence,
    Dispute,
    DisputeSide,
    EvidenceStatus,
    Source,
    Statement,
)
from exhibit.models.films import Admission, Credit, Film, FilmTitle, Release
from exhibit.models.images import Image
from exhibit.models.imports import Import, Upload
from exhibit.models.links import CheckedLink
from exhibit.models.people import Person
from exhibit.models.places import Place
from exhibit.models.preservation import PreservationEvent
from exhibit.models.record import PastSlug, Record
from exhibit.models.renditions import Rendition
from exhibit.models.reviews import ReviewComment, ReviewLink
from exhibit.models.search import SearchChange, SearchDocument, SearchState, SearchWord
from exhibit.models.second_factors import Authenticator, Passkey, RecoveryCode, UsedChallenge
from exhibit.models.severed import Severed
from exhibit.models.sign_ins import AccountEvent, Attempts, Session, UnsavedForm
from exhibit.models.stamp import Stamp
from exhibit.models.stories import (
    BLOCKS,
    AwardListBlock,
    Block,
    ChapterBlock,
    DiagramBlock,
    DisputeBlock,
    Exhibit,
    FigureBlock,
    FilmBlock,
    PersonBlock,
    QuotationBlock,
    TextBlock,
    TimelineBlock,
)
from exhibit.models.visits import DeskVisit

__all__ = [
    "BLOCKS",
    "AccountEvent",
    "Admission",
    "Arrival",
    "Aspect",
    "Attempts",
    "Authenticator",
    "Award",
    "AwardBody",
    "AwardListBlock",
    "AwardRecipient",
    "Block",
    "ChapterBlock",
    "CheckedLink",
    "Citation",
    "Confidence",
    "Credit",
    "DeskVisit",
    "DiagramBlock",
    "Dispute",
    "DisputeBlock",
    "DisputeSide",
    "Draft",
    "Edition",
    "EditionPage",
    "Event",
    "EvidenceStatus",
    "Exhibit",
    "FigureBlock",
    "Film",
    "FilmBlock",
    "FilmTitle",
    "Image",
    "Import",
    "Lane",
    "Passkey",
    "PastSlug",
    "Person",
    "PersonBlock",
    "Place",
    "PreservationEvent",
    "QuotationBlock",
    "Record",
    "RecoveryCode",
    "Release",
    "Rendition",
    "ReviewComment",
    "ReviewLink",
    "SearchChange",
    "SearchDocument",
    "SearchState",
    "SearchWord",
    "Session",
    "Severed",
    "Source",
    "Stamp",
    "Statement",
    "TextBlock",
    "TimelineBlock",
    "UnsavedForm",
    "Upload",
    "UsedChallenge",
]
