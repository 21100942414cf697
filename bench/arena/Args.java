import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A measurement's command line: `--name value`, and `--save` alone.
///
/// What is not understood ends the program with exit code 2, the usage and what was wrong with it.
final class Args {
  private final String usage;
  private final Map<String, String> given = new HashMap<>();

  Args(String usage, String[] args) {
    this.usage = usage;
    for (int i = 0; i < args.length; i++) {
      String name = args[i];
      if (!name.startsWith("--") || !usage.contains("[" + name)) throw wrong(name + ", expected one of those above");
      if (usage.contains("[" + name + "]")) given.put(name, "yes");
      else if (i + 1 < args.length) given.put(name, args[++i]);
      else throw wrong(name + ", expected a value or none of that name");
    }
  }

  private IllegalArgumentException wrong(String what) {
    System.err.println(usage + "\ntakt: " + what);
    System.exit(2);
    return new IllegalArgumentException(what);
  }

  boolean has(String name) {
    return given.containsKey(name);
  }

  int number(String name, int usual, int min, int max) {
    return has(name) ? within(name, given.get(name), min, max) : usual;
  }

  List<Integer> numbers(String name, List<Integer> usual, int min, int max) {
    if (!has(name)) return usual;
    return Arrays.stream(given.get(name).split(",")).map(v -> within(name, v, min, max)).toList();
  }

  List<Peer> peers(List<Peer> usual) {
    if (!has("--peers")) return usual;
    List<Peer> peers = new ArrayList<>();
    for (String kind : given.get("--peers").split(",")) {
      peers.add(Arrays.stream(Peer.values()).filter(p -> p.kind().equals(kind)).findFirst()
          .orElseThrow(() -> wrong("--peers=" + kind + ", expected some of raw,takt,colyseus")));
    }
    return peers;
  }

  private int within(String name, String text, int min, int max) {
    if (text.matches("[0-9]{1,9}")) {
      int value = Integer.parseInt(text);
      if (value >= min && value <= max) return value;
    }
    throw wrong(name + "=" + text + ", expected " + min + " to " + max);
  }
}
