/// Frames, the JSON twin, layouts and links. See [takt.protocol].
module takt.protocol {
  requires static transitive org.jspecify;

  exports takt.protocol;
  exports takt.protocol.frame;
  exports takt.protocol.json;
  exports takt.protocol.layout;
  exports takt.protocol.link;
  exports takt.protocol.wire;
}
