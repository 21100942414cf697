/// Frames, the JSON twin, layouts and links. See [takt.protocol].
///
/// Beside the classes the jar holds two resources for whoever writes a client: `takt/golden/frames.json`, what every
/// frame looks like in both codecs, and `takt/v1/takt.proto`, the control messages. Their folders are no package that
/// another module may have, and are open so that other modules can read them.
@SuppressWarnings("opens") // javac knows a package by its classes; these hold none
module takt.protocol {
  requires static transitive org.jspecify;

  exports takt.protocol;
  exports takt.protocol.delta;
  exports takt.protocol.frame;
  exports takt.protocol.json;
  exports takt.protocol.layout;
  exports takt.protocol.link;
  exports takt.protocol.wire;

  opens takt.golden;
  opens takt.v1;
}
