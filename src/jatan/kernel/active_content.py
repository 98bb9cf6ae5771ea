"""Files that act when they are opened: programs, attached files and bombs in PDF and Word documents are refused.

Whoever takes a file from the library opens it in a program that this house does not know, so what is handed out is
paper: text, pictures and links. A PDF is read object by object by pypdf, packed ones and those of earlier versions too;
what it points to from outside its own list is searched for as bytes. Nothing is unpacked but the lists of objects. A
link and the page at which to open are no program. Cleaning is not tried: it would break signatures and tags.
"""

import re
import zipfile
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any, Final
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

from jatan.kernel.archives import UnsafeName, zip_members
from jatan.kernel.late_modules import late_module
from jatan.kernel.problems import Problem

if TYPE_CHECKING:
    import pypdf
else:
    pypdf = late_module("pypdf")
from jatan.kernel.unpacked_sizes import UNREADABLE_ARCHIVE, is_bomb, unpacked

# ISO 32000-2: actions of 12.6.4 that run, open or send something; keys of 7.11.4, 12.6.4.17, 12.7.8 and 13.7;
# annotations of 12.5.6 that hold a file or play something.
_ACTIONS: Final = {
    "/JavaScript",
    "/Launch",
    "/ImportData",
    "/SubmitForm",
    "/GoToE",
    "/Rendition",
    "/RichMediaExecute",
}
_KEYS: Final = {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent", "/RichMediaSettings"}
_SUBTYPES: Final = {"/FileAttachment", "/RichMedia", "/3D", "/Screen", "/Movie", "/Sound"}
# Long enough not to stand in packed pictures by chance. "#" writes a letter of a name as two digits.
_AS_BYTES: Final = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia(?:Content|Settings)?|SubmitForm|ImportData)(?![A-Za-z])"
)
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
# A text on one line. Neither a comment, nor a stream, nor a number in broken hexadecimal digits can seem to be one
# around a name that stands outside: that takes the end of a line, a word that ends them, or an angle bracket.
_TEXT: Final = re.compile(rb"(?<!\\)\((?:[^()\\<>\r\n]|\\[^<>\r\n])*\)")
_HOLDS_OBJECTS: Final = re.compile(rb"obj|stream")
_MOST_NESTED: Final = 3  # texts in brackets within a text
_BLANKS: Final = b"\0\t\n\f\r "
_NEARBY: Final = 256
# Before a name that is the kind of an action or an object: the key, an object of its own, or a line (with a comment).
_BEFORE_KIND: Final = re.compile(rb"(?:/S|/Type|/Subtype|obj)[\0\t\n\f\r ]*\Z|[\r\n][\0\t\n\f\r ]*\Z")
# After a name that is a key: a dictionary, the number of an object, or a comment.
_AFTER_KEY: Final = re.compile(rb"[\0\t\n\f\r ]*+(?:<<|%|[0-9]++[\0\t\n\f\r ]*+[%0-9])")
_MOST_OBJECTS: Final = 200_000
_DEEPEST: Final = 100

_MOST_PARTS: Final = 5_000
_MOST_UNPACKED: Final = 300 * 1024 * 1024
_XML_ENDINGS: Final = (".xml", ".rels")
_BEFORE_XML: Final = b"\xef\xbb\xbf\xff\xfe\0\t\n\r "  # marks of the byte order, and blanks in any encoding
# A document type declares entities, in whichever encoding: "<!" in it is spread over two bytes or four.
_DECLARATION: Final = re.compile(rb"<\0{0,3}!\0{0,3}(?:D\0{0,3}O\0{0,3}C|E\0{0,3}N\0{0,3}T)", re.IGNORECASE)
_TAIL: Final = 64
_PROGRAMS: Final = re.compile(r"(?:vbaproject\.bin|/activex/|/embeddings/|\.exe$|\.js$|\.vbs$)", re.IGNORECASE)


def refuse_active_pdf(file: IO[bytes]) -> None:
    """Raise Problem at "upload": active_file (a program, an attached file), locked_file, or damaged_file."""
    file.seek(0)
    whole = file.read()
    if _names_action(whole):
        raise _active()
    file.seek(0)
    try:
        reader = pypdf.PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _locked()
        found = any(_acts(one, 0) for one in _objects(reader))
    except Problem:
        raise
    except Exception as broken:  # pypdf raises many kinds over a file that is broken, made up or locked otherwise
        raise _damaged() from broken
    finally:
        file.seek(0)
    if found:
        raise _active()


def _names_action(whole: bytes) -> bool:
    """Whether the bytes name an action or a file where it acts: as a kind, or as a key with a value. Texts may."""
    if not _AS_BYTES.search(_unescaped(whole)):
        return False
    for _depth in range(_MOST_NESTED):
        whole = _TEXT.sub(_blanked, whole)
    whole = _unescaped(whole)
    return any(_is_kind(whole, found.start()) or _is_key(whole, found.end()) for found in _AS_BYTES.finditer(whole))


def _unescaped(whole: bytes) -> bytes:
    return _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), whole)


def _blanked(text: re.Match[bytes]) -> bytes:
    return text[0] if _HOLDS_OBJECTS.search(text[0]) else b" "


def _is_kind(whole: bytes, start: int) -> bool:
    before = whole[max(0, start - _NEARBY) : start]
    return not before.strip(_BLANKS) or _BEFORE_KIND.search(before) is not None


def _is_key(whole: bytes, end: int) -> bool:
    after = whole[end : end + _NEARBY]
    return (len(after) == _NEARBY and not after.strip(_BLANKS)) or _AFTER_KEY.match(after) is not None


def _objects(reader: "pypdf.PdfReader") -> Iterator[Any]:
    """Every object of the file once, read by its number; the file's own dictionary last."""
    numbers = {(number, generation) for generation, rows in reader.xref.items() for number in rows}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > _MOST_OBJECTS:
        raise _damaged()
    for number, generation in sorted(numbers):
        yield reader.get_object(pypdf.generic.IndirectObject(number, generation, reader))
    if "/Root" not in reader.trailer:
        raise ValueError("no PDF")
    yield reader.trailer


def _acts(value: Any, depth: int) -> bool:
    """Whether this object does something. Others that it points to have their own turn."""
    if depth > _DEEPEST:
        raise _damaged()
    if depth == 0 and isinstance(value, pypdf.generic.NameObject):  # the kind of an action that stands elsewhere
        return value in _ACTIONS | _SUBTYPES
    if isinstance(value, pypdf.generic.DictionaryObject):
        names = {str(value.raw_get(name)) for name in ("/S", "/Subtype", "/Type") if name in value}
        if _KEYS & set(value) or names & (_ACTIONS | _SUBTYPES | {"/EmbeddedFile"}):
            return True
        return any(_acts(value.raw_get(name), depth + 1) for name in value)
    if isinstance(value, pypdf.generic.ArrayObject):
        return any(_acts(one, depth + 1) for one in list.__iter__(value))
    return False


def refuse_active_word(file: IO[bytes]) -> None:
    """Raise Problem at "upload": active_file (a program, something fetched from elsewhere), locked_file, damaged_file,
    or unsafe_name."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = zip_members(archive)
            if len(parts) > _MOST_PARTS:
                raise _damaged()
            if sum(part.file_size for part in parts) > _MOST_UNPACKED or any(map(is_bomb, parts)):
                raise _damaged()
            for part in parts:
                _check_part(archive, part)
    except UnsafeName as unsafe:
        raise unsafe.at("upload") from unsafe
    except UNREADABLE_ARCHIVE as broken:
        raise _damaged() from broken
    finally:
        file.seek(0)


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if part.flag_bits & 0x1:
        raise _locked()
    if _PROGRAMS.search(f"/{part.filename}"):
        raise _active()
    name = part.filename.lower()
    relations = _Relations() if name.endswith(".rels") else None
    # Any part may be named as a page of the document, so its content says whether it is XML. None: blank so far.
    is_xml = True if name.endswith(_XML_ENDINGS) else None
    tail = b""
    for chunk in unpacked(archive, part):
        if is_xml is None and (start := chunk.lstrip(_BEFORE_XML)):
            is_xml = start.startswith(b"<")
        if not is_xml:
            continue
        if _DECLARATION.search(tail + chunk):
            raise _active()
        tail = chunk[-_TAIL:]
        if relations is not None:
            relations.read(chunk)
    if relations is not None:
        relations.end()


class _Relations:
    """Reads a list of relations piece by piece, as Word does. Raises Problem for one that Word fetches by itself.

    A template, frame or object would be fetched when the file is opened. Links are clicked by people.
    """

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._check

    def read(self, chunk: bytes) -> None:
        self._parse(chunk, is_last=False)

    def end(self) -> None:
        self._parse(b"", is_last=True)

    def _parse(self, chunk: bytes, *, is_last: bool) -> None:
        try:
            self._parser.Parse(chunk, is_last)
        except (expat.ExpatError, LookupError, ValueError) as broken:
            raise _damaged() from broken

    def _check(self, _name: str, attributes: dict[str, str]) -> None:
        modes = [value for name, value in attributes.items() if name.rpartition(":")[2].lower() == "targetmode"]
        is_outside = any(mode.strip().lower() != "internal" for mode in modes)
        if is_outside and not attributes.get("Type", "").endswith("/hyperlink"):
            raise _active()

    def _refuse(self, *_declared: object) -> None:
        raise _active()


def _active() -> Problem:
    message = _(
        "This file holds a program, another file, or something that it fetches from elsewhere. Save it again as a plain"
        " PDF (Print, Save as PDF), or take a picture of it."
    )
    return Problem("active_file", message, field="upload")


def _locked() -> Problem:
    return Problem("locked_file", _("This file is locked with a password. Save it without one."), field="upload")


def _damaged() -> Problem:
    message = _("This file cannot be read, or is damaged. Save it again and try once more.")
    return Problem("damaged_file", message, field="upload")
