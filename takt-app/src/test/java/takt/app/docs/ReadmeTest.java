package takt.app.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.NodeList;
import takt.app.launch.Checkout;
import takt.processor.TaktProcessor;

/// The README: what it shows is what there is, and runs.
class ReadmeTest {
  private static final Path ROOT = Checkout.project();

  private static String text(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }

  /// The blocks of a language, in order.
  private static List<String> blocks(String language) throws IOException {
    return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(text("README.md")).results()
        .map(block -> block.group(1)).toList();
  }

  @Test void helloIsTheExample() throws IOException {
    assertEquals(text("examples/hello/src/main/java/hello/Hello.java"), blocks("java").get(0));
    assertEquals(text("examples/hello/src/main/resources/web/hello.js"), blocks("js").get(0));
    assertTrue(blocks("js").get(1).startsWith("import { Takt } from '/takt/takt.js'\n"));
  }

  /// The test is the example's own, the client's code plays on a real server.
  @Test void javaSnippetsRun(@TempDir Path folder) throws Exception {
    List<String> java = blocks("java");
    assertEquals(3, java.size());
    String snippets = """
        package hello;
        import static org.junit.jupiter.api.Assertions.assertEquals;
        import java.net.URI;
        import java.util.Map;
        import takt.*;
        import takt.client.*;
        import takt.testkit.RoomTest;
        public class Snippets {
          public static void test() {
        %s
          }
          public static void client() throws Exception {
            Map<String, String> settings = Map.of("TAKT_PORT", "0", "TAKT_ADMIN_PORT", "0");
            try (Server server = Takt.start(settings, app -> app.room(Hello::new))) {
        %s
            }
          }
        }
        """.formatted(java.get(1), java.get(2).replace(":7777/takt\"", ":\" + server.port() + \"/takt\""));
    Path source = Files.writeString(folder.resolve("Snippets.java"), snippets);
    Class<?> compiled = compile(folder, source, ROOT.resolve("examples/hello/src/main/java/hello/Hello.java"));
    for (String name : List.of("test", "client")) {
      Method method = compiled.getMethod(name);
      method.invoke(null);
    }
    assertTrue(text("examples/hello/src/test/java/hello/HelloTest.java").contains(java.get(1).indent(4)));
  }

  private static Class<?> compile(Path folder, Path... sources) throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      var task = compiler.getTask(said, files, null,
          List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path")), null,
          files.getJavaFileObjects(sources));
      task.setProcessors(List.of(new TaktProcessor()));
      assertTrue(task.call(), said::toString);
    }
    URLClassLoader loader = new URLClassLoader(new URL[]{folder.toUri().toURL()}, ReadmeTest.class.getClassLoader());
    return Class.forName("hello.Snippets", true, loader);
  }

  /// The coordinates are those of this build.
  @Test void theProjectFileNamesWhatThereIs() throws Exception {
    String xml = "<project>" + blocks("xml").getFirst() + "</project>";
    var document = DocumentBuilderFactory.newInstance().newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    String version = Pattern.compile("<artifactId>takt</artifactId>\\s*<version>([^<]+)").matcher(text("pom.xml"))
        .results().map(found -> found.group(1)).findFirst().orElseThrow();
    NodeList artifacts = document.getElementsByTagName("artifactId");
    for (int i = 0; i < artifacts.getLength(); i++) {
      String name = Objects.requireNonNull(artifacts.item(i)).getTextContent();
      if (name.startsWith("takt-")) assertTrue(Files.exists(ROOT.resolve(name).resolve("pom.xml")), name);
    }
    NodeList versions = document.getElementsByTagName("version");
    String junit = Pattern.compile("<junit.version>([^<]+)").matcher(text("pom.xml")).results()
        .map(found -> found.group(1)).findFirst().orElseThrow();
    List<String> said = IntStream.range(0, versions.getLength())
        .mapToObj(i -> Objects.requireNonNull(versions.item(i)).getTextContent()).toList();
    assertEquals(List.of(version, version, junit, version), said);
  }

  @Test void theCommandsItNamesExist() throws IOException {
    String launcher = text("takt");
    List<String> commands = Pattern.compile("\\./takt (\\w+)").matcher(text("README.md")).results()
        .map(found -> found.group(1)).distinct().toList();
    assertTrue(commands.containsAll(List.of("run", "test")), commands::toString);
    for (String command : commands) assertTrue(launcher.contains("\n  ./takt " + command + " "), command);
  }
}
