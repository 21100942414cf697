package takt.schema.spi;

import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the [ClassCode] of a game's class: by name, once.
///
/// Any thread. What was found is remembered with the class it belongs to, and goes when that class goes.
public final class Companions {
  private static final ClassValue<Map<Class<?>, ClassCode<?>>> BY_TOP_CLASS = new ClassValue<>() {
    @Override protected Map<Class<?>, ClassCode<?>> computeValue(Class<?> top) {
      return load(top);
    }
  };

  private Companions() {}

  /// The code of that class.
  ///
  /// @throws IllegalStateException if it has none; the message says what to add to the build
  @SuppressWarnings("unchecked") public static <T> ClassCode<T> code(Class<T> type) {
    ClassCode<T> code = (ClassCode<T>) BY_TOP_CLASS.get(top(type)).get(type);
    if (code == null) {
      throw new IllegalStateException("no code for " + type.getName() + " in " + companionName(top(type))
          + ": the class was changed after takt-processor ran; compile again. Classes inside methods have none: move"
          + " them into the class.");
    }
    return code;
  }

  /// The code of that record.
  ///
  /// @throws IllegalStateException as [#code]
  public static <T> RecordCode<T> recordCode(Class<T> type) {
    return (RecordCode<T>) code(type);
  }

  private static Class<?> top(Class<?> type) {
    Class<?> top = type;
    for (Class<?> outer = type; outer != null; outer = outer.getEnclosingClass()) top = outer;
    return top;
  }

  private static String companionName(Class<?> top) {
    return top.getName() + "_Takt";
  }

  private static Map<Class<?>, ClassCode<?>> load(Class<?> top) {
    String name = companionName(top);
    Companion companion;
    try {
      companion = Class.forName(name, true, top.getClassLoader()).asSubclass(Companion.class).getConstructor()
          .newInstance();
    } catch (ClassNotFoundException _) {
      throw new IllegalStateException(missing(top, name));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(hidden(top, name), e);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(name + " failed to start: " + e.getCause(), e.getCause());
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalStateException(name + " is not what takt-processor writes; compile " + top.getName() + " again",
          e);
    }
    if (companion.version() != Companion.VERSION) {
      throw new IllegalStateException(name + " was written by another version of takt-processor (" + companion.version()
          + ", this is " + Companion.VERSION + "): use the processor of the same version as Takt and compile again");
    }
    Map<Class<?>, ClassCode<?>> codes = new HashMap<>();
    for (ClassCode<?> code : companion.codes()) codes.put(code.type(), code);
    return codes;
  }

  private static String missing(Class<?> top, @Nullable String name) {
    return """
        %1$s has no companion class %2$s: takt-processor did not run when it was compiled. Since JDK 23, javac runs a \
        processor only where the build names it.
        Maven, in pom.xml, in the configuration of maven-compiler-plugin:
          <annotationProcessorPaths>
            <path><groupId>dev.takt</groupId><artifactId>takt-processor</artifactId><version>%3$s</version></path>
          </annotationProcessorPaths>
        Gradle, in build.gradle, in dependencies:
          annotationProcessor 'dev.takt:takt-processor:%3$s'
        One file without a build: ./takt run %4$s.java
        """.formatted(top.getName(), name, version(), top.getSimpleName());
  }

  private static String hidden(Class<?> top, String name) {
    return name + " cannot be opened: in module-info.java of module " + top.getModule().getName() + " add\n  exports "
        + top.getPackageName() + " to takt.schema, takt.server;";
  }

  private static String version() {
    String version = Companions.class.getPackage().getImplementationVersion();
    return version == null ? "VERSION" : version;
  }
}
