package takt.app.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import takt.schema.*;
import takt.server.*;

/// A room with everything in it, and far too much of it; its code fails now and then.
class Zoo extends Room {
  static class Animal extends Entity {
    @Position(max = 1000) double x, y;
    @Sync(max = 100) int hunger;
    int neverSent = 42;
    final List<Integer> meals = new ArrayList<>();
  }

  static class Wish extends Input {
    @Axis double left;
    @Press boolean roar;
  }

  record Fill(int animals) implements Command {}

  record Fail(@Limit(max = 100) String why) implements Command {}

  final Entities<Animal> animals = entities();
  final Inputs<Wish> wishes = inputs();
  final Bots bots = bots(me -> wishes.of(me).left = 1);
  int fed;
  final Alarm feeding = alarm(() -> fed++);
  String sign = "<img src=x onerror=alert(1)>";

  @Override protected void configure(RoomConfig c) {
    c.seatsMax(4).entitiesMax(20_000);
  }

  @Override protected void onJoin(Player p) {
    animals.add(p, new Animal());
    feeding.every(Duration.ofSeconds(1));
  }

  @Override protected void onTick(Tick t) {
    for (Animal a : animals) a.x = Maths.clamp(a.x + wishes.of(a).left, 0, 1000);
  }

  void on(Player p, Fill fill) {
    for (int i = 0; i < fill.animals(); i++) {
      Animal a = animals.add(new Animal());
      for (int meal = 0; meal < 50; meal++) a.meals.add(meal);
    }
  }

  void on(Player p, Fail fail) {
    throw new IllegalStateException(fail.why());
  }
}
