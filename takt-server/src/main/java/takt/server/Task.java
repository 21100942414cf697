package takt.server;

import java.time.Duration;

/// A part of a room: a question to the world outside, such as a database; its answer is a command.
///
/// Owned by the room's thread, but for [Work], which runs elsewhere. Questions and answers are values: an entity in one
/// does not compile. A question is saved until it is answered and asked again after a restore: asking must change
/// nothing outside.
///
/// @param <I> the question
/// @param <O> the answer
public interface Task<I, O> {
  /// Answers a question, on another thread. It may block and throw.
  @FunctionalInterface interface Work<I, O> {
    O answer(I question) throws Exception;
  }

  /// Takes an answer, in a tick.
  @FunctionalInterface interface Then<I, O> {
    void accept(I question, O answer);
  }

  /// Asks. False, and counted, if [RoomConfig#tasksMax] questions of this room are open.
  boolean start(I question);

  /// Questions not yet answered.
  int pending();

  /// Gives up on an answer after that long; it counts as a failure. 10 s at first. Call where the task is declared.
  Task<I, O> timeout(Duration timeout);

  /// Takes failures: the work threw or timed out. Without, a failure is reported as a fault. Call where the task is
  /// declared.
  Task<I, O> onFailure(Then<I, Failure> then);

  /// Makes the work a computation: the same question always has the same answer, whatever the world is. It is answered
  /// in exactly `ticks` ticks and never journalled; a late one holds up the tick for a moment, then slips to a later
  /// one. Call where the task is declared.
  Task<I, O> pure(int ticks);
}
