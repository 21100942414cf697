package takt.server.room;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;

/// What a player was told and has not yet said they heard: kept so that a resume misses nothing.
///
/// Owned by the room's thread. Letters are numbered from 1, leave in order, and are dropped when heard. Bounded by
/// [#LETTERS_MAX] and [#BYTES_MAX]: at it, whoever is connected does not listen and is cut off; for whoever is away the
/// oldest is dropped, counted, and told at the resume.
public final class Mailbox {
  /// Letters kept: a minute of eight a second.
  static final int LETTERS_MAX = 512;
  /// Bytes kept: what a slow phone may owe us.
  static final int BYTES_MAX = 256 * 1024;

  private final ArrayDeque<Letter> unheard = new ArrayDeque<>();
  private long lastNumber;
  private long sentUpTo;
  private long missed;
  private long toldMissed;
  private int bytes;

  /// Puts in a letter; false if the box is over its bounds now.
  boolean put(long tick, Letter.Body body) {
    unheard.add(new Letter(++lastNumber, tick, body));
    bytes += body.bytes();
    return unheard.size() <= LETTERS_MAX && bytes <= BYTES_MAX;
  }

  /// Drops the oldest until the box is within its bounds.
  void dropOldest() {
    while (unheard.size() > LETTERS_MAX || bytes > BYTES_MAX) {
      bytes -= unheard.remove().body().bytes();
      missed++;
    }
  }

  /// Forgets what was heard. A number never sent is a lie and changes nothing.
  void heard(long number) {
    if (number > sentUpTo) return;
    while (!unheard.isEmpty() && unheard.peek().number() <= number) bytes -= unheard.remove().body().bytes();
  }

  /// Another session reads from now on, which counts its commands anew: an answer to the one before would pass for an
  /// answer to its own. What stays is numbered without a gap.
  void dropAnswers() {
    List<Letter> told = unheard.stream().filter(letter -> letter.body() instanceof Letter.Told).toList();
    unheard.clear();
    bytes = 0;
    sentUpTo = lastNumber - told.size();
    long number = sentUpTo;
    for (Letter letter : told) {
      unheard.add(new Letter(++number, letter.tick(), letter.body()));
      bytes += letter.body().bytes();
    }
  }

  /// Begins again with what is unheard: for a new connection. Answers how many were dropped and not yet known to be.
  long rewind() {
    toldMissed = missed;
    sentUpTo = unheard.isEmpty() ? lastNumber : unheard.peek().number() - 1;
    return missed;
  }

  /// The client has what it was told at the last [#rewind].
  void knowsMissed() {
    missed -= toldMissed;
    toldMissed = 0;
  }

  /// Whether there are letters not yet sent on this connection.
  boolean hasUnsent() {
    return sentUpTo != lastNumber;
  }

  /// Hands over the letters not yet sent on this connection, in order; they count as sent then.
  void send(Consumer<Letter> out) {
    for (Letter letter : unheard) {
      if (letter.number() > sentUpTo) out.accept(letter);
    }
    sentUpTo = lastNumber;
  }

  /// The number of the newest letter.
  long lastNumber() {
    return lastNumber;
  }

  /// Takes up a saved number: letters from before a restore are gone.
  void restore(long lastNumber) {
    this.lastNumber = lastNumber;
    sentUpTo = lastNumber;
  }
}
