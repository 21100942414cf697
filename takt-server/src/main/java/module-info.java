/// Rooms on the beat. See [takt.server].
module takt.server {
  requires static transitive org.jspecify;
  requires transitive takt.schema;
  requires org.jctools.core.jdk11;

  exports takt.server;
  exports takt.server.metrics;
  exports takt.server.host;
  exports takt.server.room to takt.testkit, takt.netty, takt.app;
  exports takt.server.session to takt.testkit, takt.netty, takt.app;
  exports takt.server.journal to takt.testkit;
  exports takt.server.replication to takt.testkit, takt.app;
  exports takt.server.scan to takt.testkit, takt.app;
}
