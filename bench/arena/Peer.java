import java.util.Locale;

/// What is compared. The broadcaster needs no warm-up beyond its caches.
enum Peer {
  RAW("C broadcaster"), TAKT("Takt"), COLYSEUS("Colyseus 0.18");

  final String title;

  Peer(String title) {
    this.title = title;
  }

  /// What the generator and the command line call it.
  String kind() {
    return name().toLowerCase(Locale.ROOT);
  }
}
