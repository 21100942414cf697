package takt.netty.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Dates as HTTP writes them: `Sun, 06 Nov 1994 08:49:37 GMT`.
///
/// Stateless; any thread.
public final class HttpDates {
  private static final DateTimeFormatter FORM = DateTimeFormatter
      .ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
      .withZone(ZoneOffset.UTC);

  private HttpDates() {}

  public static String format(Instant when) {
    return FORM.format(when);
  }

  /// The instant somebody wrote, null if it is none; the two forms that were old in 1997 are none.
  public static @Nullable Instant parse(String text) {
    try {
      return FORM.parse(text, Instant::from);
    } catch (DateTimeParseException _) {
      return null;
    }
  }
}
