package takt.server;

public final class Reply<R> {
  public void send(R answer) {}

  public void refuse(String why) {}
}
