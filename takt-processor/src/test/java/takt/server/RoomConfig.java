package takt.server;

public final class RoomConfig {
  public RoomConfig tickRateHz(int hz) {
    return this;
  }

  public RoomConfig seatsMax(int seats) {
    return this;
  }

  public RoomConfig durable() {
    return this;
  }

  public RoomConfig version(int version) {
    return this;
  }
}
