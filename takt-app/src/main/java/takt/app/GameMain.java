package takt.app;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/// A game's `static void main()`, with arguments or without, public or not, as Java itself takes it.
///
/// The main thread.
final class GameMain {
  private final Method main;

  private GameMain(Method main) {
    this.main = main;
  }

  /// The main of a class; null if it has none.
  static @Nullable GameMain of(Class<?> type) {
    for (Method method : type.getDeclaredMethods()) {
      boolean fits = method.getParameterCount() == 0
          || method.getParameterCount() == 1 && method.getParameterTypes()[0] == String[].class;
      if (method.getName().equals("main") && Modifier.isStatic(method.getModifiers()) && fits) {
        return new GameMain(method);
      }
    }
    return null;
  }

  /// The class that is meant: one word in small letters stands for `word.Word`, as examples are named.
  static String className(String game) {
    boolean isWord = !game.isEmpty() && Character.isLowerCase(game.charAt(0)) && game.indexOf('.') < 0;
    return isWord ? game + "." + Character.toUpperCase(game.charAt(0)) + game.substring(1) : game;
  }

  /// Finds a class by its name and calls its main.
  ///
  /// @return empty if it ran, else what is wrong, for people
  static String run(String className) {
    GameMain main;
    try {
      main = of(Class.forName(className));
    } catch (ClassNotFoundException | LinkageError e) {
      return "there is no class " + className + " on the class path (" + e + "); name a Java file, such as Hello.java,"
          + " or put the game's jar there";
    }
    return main == null
        ? className + " has no main, expected: static void main() { Takt.serve(MyRoom::new); }"
        : main.run();
  }

  /// Calls it.
  ///
  /// @return empty if it ran, else what is wrong, for people
  String run() {
    try {
      main.setAccessible(true);
      if (main.getParameterCount() == 0) main.invoke(null);
      else main.invoke(null, (Object) new String[0]);
      return "";
    } catch (InvocationTargetException e) {
      return main.getDeclaringClass().getName() + " failed: " + trace(e.getCause());
    } catch (IllegalAccessException e) {
      return main.getDeclaringClass().getName() + " failed: " + e.getMessage();
    }
  }

  /// The game's own part of a stack.
  private static String trace(@Nullable Throwable thrown) {
    if (thrown == null) return "for no reason it gave";
    StringBuilder text = new StringBuilder(thrown.toString());
    for (StackTraceElement frame : thrown.getStackTrace()) {
      if (frame.getClassName().startsWith("takt.app.Main") || frame.getClassName().startsWith("jdk.internal")) break;
      text.append("\n    at ").append(frame);
    }
    Throwable cause = thrown.getCause();
    return cause == null ? text.toString() : text.append("\n  because of ").append(trace(cause)).toString();
  }
}
