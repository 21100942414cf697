/// Takt's server: rooms on the beat.
///
/// ```
///  I/O threads                     the room's thread: one duty cycle per tick                              I/O threads
///  transport ─frame─► Connection ─message─► Inbox ─► RoomLoop.tick                                          transport
///  (checks; never      (decodes, limits,    (bounded   1 drain     inbox, at most K; journalled                 ▲
///   asserts)            routes)              MPSC)     2 apply     inputs and commands, in order                │
///                                                      3 simulate  alarms, bots, Room.onTick: no I/O            │
///                                                      4 capture   round into columns: a Snapshot              │
///                                                      5 select    who gets a snapshot                          │
///                                                      6 encode    difference to the baseline, once, shared     │
///                                                      7 flush     one hand-over for each I/O thread ── bytes ──┘
///  control thread: FrontDesk (sessions, reservations, lists): it reaches a room only by its Inbox
/// ```
/// This package is what games see: extend [Room]; its parts are [Entities], [Inputs], [Alarm], [Alarms], [Bots] and
/// [Task]. How it works is in
/// - [takt.server.room]: the inside of a room; start with [takt.server.room.RoomLoop]
/// - [takt.server.session]: connections, sessions and the front desk
/// - [takt.server.replication]: what each client is sent
/// - [takt.server.journal]: commands, checkpoints and replays
/// - [takt.server.scan]: finds clocks and dice in games' code
/// - [takt.server.metrics]: what is counted and measured
/// - [takt.server.host]: the real threads and clocks, and nothing else has any
@NullMarked
package takt.server;

import org.jspecify.annotations.NullMarked;
