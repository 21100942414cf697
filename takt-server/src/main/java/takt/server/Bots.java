package takt.server;

import org.jspecify.annotations.Nullable;
import takt.schema.Command;
import takt.schema.Player;

/// A part of a room: players without a person.
///
/// Owned by the room's thread. A bot has a seat and is a [Player] like any other; its driver, given to [Room#bots],
/// writes its input and sends its commands. Seats are saved, drivers are code.
public interface Bots {
  /// Keeps that many seats taken from now on: bots come where people lack and go when people come.
  void fill(int seats);

  /// Seats one more bot that stays; null if no seat is free.
  @Nullable Player add();

  /// Sends a bot away.
  ///
  /// @throws IllegalArgumentException if the player is no bot
  void remove(Player bot);

  /// Drives a player who is away until they are back. Nothing if they are here.
  void standIn(Player away);

  /// Takes the leaver's place: seat and entities stay, the player is a bot from now on. Only inside `onLeave`.
  ///
  /// @throws IllegalStateException outside `onLeave` of that player
  void takeOver(Player leaver);

  /// Lets a bot, or a player who is stood in for, send a command. A refusal is thrown here.
  void send(Player bot, Command command);
}
