package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The vectors of what is seen of a room say what the server and the Java client still say; the script reads the same
/// file.
class SeenGoldenTest {
  @ParameterizedTest
  @ValueSource(strings = {"seen", "datagrams", "trained"}) void theSameIsSentAndRead(String name) throws IOException {
    Path file = Path.of("../takt-protocol/src/main/resources/takt/golden", name + ".json");
    assertEquals(Files.readString(file, StandardCharsets.UTF_8), SeenVectors.text(SeenVectors.make(name)),
        "run SeenVectors if the protocol was meant to change");
  }
}
