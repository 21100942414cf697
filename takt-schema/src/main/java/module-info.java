/// The words both ends of a game share. See [takt.schema].
module takt.schema {
  requires static transitive org.jspecify;
  requires transitive takt.protocol;

  exports takt.schema;
  exports takt.schema.spi;
  exports takt.schema.wire;
}
