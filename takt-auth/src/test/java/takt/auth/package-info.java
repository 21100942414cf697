/// Proves that tokens are taken only when everything about them fits.
@NullMarked
package takt.auth;

import org.jspecify.annotations.NullMarked;
