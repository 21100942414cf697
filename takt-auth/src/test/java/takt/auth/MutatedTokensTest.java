package takt.auth;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import takt.schema.Refusal;

/// Good tokens with a little changed by chance: none is taken, and nothing but a refusal comes of it.
class MutatedTokensTest {
  private static final int ROUNDS = 4_000;
  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
      + ".=+/ {}\"\u00e9\u0000";

  @Test void noneIsTaken() {
    long seed = Long.getLong("takt.seed", 20261121);
    SplittableRandom random = new SplittableRandom(seed);
    Door door = Door.withAllKeys();
    List<String> good = List.of(
        Issuer.token(Issuer.header("RS256", "rsa", ""), Issuer.CLAIMS, Issuer.rs256()),
        Issuer.token(Issuer.header("ES256", "ec", ""), Issuer.CLAIMS, Issuer.es256()),
        Issuer.token(Issuer.header("EdDSA", "ed", ""), Issuer.CLAIMS, Issuer.ed25519()),
        Issuer.token(Issuer.header("HS256", "hs", ""), Issuer.CLAIMS, Issuer.hs256(Issuer.SECRET)));
    for (String token : good) door.enter(token);
    int tried = 0;
    for (int i = 0; i < ROUNDS; i++) {
      String token = good.get(random.nextInt(good.size()));
      String other = good.get(random.nextInt(good.size()));
      String mutant = mutate(token, other, random);
      if (good.contains(mutant)) continue;
      tried++;
      assertThrows(Refusal.class, () -> door.enter(mutant), () -> "-Dtakt.seed=" + seed + ": " + mutant);
    }
    assertTrue(tried > ROUNDS / 2, "mutants: " + tried);
  }

  private static String mutate(String token, String other, SplittableRandom random) {
    StringBuilder mutant = new StringBuilder(token);
    for (int n = random.nextInt(1, 4); n > 0; n--) {
      int at = random.nextInt(mutant.length());
      char letter = LETTERS.charAt(random.nextInt(LETTERS.length()));
      switch (random.nextInt(6)) {
        case 0 -> mutant.setCharAt(at, letter);
        case 1 -> mutant.insert(at, letter);
        case 2 -> mutant.deleteCharAt(at);
        case 3 -> mutant.setLength(at + 1);
        case 4 -> swapPart(mutant, other, random.nextInt(3));
        default -> mutant.replace(at, at, token.substring(random.nextInt(token.length())));
      }
    }
    return mutant.toString();
  }

  private static void swapPart(StringBuilder mutant, String other, int part) {
    String[] own = mutant.toString().split("\\.", -1);
    String[] others = other.split("\\.", -1);
    if (own.length != 3) return;
    own[part] = others[part];
    mutant.setLength(0);
    mutant.append(String.join(".", own));
  }
}
