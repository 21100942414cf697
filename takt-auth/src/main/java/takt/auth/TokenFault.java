package takt.auth;

/// What can be wrong with a token: the reason that is counted, and the little that its bearer is told.
///
/// Constants; any thread. The bearer hears of what a client can act on: show a token, get a new one, look at the clock.
/// Which check of key or signature failed, and what was expected, only the operator sees.
enum TokenFault {
  MISSING("missing", Said.MISSING),
  TOO_LARGE("too-large", Said.MALFORMED),
  /// Not three parts of base64url in its one spelling.
  MALFORMED("malformed", Said.MALFORMED),
  /// The header is no JSON object that names its algorithm once.
  HEADER_INVALID("header-invalid", Said.MALFORMED),
  /// The header says where to find a key, or that the payload is something else.
  HEADER_FORBIDDEN("header-forbidden", Said.MALFORMED),
  /// The header has extensions that must be understood: we understand none.
  HEADER_CRITICAL("header-critical", Said.MALFORMED),
  /// A JWT of another kind: a logout token, a proof of possession.
  TYPE_WRONG("type-wrong", Said.MALFORMED),
  ALGORITHM_NONE("algorithm-none", Said.UNSIGNED),
  /// Not the algorithm of the key it names.
  ALGORITHM_WRONG("algorithm-wrong", Said.UNSIGNED),
  KEY_UNNAMED("key-unnamed", Said.UNSIGNED),
  KEY_UNKNOWN("key-unknown", Said.UNSIGNED),
  SIGNATURE_WRONG("signature-wrong", Said.UNSIGNED),
  /// Signed, but the payload is no JSON object with each name once.
  CLAIMS_INVALID("claims-invalid", Said.UNFIT),
  ISSUER_WRONG("issuer-wrong", Said.ELSEWHERE),
  AUDIENCE_WRONG("audience-wrong", Said.ELSEWHERE),
  /// A time that is no number of seconds.
  TIME_INVALID("time-invalid", Said.UNFIT),
  EXPIRY_MISSING("expiry-missing", Said.UNFIT),
  /// Good for longer than this server takes.
  EXPIRY_FAR("expiry-far", Said.UNFIT),
  EXPIRED("expired", Said.EXPIRED),
  NOT_YET_VALID("not-yet-valid", Said.EARLY),
  /// Issued in the future.
  ISSUED_LATER("issued-later", Said.EARLY),
  ISSUED_MISSING("issued-missing", Said.UNFIT),
  /// Issued too long ago.
  TOO_OLD("too-old", Said.EXPIRED),
  SUBJECT_INVALID("subject-invalid", Said.UNFIT),
  /// A subject that would pass for a guest or a bot.
  SUBJECT_RESERVED("subject-reserved", Said.UNFIT);

  /// The few sentences that bearers hear.
  private static final class Said {
    static final String MISSING = "a token is needed";
    static final String MALFORMED = "the token is not one this server reads";
    static final String UNSIGNED = "the token is not signed by who this server trusts";
    static final String ELSEWHERE = "the token is for another service";
    static final String EXPIRED = "the token has expired";
    static final String EARLY = "the token is not valid yet";
    static final String UNFIT = "the token lacks what this server needs, or has it wrong";
  }

  private final String label;
  private final String said;

  TokenFault(String label, String said) {
    this.label = label;
    this.said = said;
  }

  /// Its name as a label of metrics.
  String label() {
    return label;
  }

  /// What the bearer is told.
  String said() {
    return said;
  }
}
