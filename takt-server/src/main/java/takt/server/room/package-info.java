/// The inside of a room.
///
/// [RoomLoop] is the place to start: a tick, stage by stage. [RoomDuty] says when a tick is due, by [Beat], and
/// by `Pace` if a developer has slowed or stopped it; `Held` keeps what comes meanwhile, `RoomPortrait` says what is in
/// the room.
/// - what comes in: [Inbox], [RoomMessage], [InputCame], `Incoming`, `Handlers`
/// - who is here: [People], [Occupant], `Seats` with [SeatState]; how far each sees: [Reach], from their `Centre`
/// - what is here: [Parts] and the parts themselves: [EntityTable], [InputTable], [SingleAlarm], [KeyedAlarms],
///   [BotCrew], [AskedTask]
/// - the game's code: [RoomType], [HabitsFile], [RoomBody], `Calls`; what it throws ends in [FaultLog]
/// - what goes out: `Outgoing`, [Viewer], `SendWindow`, `Received`, [Mailbox]; in bits by `BinaryOut`, in JSON by
///   `JsonOut`, each state once for all who have the same (`SharedStates`); in a `Parcel` for each I/O thread
///   (`LaneOutbox`)
///
/// Everything here is owned by the room's thread but [Inbox], [RoomType], [RoomMetrics] and [FaultLog], a `Parcel`
/// while its I/O thread has it, and an [InputCame] while its connection fills it. Nothing reads a clock, rolls dice or
/// opens a socket. Not exported: games see [takt.server].
@NullMarked
package takt.server.room;

import org.jspecify.annotations.NullMarked;
