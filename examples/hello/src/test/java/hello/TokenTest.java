package hello;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import takt.Server;
import takt.Takt;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;
import takt.protocol.json.JsonWriter;

/// Tokens that another library signed, at the doors of servers in production: its good ones are taken, and none of the
/// tricks. `takt-auth` has the many; these go the whole way.
class TokenTest {
  private static final List<String> GOOD = List.of("RS256", "ES256", "EdDSA", "HS256");
  private static final String IN = "welcome ann Ann, 1000";
  private static final String OUT = "unauthenticated, 4401";

  @TempDir Path folder;

  @Test void joseSigns() throws Exception {
    try (NodeProgram script = NodeProgram.ofScript("tokens.mjs")) {
      Json keys = read(script.next());
      Path jwks = Files.write(folder.resolve("jwks.json"), new JsonWriter().value(keys.get("jwks")).toBytes());
      Path pem = Files.writeString(folder.resolve("key.pem"), keys.get("pem").text(""));
      try (Server byKeys = serve("TAKT_JWT_JWKS_FILE", jwks.toString());
          Server byPem = serve("TAKT_JWT_PUBLIC_KEY", pem.toString());
          Server bySecret = serve("TAKT_JWT_SECRET", keys.get("secret").text(""))) {
        script.say("{\"keys\":\"" + url(byKeys) + "\",\"pem\":\"" + url(byPem) + "\",\"secret\":\"" + url(bySecret)
            + "\"}");
        Json said = read(script.next());
        assertEquals(24, check(said));
      }
    }
  }

  /// How many tokens there were.
  private static int check(Json said) {
    int shown = 0;
    for (Map.Entry<String, Json> door : said.members().entrySet()) {
      for (Map.Entry<String, Json> token : door.getValue().members().entrySet()) {
        String expected = GOOD.contains(token.getKey()) ? IN : OUT;
        assertEquals(expected, token.getValue().text(""), () -> door.getKey() + ", " + token.getKey());
        shown++;
      }
    }
    return shown;
  }

  private static Server serve(String keyName, String key) throws IOException {
    Map<String, String> settings = new HashMap<>(Map.of("TAKT_PORT", "0", "TAKT_ADMIN_PORT", "0"));
    settings.put("TAKT_MODE", "production");
    settings.put("TAKT_SECRET", "only for this test: 0123456789abcdef0123456789abcdef");
    settings.put("TAKT_JWT_ISSUER", "https://id.example");
    settings.put("TAKT_JWT_AUDIENCE", "hello");
    settings.put(keyName, key);
    return Takt.start(settings, app -> app.room(Hello::new));
  }

  private static String url(Server server) {
    return "ws://localhost:" + server.port() + "/takt";
  }

  private static Json read(String line) {
    JsonReader reader = new JsonReader(JsonLimits.OWN);
    return Objects.requireNonNull(reader.read(line), () -> reader.error() + ": " + line);
  }
}
