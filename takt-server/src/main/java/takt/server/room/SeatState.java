package takt.server.room;

/// What a seat is at. Seats move between these by [Seats] alone:
/// ```
///            reserve            claim             disconnect
///   FREE ───────────► RESERVED ───────► OCCUPIED ────────────► DISCONNECTED
///    ▲ │                 │                ▲ │ ▲                   │  │ │
///    │ │     take        │                │ │ └───────resume──────┘  │ │
///    │ └─────────────────┼────────────────┘ │                        │ │ bot
///    │   bot             │ free             │ free              free │ ▼
///    │ ┌────────────────►BOT◄───────────────┼────────────────────────┼─┘
///    │ │                 │ free             │ bot (taken over)       │
///    └─┴─────────────────┴──────────────────┴────────────────────────┘
/// ```
public enum SeatState {
  /// Nobody's.
  FREE,
  /// Promised to somebody until a time.
  RESERVED,
  /// Somebody is in it and connected.
  OCCUPIED,
  /// Somebody is in it and away, until a time.
  DISCONNECTED,
  /// A bot is in it.
  BOT
}
