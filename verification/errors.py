"""The errors of the verification room.

    VerificationError
    ├── StrictJsonError  the bytes are not the strict JSON we accept
    ├── EncodingError    a multibase, multihash, Multikey or did:key is not well formed
    ├── ProofError       a Data Integrity proof does not hold
    ├── JsonLdError      a document has no single, complete meaning in RDF
    ├── DidDocumentError a did:web document, or the key asked of it, does not hold
    ├── DidLogError      a did:webvh log, or the key asked of it, does not hold
    ├── ResourceError    an attested resource is not what its id says
    ├── PolicyError      what a verifier demands is not well formed
    ├── AnswerError      an AnonCreds presentation is not well formed
    ├── EvidenceError    a bundle, or the credential in it, is not well formed
    ├── CredentialError  a credential or presentation is not what the W3C data model says
    ├── KeyNotShownError what would prove a key was not there to be read: nothing is known of it
    ├── BakedError       a file holds no badge, several, or one that cannot be read
    └── HostMapError     the development host map is not well formed

`code` is a stable kebab-case reason that programs and sentences key on; the message is for people
who read logs, and carries no personal datum.
"""


class VerificationError(Exception):
    """Root of the room's errors."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class StrictJsonError(VerificationError):
    """The bytes are not the strict JSON we accept."""


class EncodingError(VerificationError):
    """A multibase, multihash, Multikey or did:key is not well formed."""


class ProofError(VerificationError):
    """A Data Integrity proof does not hold."""


class JsonLdError(VerificationError):
    """A document has no single, complete meaning in RDF, or it would cost too much to find."""


class DidLogError(VerificationError):
    """A did:webvh log, or the key asked of it, does not hold."""


class ResourceError(VerificationError):
    """An attested resource is not what its id says."""


class PolicyError(VerificationError):
    """What a verifier demands is not well formed."""


class AnswerError(VerificationError):
    """An AnonCreds presentation is not well formed."""


class EvidenceError(VerificationError):
    """A bundle, or the credential in it, is not well formed."""


class BakedError(VerificationError):
    """A file holds no badge, several, or one that cannot be read."""


class HostMapError(VerificationError):
    """The development host map is not well formed."""


class CredentialError(VerificationError):
    """A credential or presentation is not what the W3C Verifiable Credentials Data Model says it must be."""


class KeyNotShownError(VerificationError):
    """What would prove a key was not there to be read, or is of a kind not read here: nothing is known of the key."""


class DidDocumentError(VerificationError):
    """A did:web document, or the key asked of it, does not hold."""
