/// Tests for games. See [takt.testkit].
module takt.testkit {
  requires static transitive org.jspecify;
  requires transitive takt.client;
  requires transitive takt.server;
  requires jdk.management;

  exports takt.testkit;
}
