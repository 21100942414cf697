/// What operators and their machines read. See [takt.ops].
module takt.ops {
  requires static transitive org.jspecify;
  requires transitive takt.server;
  requires java.management;
  requires jdk.management;

  exports takt.ops;
}
