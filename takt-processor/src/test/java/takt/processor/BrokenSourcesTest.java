package takt.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import takt.processor.Compilation.Compiler;

/// Sources that are no Java are left to the compiler: the processor neither fails nor talks over it.
class BrokenSourcesTest {
  private static final String HEAD = "package game; import java.util.*; import takt.schema.*; import takt.server.*; ";

  static final List<String> BROKEN = List.of(
      "class Ship extends Entity { Missing field; }",
      "class Ship extends Entity { List<Missing> field; Map<String, Missing> other; Missing[] more; }",
      "class Ship extends Missing { int hp; }",
      "class Ship extends Entity implements Missing { int hp; }",
      "class Game extends Room { final Entities<Missing> ships = entities(); }",
      "class Game extends Room { final Inputs<Missing> keys = inputs(); final Alarms<Missing> clocks = null; }",
      "class Game extends Room { final Task<Missing, Missing> ask = null; }",
      "class Game extends Room { record Say() implements Command {} void on(Player p, Missing m) {} }",
      "class Game extends Room { record Say() implements Command {} Missing on(Player p, Say m) { return null; } }",
      "class Game extends Room { record Say() implements Command {} Reply<Missing> on(Player p, Say m) {} }",
      "class Game extends Room { record Said(Missing m) implements Event {} }",
      "class Game extends Room { sealed interface Go extends Command permits Missing {} void on(Player p, Go m) {} }",
      "class Ship extends Entity { @Missing int hp; }",
      "class Ship extends Entity { @Position double x; }",
      "class Ship extends Entity { @Position(max = \"9\") double x; }",
      "class Ship extends Entity { @Sync(max = 3, to = Audience.NOBODY) int hp; }",
      "class Ship extends Entity { @Sync(max = Missing.SIZE) int hp; }",
      "class Ship extends Entity { @Predict Missing step(Missing in, double seconds) { return null; } }",
      "@Portable class Walls { static Missing clip(Missing m) { return m; } }",
      "class Ship extends Ship { int hp; }",
      "@Saved class A extends B {} @Saved class B extends A {} class Ship extends Entity { A a; }",
      "class Ship extends Entity { int hp; int hp; }",
      "class Ship extends Entity { int ; }",
      "class Ship extends Entity { void x( { } }",
      "record Say(int a, int a) implements Command {}",
      "enum Kind extends Entity { A }",
      "@Saved record Card(var x) {}",
      "sealed interface Shape {} class Ship extends Entity { Shape shape; }",
      "class Ship extends Entity { Map<int, String> map; }",
      "class Ship extends Entity { List<String, String> list; }");

  @TempDir Path folder;

  @ParameterizedTest
  @FieldSource("BROKEN") void theCompilerItselfSaysWhatIsWrong(String source) {
    for (Compiler by : Compiler.values()) {
      var compiled = Compilation.of(by, folder.resolve(by.name()), List.of(), Map.of("game/Game.java", HEAD + source));
      assertFalse(compiled.done, by.name());
      assertFalse(compiled.errors().isEmpty(), by.name());
      for (Compilation.Message message : compiled.errors()) {
        assertFalse(message.text().contains("`") || message.text().contains("takt-processor"),
            by + " said " + message.text());
      }
    }
  }

  @Test void aTypeThatAnotherProcessorWritesIsWaitedFor() throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var said = new DiagnosticCollector<JavaFileObject>();
    Path source = Files.writeString(folder.resolve("Ship.java"), "package game; class Ship extends takt.schema.Entity {"
        + " Written made; }");
    try (var files = compiler.getStandardFileManager(said, null, StandardCharsets.UTF_8)) {
      var task = compiler.getTask(null, files, said, List.of("-d", folder.toString(), "-classpath",
          Compilation.classPath(List.of())), null, files.getJavaFileObjects(source));
      task.setProcessors(List.of(new TaktProcessor(), new LateWriter()));
      assertTrue(task.call(), () -> said.getDiagnostics().toString());
    }
    assertEquals(List.of(), said.getDiagnostics());
    assertTrue(Files.exists(folder.resolve("game/Ship_Takt.class")));
  }

  /// Writes a class in its first round.
  @SupportedAnnotationTypes("*") static final class LateWriter extends AbstractProcessor {
    private boolean done;

    @Override public SourceVersion getSupportedSourceVersion() {
      return SourceVersion.latestSupported();
    }

    @Override public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
      if (done) return false;
      done = true;
      try (Writer file = processingEnv.getFiler().createSourceFile("game.Written").openWriter()) {
        file.write("package game; @takt.schema.Saved class Written { int size; }");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return false;
    }
  }
}
