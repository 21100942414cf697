/**
 * What is bounded, and by how much. All in one file that imports nothing, so that bundlers put numbers in their places.
 */

// ---- of a session

/** Until a request has failed, if the page does not say. */
export const TIMEOUT_MS = 15_000
/** Until a connection that does not come about is given up. */
export const CONNECT_MS = 10_000
/** The server allows 60 commands and 20 requests a second; what is sent again after a break counts too. */
export const COMMANDS_PER_SECOND = 45
export const REQUESTS_PER_SECOND = 15
/** The server takes as many at a time. */
export const JOINS_AT_ONCE = 4
/** Requests that may wait. */
export const ASKS_MAX = 64
/** What waits in the socket on a line that takes nothing: inputs are not added to more. */
export const BACKLOG_BYTES = 32_768
/** Frames that are none, until the server is given up. */
export const BAD_FRAMES_MAX = 3
/** Seats from before a reload that nobody asks for are given back. */
export const HELD_MS = 10_000
/** Until a seat that the welcome promised is asked for. */
export const PROMISED_MS = 3000
/** Documents that are kept to spare the server sending them. */
export const SCHEMAS_MAX = 16
/** Rooms in a list that is watched. */
export const LISTED_MAX = 1000
/** Each is shown once, so they are remembered. */
export const WARNINGS_MAX = 100
/** A server's wish is obeyed up to a minute. */
export const RETRY_MAX_MS = 60_000

// ---- of a room

/** Commands that may wait for an answer. */
export const COMMANDS_MAX = 256
/** Events that may wait for the drawn time; the oldest is told early then. */
export const EVENTS_MAX = 1024
/** What a page before a reload may have had on its way when this one took its seat: its numbers are not used again. */
export const RELOAD_GAP = 1000
/** Ticks of inputs sent late after a hiccup; a longer one is forgotten. */
export const CATCH_UP_TICKS = 4
/** How often rooms that tick on demand look whether the input has changed. */
export const ON_DEMAND_HZ = 20
/** Events heard are acknowledged at least this often, if nothing else is said. */
export const ACK_MS = 100
/** How many snapshots a second a hidden page wants. */
export const HIDDEN_HZ = 1

// ---- of what a server sends: one that sends more is not ours

/** The largest frame taken, in bytes. */
export const FRAME_MAX_DOWN = 1_048_576
/** Rooms of one session. */
export const ROOMS_MAX = 8
/** Rows and elements in one frame: an empty one takes a bit, and memory. */
export const THINGS_MAX = 131_072
/** Entities and players of a state. */
export const ROWS_MAX = 100_000
/** Types within types. */
export const DEPTH_MAX = 16
/** Elements of a list, UTF-16 units of a text. */
export const MANY_MAX = 1_048_576
export const PLAYER_ID_MAX = 1024
export const PLAYER_MAX = 2_147_483_647
/** An entity's id is uses · SLOTS + slot. */
export const SLOTS = 65_536

// ---- of what moves

/** Narrower numbers are never told as moves. */
export const MOVES_WIDTH_MIN = 5
/** States further apart than this say nothing of one another's motion, in ticks. */
export const GAP_MAX = 64
/** States that a delta names behind its base. */
export const OLDER_MAX = 8
/** States of which points are kept: those that a delta is told against, and some to spare. */
export const RECENT_MAX = 16
/** The most ticks between two tellings that count; two older ones do. */
export const SEEN_GAP_MAX = 16
/** Steps in which a guess goes far ahead. */
export const STEPS_MAX = 8
/** Bits of a residual below its highest, and of a size. */
export const RESIDUAL_BITS_MAX = 52
export const SIZE_BITS_MAX = 30
/** Bits that a stream takes at once without odds. */
export const RAW_MAX = 15
