/// Says who players are, from the JWTs they show.
///
/// Start with [JwtAuthenticator]; `authenticate` there is the table of contents: take the token apart ([SignedToken]),
/// find the key ([KeyRing], [LiveKeys]), check the signature ([TokenKey]), check the claims ([Claims]). What can be
/// wrong, with its counter, is [TokenFault].
///
/// What belongs here: checking tokens. What does not: making them. Signatures are checked by Nimbus JOSE+JWT and the
/// JDK; around them stands our own bounded reading, so that a token means one thing or is refused, and nothing that the
/// bearer wrote into its header reaches a library.
///
/// Settings, as environment variables: see [JwtSettings].
@NullMarked
package takt.auth;

import org.jspecify.annotations.NullMarked;
