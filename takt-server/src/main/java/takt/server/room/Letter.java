package takt.server.room;

import takt.protocol.frame.DownFrame;

/// One message to one player: an event, or the reply to a command.
///
/// Immutable, but for what [LetterFields] makes when asked; room's thread. The body is shared by all who are told the
/// same.
///
/// @param number its place among all letters to this player, from 1; 0 for one that may be lost
/// @param tick when it was said
/// @param body what it says
record Letter(long number, long tick, Body body) {
  /// What a letter says.
  sealed interface Body {
    /// About how many bytes it takes on the wire.
    int bytes();
  }

  /// An event.
  ///
  /// @param fields its components
  record Told(RoomType.ToldEvent event, DownFrame.Place place, LetterFields fields) implements Body {
    @Override public int bytes() {
      return fields.length() + 100;
    }
  }

  /// What became of a command.
  ///
  /// @param seq the command's
  /// @param code empty for yes, else why not
  /// @param fields the answer's components
  record Answer(long seq, String code, String text, LetterFields fields) implements Body {
    @Override public int bytes() {
      return fields.length() + text.length() + 80;
    }
  }
}
