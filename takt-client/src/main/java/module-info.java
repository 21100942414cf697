/// The Java client. See [takt.client].
module takt.client {
  requires static transitive org.jspecify;
  requires transitive takt.schema;
  requires java.net.http;

  exports takt.client;
}
