package takt.app.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import takt.app.launch.Checkout;
import takt.processor.TaktProcessor;
import takt.server.Room;

/// `docs/rooms.md`: its game compiles, its test passes, and the hooks and verbs it lists are those there are.
class RoomsDocumentTest {
  private static String page() throws IOException {
    return Files.readString(Checkout.project().resolve("docs/rooms.md"));
  }

  @Test void theGamePassesItsTest(@TempDir Path folder) throws Exception {
    List<String> java = Pattern.compile("(?s)```java\n(.*?)```").matcher(page()).results()
        .map(block -> block.group(1)).toList();
    assertTrue(java.size() >= 2, "blocks=" + java.size());
    Path game = Files.writeString(folder.resolve("Mau.java"), "package page;\n" + java.get(0));
    Path test = Files.writeString(folder.resolve("Played.java"), """
        package page;
        import static java.time.Duration.ofSeconds;
        import static org.junit.jupiter.api.Assertions.*;
        import takt.testkit.RoomTest;
        public class Played {
          public static void test() {
        %s
          }
        }
        """.formatted(java.get(1)));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      var task = compiler.getTask(said, files, null,
          List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path")), null,
          files.getJavaFileObjects(game, test));
      task.setProcessors(List.of(new TaktProcessor()));
      assertTrue(task.call(), said::toString);
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[]{folder.toUri().toURL()}, getClass().getClassLoader())) {
      Method played = Class.forName("page.Played", true, loader).getMethod("test");
      played.invoke(null);
    }
  }

  /// Hooks are what a room may override, verbs what it may call.
  @Test void everyHookAndVerbIsOnThePage() throws IOException {
    String page = page();
    Set<String> missing = Arrays.stream(Room.class.getDeclaredMethods())
        .filter(method -> Modifier.isProtected(method.getModifiers()))
        .map(Method::getName)
        .filter(name -> !name.equals("log") && !Pattern.compile("\\b" + name + "\\b").matcher(page).find())
        .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(), missing);
  }
}
