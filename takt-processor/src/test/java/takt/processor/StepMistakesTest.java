package takt.processor;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Inputs, predicted steps and portable helpers that cannot be are told where they are.
class StepMistakesTest {
  private static final String KEYS = "static class Keys extends Input {} ";

  static final List<Mistake> INPUTS = List.of(
      Mistake.inInput("int wheel; // !", "`wheel`: is a whole number without bound", "add @Limit(max = …)"),
      Mistake.inInput("double force; // !", "`force`: is a number without bound", "@Axis (-1 to 1)"),
      Mistake.inInput("@Limit(max = 3) float force; // !", "is a float, but an input holds"),
      Mistake.inInput("@Limit(max = 3) char key; // !", "is a char, but an input holds"),
      Mistake.inInput("String text; // !", "is a String, but an input holds", "as a command"),
      Mistake.inInput("Player target; // !", "is a Player, but an input holds"),
      Mistake.inInput("@Limit(max = 3) List<Integer> wheel; // !", "but an input holds"),
      Mistake.inInput("@Limit(max = 3) Integer wheel; // !", "is an Integer, but an input holds"),
      Mistake.inInput("@Axis int dx; // !", "is an int, but an @Axis is a double from -1 to 1"),
      Mistake.inInput("@Axis float dx; // !", "is a float, but an @Axis is a double"),
      Mistake.inInput("@Press int fire; // !", "is an int, but a @Press is a boolean"),
      Mistake.inInput("@Axis @Limit(max = 3) double dx; // !", "has @Axis and @Limit"),
      Mistake.inInput("@Limit(max = 1) boolean fire; // !", "has a @Limit, which bounds numbers"),
      Mistake.inInput("@Limit(min = 3, max = 1) int wheel; // !", "@Limit has min = 3.0 above max"),
      Mistake.inInput("@Sync(max = 3) int wheel; // !", "has @Sync", "its bound is a @Limit"),
      Mistake.inInput("final boolean fire = true; // !", "is final, but an input is written anew"),
      Mistake.inEntity("@Axis double dx; // !", "has @Axis, which is for the fields of an Input"),
      Mistake.inEntity("@Press boolean fire; // !", "has @Press, which is for the fields of an Input"),
      Mistake.of("class Pad { @Axis double dx; } // !", "`dx`: has @Axis, which is for the fields of an Input"));

  static final List<Mistake> STEPS = List.of(
      Mistake.inRoom("@Predict void step(double seconds) {} // !", "`step(double)`: is marked @Predict"),
      Mistake.of("class Ship { @Predict void step(double seconds) {} } // !", "which is for the step of an Entity"),
      Mistake.inEntity("@Predict void step() {} // !", "`step()`: is no step"),
      Mistake.inEntity("@Predict void step(int ticks) {} // !", "is no step"),
      Mistake.inEntity("@Predict void step(float seconds) {} // !", "is no step"),
      Mistake.inEntity(KEYS + "@Predict void step(Keys keys) {} // !", "is no step"),
      Mistake.inEntity(KEYS + "@Predict void step(double seconds, Keys keys) {} // !", "is no step"),
      Mistake.inEntity(KEYS + "@Predict void step(Keys keys, double seconds, int more) {} // !", "is no step"),
      Mistake.inEntity("@Predict void step(Input keys, double seconds) {} // !", "is no step"),
      Mistake.inEntity("@Predict void step(Ship other, double seconds) {} // !", "is no step"),
      Mistake.inEntity("@Predict static void step(double seconds) {} // !", "is static, but a step moves"),
      Mistake.inEntity("@Predict private void step(double seconds) {} // !", "is private, but the room calls a step"),
      Mistake.inEntity("@Predict String step(double seconds) { return \"\"; } // !", "answers a String, but a step"),
      Mistake.inEntity("@Predict long step(double seconds) { return 0; } // !", "answers a long"),
      Mistake.inEntity("@Predict void step(double seconds) {}\n@Predict void more(double seconds) {} // !",
          "`more(double)`: is a second step of Ship"),
      Mistake.inEntity("@Predict void step(double seconds) {} @Sync(max = 3) float heat; // !",
          "`heat`: is a synced float of a class with a predicted step"),
      Mistake.inEntity("@Predict void step(double seconds) {} @Sync(max = 3) long gold; // !", "declare it int"));

  static final List<Mistake> HELPERS = List.of(
      Mistake.of("@Portable class Walls { double width; } // !", "`width`: is a field of an object"),
      Mistake.of("@Portable class Walls { static double width; } // !", "is static and can change"),
      Mistake.of("@Portable class Walls { static final String NAME = \"\"; } // !", "`NAME`: is a String"),
      Mistake.of("@Portable class Walls { static final float WIDTH = 1; } // !", "`WIDTH`: is a float"),
      Mistake.of("@Portable class Walls { double clip(double x) { return x; } } // !",
          "`clip(double)`: is not static"),
      Mistake.of("@Portable class Walls { static float clip(double x) { return 1; } } // !",
          "takes or answers a float"),
      Mistake.of("@Portable class Walls { static double clip(String x) { return 1; } } // !", "a String"),
      Mistake.of("@Portable class Walls { Walls(int i) {} } // !", "has a constructor with parameters"),
      Mistake.of("@Portable interface Walls { } // !", "is @Portable, but no plain class"),
      Mistake.of("@Portable class Walls<T> { } // !", "is @Portable, but no plain class"));

  @ParameterizedTest
  @FieldSource("INPUTS") void anInputThatCannotBe(Mistake mistake, @TempDir Path folder) {
    mistake.check(folder);
  }

  @ParameterizedTest
  @FieldSource("STEPS") void aStepThatCannotBe(Mistake mistake, @TempDir Path folder) {
    mistake.check(folder);
  }

  @ParameterizedTest
  @FieldSource("HELPERS") void aHelperThatCannotBe(Mistake mistake, @TempDir Path folder) {
    mistake.check(folder);
  }
}
